import type { Booking, Hold } from "@/api/booking-contract";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { PolicyLine } from "@/ui/price";
import { Notice } from "@/ui/states";
import { GuestFields } from "./guest-form";
import { PaymentChoice, usePayLabel } from "./payment-choice";
import type { CheckoutState } from "./use-checkout";

export function totalOf(booked: Booking | Hold): number {
  return "totalPrice" in booked ? booked.totalPrice : booked.total;
}

interface PaymentFormProps {
  checkout: CheckoutState;
  booked: Booking | Hold;
  disabled: boolean;
}

/** Who comes, how it is paid; where a card only secures the visit, what is held and when it is charged. */
export function PaymentForm({ checkout, booked, disabled }: PaymentFormProps) {
  const { t, locale } = useLanguage();
  const { dueNow = 0, cardHold = 0, currency } = booked;
  const due = { dueNow: dueNow || totalOf(booked), cardHold, currency };
  const label = usePayLabel(checkout.method, due);
  return (
    <>
      <GuestFields ref={checkout.guest} error={checkout.error} />
      <PaymentChoice checkout={checkout} />
      {cardHold ? (
        <Notice tone="plain">
          {t("hold.cardText", { amount: money(locale, cardHold, currency) })} {t("hold.cardLate")}
        </Notice>
      ) : null}
      <div className="pay">
        <Button large wide disabled={disabled} busy={checkout.isPending} onClick={checkout.submit}>
          {label}
        </Button>
      </div>
      <PolicyLine policy={booked.policy} />
    </>
  );
}
