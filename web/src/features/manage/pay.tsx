import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { readPaymentMethods } from "@/api/booking-calls";
import { type BookingMoney, holdCard, payBalance } from "@/api/money-calls";
import { SAVED_CARDS } from "@/api/saved-card-calls";
import { useCards } from "@/api/use-cards";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { randomKey } from "@/lib/random-key";
import { save } from "@/lib/saved";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { PayWays } from "@/ui/pay-ways";
import { ErrorState, Skeleton } from "@/ui/states";
import { PayByGiftCard } from "./pay-by-gift-card";

const AT_VENUE = /on.?site/;

interface PayProps {
  data: BookingMoney;
  what: "balance" | "card";
  vendorId: string;
  token: string | undefined;
  onDone: () => void;
}

/** Paying the rest, or giving a card anew: kept cards, every other way, and for the rest a gift card. */
export function Pay({ data, what, vendorId, token, onDone }: PayProps) {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const [key, setKey] = useState(randomKey);
  const [chosen, setChosen] = useState<string>();
  const methods = useQuery({
    queryKey: ["payment-methods", vendorId, locale],
    queryFn: () => readPaymentMethods(vendorId),
    staleTime: 300_000,
  });
  const card = what === "card" ? data.hold : undefined;
  const offered = methods.data?.filter(({ code, holdsCard }) =>
    card ? holdsCard : !AT_VENUE.test(code),
  );
  const way = chosen ?? offered?.[0]?.code;
  const cards = useCards(offered, way);
  const method = cards.picked?.method ?? way;
  const pay = useMutation({
    mutationFn: () =>
      (card ? holdCard : payBalance)(data.bookingId, method ?? "", token, key, cards.wish),
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
      if (error instanceof ApiProblem && error.problem.code === "saved-card-not-found")
        void queries.invalidateQueries({ queryKey: SAVED_CARDS });
    },
  });
  return (
    <div className="stack">
      {offered ? null : <Skeleton height={116} />}
      <PayWays
        ways={offered}
        way={way}
        onChoose={(code) => {
          cards.pick(undefined);
          setChosen(code);
        }}
        cards={cards}
      />
      {pay.error ? <ErrorState error={pay.error} /> : null}
      <Button wide large disabled={!method} busy={pay.isPending} onClick={() => pay.mutate()}>
        {card
          ? t("checkout.hold", { amount: money(locale, card.amount, data.currency) })
          : t("balance.pay", { amount: money(locale, data.unpaid, data.currency) })}
      </Button>
      {!card && data.allowedActions.includes("pay_with_gift_card") ? (
        <PayByGiftCard data={data} vendorId={vendorId} token={token} onDone={onDone} />
      ) : null}
    </div>
  );
}
