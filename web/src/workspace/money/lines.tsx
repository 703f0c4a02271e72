import type { MoneyLine } from "@/api/books-calls";
import { money } from "@/lib/format/money";
import { stamp } from "@/lib/format/stamp";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { openBooking } from "@/workspace/frame/layers";

const KINDS: Record<string, MessageId> = {
  captured: "books.captured",
  accepted: "books.accepted",
  refund_promised: "books.refundPromised",
  refund_failed: "books.refundFailed",
  dispute_opened: "books.disputeOpened",
  dispute_closed: "books.disputeClosed",
  provider_fee: "books.providerFee",
  deposit_kept: "books.depositKept",
  payout_approved: "books.payoutApproved",
  payout_cancelled: "books.payoutCancelled",
};

/** Movements of what a business is to get; a line with a booking opens it. */
export function Lines({ lines, currency }: { lines: readonly MoneyLine[]; currency: string }) {
  const { t, locale } = useLanguage();
  return (
    <ul className="money-rows">
      {lines.map(({ posting, at, kind, bookingId, amount, balance }) => {
        const label = KINDS[kind];
        const text = (
          <>
            <span>
              <b>{label ? t(label) : kind}</b>
              <small className="second">{stamp(at)}</small>
            </span>
            <span className="money-amount numeric">
              <b>{`${amount > 0 ? "+" : ""}${money(locale, amount, currency)}`}</b>
              {balance === null || balance === undefined ? null : (
                <small className="second">
                  {t("books.balance", { sum: money(locale, balance, currency) })}
                </small>
              )}
            </span>
          </>
        );
        return (
          <li key={posting}>
            {bookingId ? (
              <button type="button" onClick={() => openBooking(bookingId)}>
                {text}
              </button>
            ) : (
              <div className="money-row">{text}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
