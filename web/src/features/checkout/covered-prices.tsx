import type { Booking, Hold } from "@/api/booking-contract";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { PriceBreakdown } from "@/ui/price";
import { type CheckoutState, ON_SITE, priceOf } from "./use-checkout";

interface CoveredPricesProps {
  booked: Booking | Hold;
  checkout: CheckoutState;
}

/** The price; with a card or a pass what each of them pays, and below the line only what is paid in money now. */
export function CoveredPrices({ booked, checkout }: CoveredPricesProps) {
  const { t, locale } = useLanguage();
  const { gift, sums } = checkout;
  const words = (amount: number) => money(locale, amount, booked.currency);
  if (!gift.pass && !gift.card) {
    return (
      <PriceBreakdown
        lines={booked.priceBreakdown ?? []}
        total={priceOf(booked)}
        currency={booked.currency}
        dueNow={booked.dueNow}
        dueOnSite={booked.dueOnSite}
        cardHold={booked.cardHold}
      />
    );
  }
  // Who chooses to pay online pays at once also what could wait for the visit.
  const online = checkout.method !== undefined && !ON_SITE.test(checkout.method);
  const now = sums.settled ? 0 : sums.first || (online ? sums.left : 0);
  const later = sums.left - now;
  return (
    <dl className="prices numeric">
      {gift.pass ? (
        <PassLines booked={booked} pass={gift.pass} />
      ) : (
        <div>
          <dt>{t("price.total")}</dt>
          <dd>{words(priceOf(booked))}</dd>
        </div>
      )}
      <CardLine
        given={gift.pass?.card?.gives ?? sums.gives}
        on={!gift.pass || !!gift.pass.card}
        words={words}
      />
      <div className="total">
        <dt>{t("price.dueNow")}</dt>
        <dd>{words(now)}</dd>
      </div>
      {later > 0 ? (
        <div>
          <dt>{t("price.dueOnSite")}</dt>
          <dd>{words(later)}</dd>
        </div>
      ) : null}
    </dl>
  );
}

interface PassLinesProps {
  booked: Booking | Hold;
  pass: NonNullable<CheckoutState["gift"]["pass"]>;
}

/** A line the pass pays for costs visits, whatever it would cost in money. */
function PassLines({ booked, pass }: PassLinesProps) {
  const { t, locale } = useLanguage();
  const names = new Map((booked.lines ?? []).map(({ line, name }) => [line, name]));
  return pass.lines.map(({ line, visits, price }) => (
    <div key={line}>
      <dt>{names.get(line)}</dt>
      <dd>{visits > 0 ? t("price.visits", { n: visits }) : money(locale, price, pass.currency)}</dd>
    </div>
  ));
}

interface CardLineProps {
  given: number;
  on: boolean;
  words: (amount: number) => string;
}

function CardLine({ given, on, words }: CardLineProps) {
  const { t } = useLanguage();
  if (!on) return null;
  return (
    <div className="discount">
      <dt>{t("price.giftCard")}</dt>
      <dd>{words(-given)}</dd>
    </div>
  );
}
