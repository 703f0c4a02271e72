import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { readPaymentMethods } from "@/api/booking-calls";
import { type BookingMoney, holdCard, payBalance, readMoney } from "@/api/money-calls";
import { datePart, timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { save } from "@/lib/saved";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Choice } from "@/ui/field";
import { ErrorState, Skeleton } from "@/ui/states";
import { CardHold } from "./card-hold";

const AT_VENUE = /on.?site/;

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

interface PayProps {
  data: BookingMoney;
  what: "balance" | "card";
  vendorId: string;
  token: string | undefined;
  onDone: () => void;
}

function Pay({ data, what, vendorId, token, onDone }: PayProps) {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const [key, setKey] = useState(randomKey);
  const [picked, setPicked] = useState<string>();
  const methods = useQuery({
    queryKey: ["payment-methods", vendorId, locale],
    queryFn: () => readPaymentMethods(vendorId),
    staleTime: 300_000,
  });
  const card = what === "card" ? data.hold : undefined;
  const offered = methods.data?.filter(({ code, holdsCard }) =>
    card ? holdsCard : !AT_VENUE.test(code),
  );
  const method = picked ?? offered?.[0]?.code;
  const pay = useMutation({
    mutationFn: () => (card ? holdCard : payBalance)(data.bookingId, method ?? "", token, key),
    onSuccess: async (booking) => {
      if (booking.nextAction?.type === "redirect") {
        save("sb.paying", booking.bookingId);
        location.assign(booking.nextAction.url);
        return;
      }
      await queries.invalidateQueries({ queryKey: ["money", data.bookingId] });
      showToast(t(card ? "balance.card.done" : "balance.done"));
      onDone();
    },
    onError: (error) => {
      // No reply: the next tap repeats this payment. A refusal: it is a new one.
      if ("problem" in error) setKey(randomKey());
    },
  });
  return (
    <div className="stack">
      {offered ? null : <Skeleton height={116} />}
      {offered?.map(({ code, label }) => (
        <Choice
          key={code}
          name="method"
          value={code}
          checked={code === method}
          onChange={() => setPicked(code)}
        >
          {label}
        </Choice>
      ))}
      {pay.error ? <ErrorState error={pay.error} /> : null}
      <Button wide large disabled={!method} busy={pay.isPending} onClick={() => pay.mutate()}>
        {card
          ? t("checkout.hold", { amount: money(locale, card.amount, data.currency) })
          : t("balance.pay", { amount: money(locale, data.unpaid, data.currency) })}
      </Button>
    </div>
  );
}
