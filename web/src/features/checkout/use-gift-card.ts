import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type CheckedCard, checkGiftCard } from "@/api/value-calls";
import type { MessageId } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { giftCodeIn, keepGiftCode, keptGiftCode } from "@/lib/value-code";

export interface GiftCardInHand {
  card: CheckedCard | undefined;
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

/** Why a card can not be used, in the reader's words. */
export function giftRefusal(error: unknown): MessageId | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const { code, status, reason } = error.problem;
  if (status === 429) return "problem.busy";
  return code === "value-refused" ? (BY_REASON[reason ?? ""] ?? "gift.unknown") : undefined;
}

/** A gift card somebody wants to pay with; what was given on the page before is tried at once. */
export function useGiftCard(vendorId: string | undefined, currency: string): GiftCardInHand {
  const [code, setCode] = useState<string>();
  const [malformed, setMalformed] = useState(false);
  const check = useMutation({
    mutationFn: (letters: string) => checkGiftCard(vendorId ?? "", letters),
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
  const found = check.data;
  const stands = found && (found.currency === currency ? found.standing : ("currency" as const));
  const usable = stands === "usable";
  const refused = check.error ? (giftRefusal(check.error) ?? "error.retryHint") : undefined;
  const blocked = found && !usable ? BY_REASON[stands ?? ""] : undefined;
  return {
    card: usable ? found : undefined,
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
