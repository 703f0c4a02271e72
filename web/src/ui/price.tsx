import { Check } from "lucide-react";
import { money } from "@/lib/format/money";
import { type MessageId, useLanguage } from "@/lib/i18n";
import "./price.css";

interface PriceBreakdownProps {
  lines: readonly { kind: string; label: string; amount: number }[];
  total: number;
  currency: string;
  dueNow?: number | null | undefined;
  dueOnSite?: number | null | undefined;
  /** Held on a card, not taken. */
  cardHold?: number | undefined;
}

/** Line by line as the server priced it; the total has everything in it from the start. */
export function PriceBreakdown({
  lines,
  total,
  currency,
  dueNow,
  dueOnSite,
  cardHold,
}: PriceBreakdownProps) {
  const { t, locale } = useLanguage();
  const split = dueNow != null && dueOnSite != null && dueNow > 0 && dueOnSite > 0;
  const shown = lines.filter(({ kind }) => kind !== "deposit");
  return (
    <dl className="prices numeric">
      {shown.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be equal in everything
        <div key={index} className={line.kind}>
          <dt>{line.label}</dt>
          <dd>{money(locale, line.amount, currency)}</dd>
        </div>
      ))}
      <div className="total">
        <dt>{t("price.total")}</dt>
        <dd>{money(locale, total, currency)}</dd>
      </div>
      {split ? (
        <>
          <div>
            <dt>{t("price.dueNow")}</dt>
            <dd>{money(locale, dueNow, currency)}</dd>
          </div>
          <div>
            <dt>{t("price.dueOnSite")}</dt>
            <dd>{money(locale, dueOnSite, currency)}</dd>
          </div>
        </>
      ) : null}
      {cardHold ? (
        <div>
          <dt>{t("hold.card")}</dt>
          <dd>{money(locale, cardHold, currency)}</dd>
        </div>
      ) : null}
    </dl>
  );
}

const POLICIES: Record<string, MessageId> = {
  flexible: "policy.flexible",
  moderate: "policy.moderate",
  strict: "policy.strict",
};

interface PolicyLineProps {
  policy: { code: string; summary?: string | null } | null | undefined;
}

/** The cancellation rule in one sentence. */
export function PolicyLine({ policy }: PolicyLineProps) {
  const { t } = useLanguage();
  if (!policy) return null;
  const known = POLICIES[policy.code];
  const text = policy.summary ?? (known ? t(known) : undefined);
  if (!text) return null;
  return (
    <p className="policy">
      <Check size={18} aria-hidden="true" />
      <span>{text}</span>
    </p>
  );
}
