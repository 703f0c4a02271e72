import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type BookingMoney, readMoney } from "@/api/money-calls";
import { datePart, timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { CardHold } from "./card-hold";
import { Pay } from "./pay";

interface BalanceProps {
  bookingId: string;
  vendorId: string | undefined;
  token: string | undefined;
}

/** What is paid, what is still to pay and until when, what is on its way back; and paying the rest. */
export function Balance({ bookingId, vendorId, token }: BalanceProps) {
  const { t, locale } = useLanguage();
  const [paying, setPaying] = useState<"balance" | "card">();
  const { data } = useQuery({
    queryKey: ["money", bookingId],
    queryFn: () => readMoney(bookingId, token),
    refetchInterval: ({ state }) =>
      state.data?.returning || state.data?.underWay || isMoving(state.data) ? 5_000 : false,
    retry: false,
  });
  if (!data || (data.payments.length === 0 && !data.unpaid && !data.hold)) return null;
  const words = (amount: number) => money(locale, amount, data.currency);
  const cards = data.payments.filter(({ method }) => method === "gift_card");
  const byCard = cards.reduce((sum, { amount }) => sum + amount, 0);
  const byPass = data.payments.some(({ method }) => method === "pass");
  return (
    <section className="card block stack" style={{ padding: 20 }} aria-label={t("balance.title")}>
      <h2>{t("balance.title")}</h2>
      {data.paid ? <p>{t("balance.paid", { amount: words(data.paid) })}</p> : null}
      {byCard ? (
        <p className="small second">
          {t("gift.covered")}: {words(byCard)}
        </p>
      ) : null}
      {byPass ? <p className="small second">{t("pass.covered")}</p> : null}
      {data.unpaid ? (
        <div>
          <p>
            <b>{t("balance.unpaid", { amount: words(data.unpaid) })}</b>
          </p>
          <p className="small second">
            {data.underWay ? t("balance.underWay") : <Until data={data} />}
          </p>
        </div>
      ) : null}
      {data.returning ? <p>{t("balance.returning", { amount: words(data.returning) })}</p> : null}
      {data.returned ? <p>{t("balance.returned", { amount: words(data.returned) })}</p> : null}
      {data.unpaid && vendorId ? (
        <Button onClick={() => setPaying("balance")}>
          {t("balance.pay", { amount: words(data.unpaid) })}
        </Button>
      ) : null}
      {data.hold ? (
        <CardHold
          data={data}
          hold={data.hold}
          onGive={vendorId ? () => setPaying("card") : undefined}
        />
      ) : null}
      <Dialog
        title={t("balance.how")}
        open={paying !== undefined}
        onClose={() => setPaying(undefined)}
      >
        {paying && vendorId ? (
          <Pay
            data={data}
            what={paying}
            vendorId={vendorId}
            token={token}
            onDone={() => setPaying(undefined)}
          />
        ) : null}
      </Dialog>
    </section>
  );
}

const MOVING = new Set(["charging", "releasing"]);
const isMoving = (data: BookingMoney | undefined) => MOVING.has(data?.hold?.state ?? "");

function Until({ data }: { data: BookingMoney }) {
  const { t, locale } = useLanguage();
  const { dueLocal, overdue, paid } = data;
  if (!dueLocal || !paid) return t("balance.atVenue");
  const when = `${shortDay(locale, datePart(dueLocal))}, ${timePart(dueLocal)}`;
  return t(overdue ? "balance.overdue" : "balance.until", { when });
}
