import { useLanguage } from "@/lib/i18n";
import { useAge } from "@/lib/use-age";

const FRESH_SECONDS = 20;

/** Says how old the times are as soon as they may be wrong. */
export function Freshness({ updatedAt, failed }: { updatedAt: number; failed: boolean }) {
  const { t } = useLanguage();
  const age = useAge(updatedAt);
  if (updatedAt === 0) return null;
  const text =
    age < FRESH_SECONDS
      ? t("fresh.now")
      : age < 120
        ? t("fresh.seconds", { n: age })
        : t("fresh.minutes", { n: Math.round(age / 60) });
  return (
    <span className={`small ${failed ? "field-error" : "muted"}`}>
      {failed ? `${t("fresh.failed")} ${text}` : text}
    </span>
  );
}
