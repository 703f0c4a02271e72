import type { BookingMoney } from "@/api/money-calls";
import { datePart, timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";

type Hold = NonNullable<BookingMoney["hold"]>;

const STATES: Record<Hold["state"], MessageId> = {
  asked: "balance.card.asked",
  held: "balance.card.held",
  charging: "balance.card.charging",
  charged: "balance.card.charged",
  releasing: "balance.card.releasing",
  released: "balance.card.released",
  ended: "balance.card.ended",
  disputed: "balance.card.disputed",
};
const OF_THE_CHARGE = new Set<Hold["state"]>(["charging", "charged", "disputed"]);

interface CardHoldProps {
  data: BookingMoney;
  hold: Hold;
  onGive: (() => void) | undefined;
}

/** The card that secures the booking: held, charged or free, and giving one anew where it ran out. */
export function CardHold({ data, hold, onGive }: CardHoldProps) {
  const { t, locale } = useLanguage();
  const sum = OF_THE_CHARGE.has(hold.state) ? hold.charge : hold.amount;
  const { untilLocal } = hold;
  return (
    <div className="stack">
      <p>{t(STATES[hold.state], { amount: money(locale, sum, data.currency) })}</p>
      {hold.state === "held" && untilLocal ? (
        <p className="small second">
          {t("balance.card.until", {
            when: `${shortDay(locale, datePart(untilLocal))}, ${timePart(untilLocal)}`,
          })}
        </p>
      ) : null}
      {onGive && data.allowedActions.includes("hold_card") ? (
        <Button onClick={onGive}>{t("balance.card.again")}</Button>
      ) : null}
    </div>
  );
}
