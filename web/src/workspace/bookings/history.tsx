import type { BookingDetail } from "@/api/desk-calls";
import { dateAtOffset, datePart, offsetMinutes, timePart } from "@/lib/civil";
import { shortDay } from "@/lib/format/when";
import { type MessageId, type Translate, useLanguage } from "@/lib/i18n";

type Entry = BookingDetail["timeline"][number];

const WHAT: Record<string, MessageId> = {
  hold: "event.hold",
  request: "event.request",
  await_payment: "event.awaitPayment",
  confirm: "event.confirm",
  approve: "event.approve",
  approve_unpaid: "event.approve",
  decline: "event.decline",
  extend: "event.extend",
  code_asked: "event.codeAsked",
  release: "event.release",
  expire: "event.expire",
  cancel: "event.cancel",
  reschedule: "event.reschedule",
  check_in: "event.checkIn",
  complete: "event.complete",
  no_show: "event.noShow",
  refund_unavailable: "event.refundUnavailable",
  note: "event.note",
  paid: "event.paid",
  refund: "event.refund",
  refunded: "event.refunded",
  late_payment: "event.latePayment",
  hold_ended: "event.holdEnded",
  charge_failed: "event.chargeFailed",
};

function actor(t: Translate, { by, who }: Entry): string {
  if (who) return who;
  if (by === "system") return t("by.system");
  return by === "customer" || by === "guest" ? t("by.customer") : t("by.operator");
}

/** Everything that happened, the latest first, with who did it. */
export function History({ booking }: { booking: BookingDetail }) {
  const { t, locale } = useLanguage();
  const clock = (at: string) => {
    const instant = Date.parse(at);
    const local = new Date(instant + offsetMinutes(booking.utcOffset) * 60_000).toISOString();
    return `${shortDay(locale, dateAtOffset(instant, booking.utcOffset))}, ${timePart(local)}`;
  };
  const place = (local: string) => `${shortDay(locale, datePart(local))} ${timePart(local)}`;
  return (
    <section aria-labelledby="history">
      <h3 id="history">{t("booking.history")}</h3>
      <ol className="history">
        {[...booking.timeline].reverse().map((entry) => (
          <li key={`${entry.at}-${entry.what}`}>
            {t(WHAT[entry.what] ?? "event.changed")}
            {entry.fromLocal && entry.toLocal ? (
              <span className="numeric">
                : {place(entry.fromLocal)} → {place(entry.toLocal)}
              </span>
            ) : null}
            {entry.reason ? <span className="second">: {entry.reason}</span> : null}
            <small>
              {clock(entry.at)}, {actor(t, entry)}
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}
