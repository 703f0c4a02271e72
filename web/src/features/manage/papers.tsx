import { useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { readPapers } from "@/api/booking-calls";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";

const KINDS: Record<string, MessageId> = {
  receipt: "paper.receipt",
  invoice: "paper.invoice",
  credit_note: "paper.creditNote",
};

/** What was written for this booking; nothing is shown until there is something. */
export function Papers({ bookingId, token }: { bookingId: string; token: string | undefined }) {
  const { t, locale } = useLanguage();
  const { data } = useQuery({
    queryKey: ["papers", bookingId],
    queryFn: () => readPapers(bookingId, token),
    retry: false,
  });
  if (!data || data.data.length === 0) return null;
  const query = new URLSearchParams({ lang: locale, ...(token ? { token } : {}) });
  return (
    <section className="card block stack" style={{ padding: 20 }}>
      <h2>{t("paper.title")}</h2>
      <ul className="stack">
        {data.data.map(({ id, kind, number, issuedAt, total, currency, pdfUrl }) => {
          const known = KINDS[kind];
          return (
            <li key={id} className="spread">
              <a className="row" href={`${pdfUrl}?${query}`} target="_blank" rel="noreferrer">
                <FileText size={18} aria-hidden="true" />
                {known ? t(known) : kind} {number}
              </a>
              <span className="small second numeric">
                {shortDay(locale, issuedAt.slice(0, 10))} · {money(locale, total, currency)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
