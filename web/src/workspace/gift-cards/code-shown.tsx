import { Copy } from "lucide-react";
import { useLanguage } from "@/lib/i18n";
import { showToast } from "@/lib/toast";
import { IconButton } from "@/ui/button";

/** A code that was just made; it is shown now and never again. */
export function CodeShown({ label, code }: { label: string; code: string }) {
  const { t } = useLanguage();
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    showToast(t("cards.copied"));
  };
  return (
    <div className="gift-code" role="status">
      <p className="small second">{label}</p>
      <p className="row">
        <b className="numeric">{code}</b>
        <IconButton label={t("cards.copy")} onClick={() => void copy()}>
          <Copy size={18} aria-hidden="true" />
        </IconButton>
      </p>
      <p className="small">{t("cards.codeOnce")}</p>
    </div>
  );
}
