import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { PayWays } from "@/ui/pay-ways";
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
      <PayWays
        ways={methods?.map(({ code, label, kind }) => ({ code, label, aside: t(ASIDES[kind]) }))}
        way={method}
        onChoose={choose}
        cards={cards}
      />
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
