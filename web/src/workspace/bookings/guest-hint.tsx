import { CircleAlert, Sprout } from "lucide-react";
import type { GuestHint as Hint, StepUp } from "@/api/risk-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import "./guest-hint.css";

const ASKED: Record<StepUp, MessageId> = {
  code: "hint.askedCode",
  three_d_secure: "hint.askedBank",
  prepay: "hint.askedPrepay",
  approval: "hint.askedApproval",
};
const OFTEN_LOST = 0.45;

/** What our own books say about the guest: the first visit, visits before, no-shows; and why a yes is asked for. */
export function GuestHint({ hint }: { hint: Hint }) {
  const { t } = useLanguage();
  const { visits, noShows, cancellations, reasons = [], asked, noArrival } = hint;
  const past = [
    visits ? t("hint.visits", { n: visits }) : t("hint.first"),
    noShows ? t("hint.noShows", { n: noShows }) : "",
    cancellations ? t("hint.cancellations", { n: cancellations }) : "",
  ].filter(Boolean);
  const others = reasons.filter(({ code }) => !OWN_BOOKS.has(code));
  const careful = noShows > 0 || asked || others.length > 0;
  const Icon = careful ? CircleAlert : Sprout;
  return (
    <section className={careful ? "guest-hint careful" : "guest-hint"} aria-label={t("hint.title")}>
      <p>
        <Icon size={18} aria-hidden="true" /> <b>{past.join(", ")}</b>
      </p>
      {asked ? <p>{t(ASKED[asked])}</p> : null}
      {others.length > 0 ? (
        <ul>
          {others.map(({ code, words }) => (
            <li key={code}>{words}</li>
          ))}
        </ul>
      ) : null}
      {(noArrival ?? 0) >= OFTEN_LOST ? <p className="second">{t("hint.farAhead")}</p> : null}
    </section>
  );
}

/** Said by the first line already. */
const OWN_BOOKS = new Set([
  "no_show_before",
  "often_no_show",
  "cancels_often",
  "feature:no_shows",
  "feature:cancellations",
  "feature:stranger",
]);
