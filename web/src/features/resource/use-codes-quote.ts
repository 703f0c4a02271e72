import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LineRequest } from "@/api/booking-contract";
import { type Codes, priceLines } from "@/api/calls";
import { useLanguage } from "@/lib/i18n";

const QUOTE_FRESH_MS = 60_000;

function useQuote(lines: readonly LineRequest[] | undefined, codes: Codes) {
  const { locale } = useLanguage();
  return useQuery({
    queryKey: ["quote", lines, codes.promoCode, codes.memberCode, locale],
    queryFn: () => priceLines(lines ?? [], codes),
    enabled: lines !== undefined,
    staleTime: QUOTE_FRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** The quote of what is chosen; a code that does not apply changes nothing but its own message. */
export function useCodesQuote(lines: readonly LineRequest[] | undefined) {
  const [promo, setPromo] = useState<string>();
  const [member, setMember] = useState<string>();
  const plain = useQuote(lines, {});
  const reduced = useQuote(promo ? lines : undefined, { promoCode: promo });
  const promoHolds = promo !== undefined && reduced.data !== undefined && reduced.error === null;
  const promoCode = promoHolds ? promo : undefined;
  const members = useQuote(member ? lines : undefined, { promoCode, memberCode: member });
  const memberHolds = member !== undefined && members.data !== undefined && members.error === null;
  return {
    quote: memberHolds ? members : promoHolds ? reduced : plain,
    promoWrong: reduced.error !== null,
    memberError: member ? members.error : null,
    setPromo,
    setMember,
    again: () => members.refetch(),
  };
}
