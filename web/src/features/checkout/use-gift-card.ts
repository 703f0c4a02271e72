import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { previewValue } from "@/api/booking-calls";
import { type CheckedCard, checkGiftCard, type ValuePreview } from "@/api/value-calls";
import { CARD_REASONS, giftRefusal } from "@/lib/gift-refusal";
import type { MessageId } from "@/lib/i18n";
import { giftCodeIn, isPassCode, keepGiftCode, keptGiftCode } from "@/lib/value-code";

export interface GiftCardInHand {
  card: CheckedCard | undefined;
  /** A pass, and what it pays here in visits; a gift card beside it is in its `card`. */
  pass: ValuePreview | undefined;
  code: string | undefined;
  /** The code of the gift card beside the pass. */
  beside: string | undefined;
  wrong: MessageId | undefined;
  busy: boolean;
  apply: (typed: string) => void;
  remove: () => void;
  removeBeside: () => void;
}

interface Place {
  vendorId: string | undefined;
  currency: string;
  holdId: string;
  token: string | undefined;
}

interface Wanted {
  code: string;
  beside?: string | undefined;
}

type Found = Wanted & ({ card: CheckedCard; pass?: never } | { pass: ValuePreview; card?: never });

/** A gift card or pass somebody wants to pay with; what was given on the page before is tried at once. */
export function useGiftCard({ vendorId, currency, holdId, token }: Place): GiftCardInHand {
  const [found, setFound] = useState<Found>();
  const [wrongKind, setWrongKind] = useState<MessageId>();
  const check = useMutation<Found, Error, Wanted>({
    mutationFn: async ({ code, beside }) =>
      isPassCode(code)
        ? { code, beside, pass: await previewValue(holdId, code, token, beside) }
        : { code, card: await checkGiftCard(vendorId ?? "", code) },
    onSuccess: (made) => {
      keepGiftCode(made.code);
      setFound(made);
    },
    onError: (_, { beside }) => {
      // A card that was refused beside a pass takes nothing from the pass.
      if (beside) return;
      keepGiftCode(undefined);
      setFound(undefined);
    },
  });
  const { mutate } = check;
  useEffect(() => {
    const before = keptGiftCode();
    if (before && vendorId) mutate({ code: before });
  }, [vendorId, mutate]);
  const { card, pass } = found ?? {};
  const stands = card && (card.currency === currency ? card.standing : ("currency" as const));
  const usable = stands === "usable" || pass !== undefined;
  const refused = check.error ? (giftRefusal(check.error) ?? "error.retryHint") : undefined;
  const blocked = card && !usable ? CARD_REASONS[stands ?? ""] : undefined;
  return {
    card: usable ? card : undefined,
    pass,
    code: usable ? found?.code : undefined,
    beside: usable ? found?.beside : undefined,
    wrong: wrongKind ?? refused ?? blocked,
    busy: check.isPending,
    apply: (typed) => {
      const letters = giftCodeIn(typed);
      const second = letters !== undefined && pass !== undefined && letters !== found?.code;
      setWrongKind(
        letters === undefined || (second && isPassCode(letters)) ? "gift.unknown" : undefined,
      );
      if (letters === undefined || (second && isPassCode(letters))) return;
      mutate(second ? { code: found?.code ?? "", beside: letters } : { code: letters });
    },
    remove: () => {
      keepGiftCode(undefined);
      setFound(undefined);
      setWrongKind(undefined);
      check.reset();
    },
    removeBeside: () => mutate({ code: found?.code ?? "" }),
  };
}
