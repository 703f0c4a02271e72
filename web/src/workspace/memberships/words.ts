import type { Membership, MembershipNote, Plan } from "@/api/membership-calls";
import type { MessageId } from "@/lib/i18n";

/** What a membership is worth today, in words and in colour. */
export const STANDINGS: Record<
  Membership["standing"],
  { label: MessageId; tone: "ok" | "plain" | "warn" }
> = {
  active: { label: "members.standing.active", tone: "ok" },
  ahead: { label: "members.standing.ahead", tone: "plain" },
  grace: { label: "members.standing.grace", tone: "warn" },
  frozen: { label: "members.standing.frozen", tone: "warn" },
  over: { label: "members.standing.over", tone: "plain" },
  ended: { label: "members.standing.ended", tone: "plain" },
};

export const NOTES: Record<MembershipNote["kind"], MessageId> = {
  sold: "members.note.sold",
  renewed: "members.note.renewed",
  frozen: "members.note.frozen",
  released: "members.note.released",
  coded: "members.note.coded",
  linked: "members.note.linked",
  ended: "members.note.ended",
};

export const PERIODS: readonly (readonly [Plan["period"], MessageId])[] = [
  ["month", "members.period.month"],
  ["quarter", "members.period.quarter"],
  ["year", "members.period.year"],
];

export const periodLabel = (period: Plan["period"]): MessageId =>
  PERIODS.find(([one]) => one === period)?.[1] ?? "members.period.month";
