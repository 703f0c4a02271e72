import { cardExpiry, cardName } from "@/lib/card-name";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Choice } from "@/ui/field";
import { Skeleton } from "@/ui/states";
import { type CheckoutState, ON_SITE } from "./use-checkout";

const ASIDES = {
  on_site: "payment.onSiteAside",
  card: "payment.cardAside",
  transfer: "payment.transferAside",
  value: "gift.covered",
} as const;

/** What choosing a way to pay needs: of a booking, or of something bought without one. */
export type Ways = Pick<CheckoutState, "methods" | "method" | "choose" | "cards">;

export function PaymentChoice({ checkout }: { checkout: Ways }) {
  const { t } = useLanguage();
  const { methods, method, choose, cards } = checkout;
  return (
    <fieldset className="stack" style={{ gap: 8 }}>
      <legend className="hidden">{t("payment.title")}</legend>
      <h2>{t("payment.title")}</h2>
      {methods ? null : <Skeleton height={116} />}
      {cards.cards.map((card) => (
        <Choice
          key={card.id}
          name="method"
          value={card.id}
          checked={card === cards.picked}
          onChange={() => cards.pick(card)}
          aside={t("savedCards.until", { date: cardExpiry(card) })}
        >
          {cardName(card)}
        </Choice>
      ))}
      {methods?.map(({ code, label, kind }) => (
        <Choice
          key={code}
          name="method"
          value={code}
          checked={!cards.picked && code === method}
          onChange={() => choose(code)}
          aside={t(ASIDES[kind])}
        >
          {label}
        </Choice>
      ))}
      {cards.keep === undefined ? null : (
        <label className="keep-card">
          <input
            type="checkbox"
            checked={cards.keep}
            onChange={({ target }) => cards.setKeep(target.checked)}
          />
          <span>
            {t("savedCards.keep")}
            <small className="second">{t("savedCards.keepText")}</small>
          </span>
        </label>
      )}
    </fieldset>
  );
}

interface Due {
  dueNow: number;
  cardHold: number;
  currency: string;
}

export function usePayLabel(
  method: string | undefined,
  { dueNow, cardHold, currency }: Due,
): string {
  const { t, locale } = useLanguage();
  if (!method || ON_SITE.test(method) || dueNow === 0) return t("checkout.book");
  if (cardHold) return t("checkout.hold", { amount: money(locale, cardHold, currency) });
  return t("checkout.pay", { amount: money(locale, dueNow, currency) });
}
