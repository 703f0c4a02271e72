import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type BookingMoney, handedBack, readMoney } from "@/api/money-calls";
import { datePart, timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useBusiness } from "@/workspace/frame/business";
import { GiveBack, TakeMoney } from "./money-dialogs";

const STATES: Record<string, MessageId> = {
  requested: "money.refund.requested",
  submitted: "money.refund.submitted",
  succeeded: "money.refund.succeeded",
  failed: "money.refund.failed",
};

/** Paid, owed, on its way back; and what the staff may do about it. */
export function BookingMoneyCard({ bookingId, version }: { bookingId: string; version: number }) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"take" | "giveBack" | null>(null);
  const found = useQuery({
    queryKey: ["money", bookingId, version],
    queryFn: () => readMoney(bookingId),
    refetchInterval: ({ state }) =>
      state.data?.returning || state.data?.hold?.state === "charging" ? 5_000 : false,
  });
  const done = () => {
    client.invalidateQueries({ queryKey: ["money", bookingId] });
    client.invalidateQueries({ queryKey: ["booking", bookingId] });
    client.invalidateQueries({ queryKey: ["bookings", id] });
  };
  const handed = useMutation({
    mutationFn: (refundId: string) => handedBack(id, refundId),
    onError: (error) => showToast(problemText(t, error)),
    onSettled: done,
  });
  const { data } = found;
  if (!data) return null;
  const words = (amount: number) => money(locale, amount, data.currency);
  const may = (action: string) => data.allowedActions.includes(action);
  const nothing = !data.unpaid && data.payments.length === 0 && !data.hold;
  if (nothing) return null;
  return (
    <section className="stack" aria-label={t("money.title")}>
      <dl className="facts">
        <Line label={t("money.paid")}>{words(data.paid)}</Line>
        {data.unpaid ? <Owed data={data} /> : null}
        {data.returning ? <Line label={t("money.returning")}>{words(data.returning)}</Line> : null}
        {data.returned ? <Line label={t("money.returned")}>{words(data.returned)}</Line> : null}
        {data.hold ? <Held data={data} hold={data.hold} /> : null}
      </dl>
      {data.refunds.map(({ refundId, amount, status, byHand, reason }) => (
        <div key={refundId} className="spread">
          <span className="small second">
            {words(amount)}, {t(STATES[status] ?? "money.refund.submitted")}
            {reason ? ` · ${reason}` : ""}
          </span>
          {byHand && status !== "succeeded" && status !== "failed" ? (
            <Button
              look="secondary"
              busy={handed.isPending && handed.variables === refundId}
              onClick={() => handed.mutate(refundId)}
            >
              {t("money.handBack")}
            </Button>
          ) : null}
        </div>
      ))}
      <div className="deeds no-print">
        {may("record_payment") ? (
          <Button look="secondary" onClick={() => setAsking("take")}>
            {t("money.take")}
          </Button>
        ) : null}
        {may("refund") ? (
          <Button look="secondary" onClick={() => setAsking("giveBack")}>
            {t("money.giveBack")}
          </Button>
        ) : null}
      </div>
      <Dialog
        title={t(asking === "giveBack" ? "money.giveBack" : "money.take")}
        open={asking !== null}
        onClose={() => setAsking(null)}
      >
        {asking === "take" ? (
          <TakeMoney data={data} onDone={() => setAsking(null)} onChanged={done} />
        ) : null}
        {asking === "giveBack" ? (
          <GiveBack data={data} onDone={() => setAsking(null)} onChanged={done} />
        ) : null}
      </Dialog>
    </section>
  );
}

const HOLDS: Record<NonNullable<BookingMoney["hold"]>["state"], MessageId> = {
  asked: "money.hold.asked",
  held: "money.hold.held",
  charging: "money.hold.charging",
  charged: "money.hold.charged",
  releasing: "money.hold.releasing",
  released: "money.hold.released",
  ended: "money.hold.ended",
  disputed: "money.hold.disputed",
};

/** The card that secures the visit, and until when the bank keeps it. */
function Held({ data, hold }: { data: BookingMoney; hold: NonNullable<BookingMoney["hold"]> }) {
  const { t, locale } = useLanguage();
  const { untilLocal, state } = hold;
  const when = untilLocal
    ? `${shortDay(locale, datePart(untilLocal))}, ${timePart(untilLocal)}`
    : "";
  return (
    <Line label={t("money.hold")}>
      {money(locale, hold.amount, data.currency)}
      <span className="small second">
        {" "}
        {t(HOLDS[state], { amount: money(locale, hold.charge, data.currency) })}
        {state === "held" && when ? ` ${t("money.hold.until", { when })}` : ""}
      </span>
    </Line>
  );
}

function Owed({ data }: { data: BookingMoney }) {
  const { t, locale } = useLanguage();
  const { dueLocal } = data;
  const when = dueLocal ? `${shortDay(locale, datePart(dueLocal))}, ${timePart(dueLocal)}` : "";
  return (
    <Line label={t("money.unpaid")}>
      <b>{money(locale, data.unpaid, data.currency)}</b>
      {when ? (
        <span className="small second">
          {" "}
          {t(data.overdue ? "money.overdue" : "money.until", { when })}
        </span>
      ) : null}
    </Line>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
