import type { GiftCard, GiftCardMovement } from "@/api/value-calls";
import type { MessageId } from "@/lib/i18n";

/** How a card stands, in words and in colour. */
export const STANDINGS: Record<
  GiftCard["standing"],
  { label: MessageId; tone: "ok" | "plain" | "warn" }
> = {
  usable: { label: "cards.standing.usable", tone: "ok" },
  frozen: { label: "cards.standing.frozen", tone: "warn" },
  expired: { label: "cards.standing.expired", tone: "warn" },
  empty: { label: "cards.standing.empty", tone: "plain" },
};

export const MOVEMENTS: Record<GiftCardMovement["kind"], MessageId> = {
  issued: "cards.kind.issued",
  topped_up: "cards.kind.toppedUp",
  redeemed: "cards.kind.redeemed",
  given_back: "cards.kind.givenBack",
  paid_out: "cards.kind.paidOut",
  coded: "cards.kind.coded",
  frozen: "cards.kind.frozen",
  released: "cards.kind.released",
  prolonged: "cards.kind.prolonged",
};
