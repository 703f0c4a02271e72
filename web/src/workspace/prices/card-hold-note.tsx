import { useQuery } from "@tanstack/react-query";
import { readPaymentMethods } from "@/api/booking-calls";
import { useLanguage } from "@/lib/i18n";
import { Notice } from "@/ui/states";

/** What securing by a card means; and whether any way to pay here can do it. */
export function CardHoldNote({ vendorId }: { vendorId: string }) {
  const { t, locale } = useLanguage();
  const { data } = useQuery({
    queryKey: ["payment-methods", vendorId, locale],
    queryFn: () => readPaymentMethods(vendorId),
    staleTime: 300_000,
  });
  const possible = data?.some(({ holdsCard }) => holdsCard) ?? true;
  return (
    <Notice tone={possible ? "plain" : "warn"}>
      {t(possible ? "prices.cardHold" : "prices.noCardHold")}
    </Notice>
  );
}
