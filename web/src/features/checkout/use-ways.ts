import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readPaymentMethods } from "@/api/booking-calls";
import { useCards } from "@/api/use-cards";
import { useLanguage } from "@/lib/i18n";
import type { Ways } from "./payment-choice";

import { ON_SITE } from "./use-checkout";

/** Ways to pay for something that is not booked: nothing is sold on a promise to pay at the desk. */
export function useWays(vendorId: string | undefined): Ways {
  const { locale } = useLanguage();
  const [picked, setPicked] = useState<string>();
  const { data } = useQuery({
    queryKey: ["payment-methods", vendorId, locale],
    queryFn: () => readPaymentMethods(vendorId ?? ""),
    enabled: vendorId !== undefined,
    staleTime: 300_000,
  });
  const methods = data?.filter(({ code }) => !ON_SITE.test(code));
  const chosen = picked ?? methods?.[0]?.code;
  const cards = useCards(methods, chosen);
  return {
    methods,
    method: cards.picked?.method ?? chosen,
    cards,
    choose: (code) => {
      cards.pick(undefined);
      setPicked(code);
    },
  };
}
