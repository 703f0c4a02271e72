import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { previewValue } from "@/api/booking-calls";
import { type CheckedCard, checkGiftCard, type ValuePreview } from "@/api/value-calls";
import type { MessageId } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { giftCodeIn, isPassCode, keepGiftCode, keptGiftCode } from "@/lib/value-code";

export interface GiftCardInHand {
  card: CheckedCard | undefined;
  /** A pass, and what it pays here in visits. */
  pass: ValuePreview | undefined;
  code: string | undefined;
  wrong: MessageId | undefined;
  busy: boolean;
  apply: (typed: string) => void;
  remove: () => void;
}

const BY_REASON: Record<string, MessageId> = {
  unknown: "gift.unknown",
  frozen: "gift.frozen",
  expired: "gift.expired",
  empty: "gift.empty",
  currency: "gift.currency",
  less: "gift.less",
};
const PASS_REASONS: Record<string, MessageId> = {
  unknown: "gift.unknown",
  frozen: "pass.frozen",
  expired: "pass.expired",
  empty: "pass.empty",
  currency: "pass.wrongOffer",
  wrong_offer: "pass.wrongOffer",
  too_few: "pass.tooFew",
  after_end: "pass.afterEnd",
  less: "pass.tooFew",
};

/** Why a card or a pass can not be used, in the reader's words. */
export function giftRefusal(error: unknown): MessageId | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const { code, status, reason } = error.problem;
  if (status === 429) return "problem.busy";
  if (code === "pass-refused") return PASS_REASONS[reason ?? ""] ?? "gift.unknown";
  return code === "value-refused" ? (BY_REASON[reason ?? ""] ?? "gift.unknown") : undefined;
}

interface Place {
  vendorId: string | undefined;
  currency: string;
  holdId: string;
  token: string | undefined;
}

type Found = { card: CheckedCard; pass?: never } | { pass: ValuePreview; card?: never };

/** A gift card or pass somebody wants to pay with; what was given on the page before is tried at once. */
export function useGiftCard({ vendorId, currency, holdId, token }: Place): GiftCardInHand {
  const [code, setCode] = useState<string>();
  const [malformed, setMalformed] = useState(false);
  const check = useMutation<Found, Error, string>({
    mutationFn: async (letters) =>
      isPassCode(letters)
        ? { pass: await previewValue(holdId, letters, token) }
        : { card: await checkGiftCard(vendorId ?? "", letters) },
    onSuccess: (_, letters) => {
      keepGiftCode(letters);
      setCode(letters);
    },
    onError: () => keepGiftCode(undefined),
  });
  const { mutate } = check;
  useEffect(() => {
    const before = keptGiftCode();
    if (before && vendorId) mutate(before);
  }, [vendorId, mutate]);
  const { card, pass } = check.data ?? {};
  const stands = card && (card.currency === currency ? card.standing : ("currency" as const));
  const usable = stands === "usable" || pass !== undefined;
  const refused = check.error ? (giftRefusal(check.error) ?? "error.retryHint") : undefined;
  const blocked = card && !usable ? BY_REASON[stands ?? ""] : undefined;
  return {
    card: usable ? card : undefined,
    pass,
    code: usable ? code : undefined,
    wrong: malformed ? "gift.unknown" : (refused ?? blocked),
    busy: check.isPending,
    apply: (typed) => {
      const letters = giftCodeIn(typed);
      setMalformed(letters === undefined);
      if (letters) mutate(letters);
    },
    remove: () => {
      keepGiftCode(undefined);
      setCode(undefined);
      setMalformed(false);
      check.reset();
    },
  };
}
