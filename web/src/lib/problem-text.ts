import type { MessageId, Translate } from "@/lib/i18n";
import { ApiProblem, type Problem } from "@/lib/problem";

/** Problems a guest meets, by their stable code; the server's own sentence is for developers. */
const BY_CODE: Record<string, MessageId> = {
  "slot-taken": "conflict.takenNow",
  "hold-lost": "hold.over",
  "price-changed": "problem.priceChanged",
  "quote-expired": "problem.priceChanged",
  "payment-method-not-offered": "problem.method",
  "prepayment-needed": "problem.prepayment",
  "payment-in-progress": "problem.inProgress",
  "value-refused": "gift.less",
  "pass-refused": "pass.changed",
  "not-on-sale": "shop.notOnSale",
  "sale-refused": "shop.changed",
  "invalid-transition": "problem.changedMeanwhile",
  "too-many-codes": "problem.codes",
  "switched-off": "problem.switchedOff",
  "not-while-acting": "acting.notAllowed",
  "cannot-act-for": "acting.cannot",
  "invalid-credentials": "problem.login",
};

/** Why a membership can not be used, by its `reason`. */
const MEMBERSHIP: Record<string, MessageId> = {
  unknown: "member.unknown",
  ended: "member.ended",
  over: "member.over",
  ahead: "member.ahead",
  frozen: "member.frozen",
  limit: "member.limit",
};

function byStatus(status: number): MessageId {
  if (status === 401) return "problem.login";
  if (status === 403) return "problem.forbidden";
  if (status === 404 || status === 410) return "problem.notFound";
  if (status === 422 || status === 400) return "problem.fields";
  if (status === 429) return "problem.busy";
  return status >= 500 ? "problem.server" : "problem.changedMeanwhile";
}

function reasonsOf(problem: Problem): string {
  const messages = (problem.reasons ?? []).map(({ message }) => message).filter(Boolean);
  return messages.join(" ");
}

/** What went wrong, in the reader's language. */
export function problemText(t: Translate, error: unknown): string {
  if (!(error instanceof ApiProblem)) return t("error.retryHint");
  const { problem } = error;
  // Rules of the business are worded by the server, in the language asked for.
  const reasons = reasonsOf(problem);
  if (reasons) return reasons;
  if (problem.reason === "used") return t("shop.used");
  if (problem.code === "membership-refused") {
    return t(MEMBERSHIP[problem.reason ?? ""] ?? "member.unknown");
  }
  if (problem.code === "not-bookable") return t("problem.notBookable");
  return t(BY_CODE[problem.code ?? ""] ?? byStatus(problem.status));
}
