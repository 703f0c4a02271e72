import type { Booking, Hold } from "@/api/booking-contract";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { PolicyLine } from "@/ui/price";
import { Notice } from "@/ui/states";
import { CodeStep } from "./code-step";
import { GiftCard } from "./gift-card";
import { GuestFields } from "./guest-form";
import { PaymentChoice, usePayLabel } from "./payment-choice";
import { type CheckoutState, priceOf } from "./use-checkout";

interface PaymentFormProps {
  checkout: CheckoutState;
  booked: Booking | Hold;
  disabled: boolean;
  again: boolean;
}

/** Who comes, a gift card, how the rest is paid; where a card secures the visit, what is held and when it is charged. */
export function PaymentForm({ checkout, booked, disabled, again }: PaymentFormProps) {
  const { t, locale } = useLanguage();
  const { cardHold = 0, currency } = booked;
  const { first, left, settled } = checkout.sums;
  const due = { dueNow: settled ? 0 : first || left, cardHold, currency };
  const label = usePayLabel(settled ? undefined : checkout.method, due);
  const { code } = checkout;
  const asked = disabled ? undefined : code.asked;
  return (
    <>
      {asked ? (
        <CodeStep code={code} asked={asked} busy={checkout.isPending} onNew={checkout.submit} />
      ) : null}
      <div className="payment-form" hidden={asked !== undefined}>
        <GuestFields ref={checkout.guest} error={checkout.error} />
        {again || priceOf(booked) === 0 ? null : (
          <GiftCard checkout={checkout} currency={booked.currency} />
        )}
        {settled ? null : <PaymentChoice checkout={checkout} />}
        {cardHold ? (
          <Notice tone="plain">
            {t("hold.cardText", { amount: money(locale, cardHold, currency) })} {t("hold.cardLate")}
          </Notice>
        ) : null}
        <div className="pay">
          <Button
            large
            wide
            disabled={disabled}
            busy={checkout.isPending}
            onClick={checkout.submit}
          >
            {label}
          </Button>
        </div>
        <PolicyLine policy={booked.policy} />
      </div>
    </>
  );
}
