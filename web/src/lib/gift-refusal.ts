import type { MessageId } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";

export const CARD_REASONS: Record<string, MessageId> = {
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
  too_late: "pass.notForRest",
};

/** Why a card or a pass can not be used, in the reader's words. */
export function giftRefusal(error: unknown): MessageId | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const { code, status, reason } = error.problem;
  if (status === 429) return "problem.busy";
  if (code === "pass-refused") return PASS_REASONS[reason ?? ""] ?? "gift.unknown";
  return code === "value-refused" ? (CARD_REASONS[reason ?? ""] ?? "gift.unknown") : undefined;
}
