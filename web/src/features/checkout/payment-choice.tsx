import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Choice } from "@/ui/field";
import { Skeleton } from "@/ui/states";
import { type CheckoutState, ON_SITE } from "./use-checkout";

export function PaymentChoice({ checkout }: { checkout: CheckoutState }) {
  const { t } = useLanguage();
  const { methods, method, choose } = checkout;
  return (
    <fieldset className="stack" style={{ gap: 8 }}>
      <legend className="hidden">{t("payment.title")}</legend>
      <h2>{t("payment.title")}</h2>
      {methods ? null : <Skeleton height={116} />}
      {methods?.map(({ code, label }) => (
        <Choice
          key={code}
          name="method"
          value={code}
          checked={code === method}
          onChange={() => choose(code)}
          aside={t(ON_SITE.test(code) ? "payment.onSiteAside" : "payment.cardAside")}
        >
          {label}
        </Choice>
      ))}
    </fieldset>
  );
}

export function usePayLabel(method: string | undefined, due: number, currency: string): string {
  const { t, locale } = useLanguage();
  if (!method || ON_SITE.test(method) || due === 0) return t("checkout.book");
  return t("checkout.pay", { amount: money(locale, due, currency) });
}
