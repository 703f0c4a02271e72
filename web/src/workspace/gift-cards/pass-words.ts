import type { PassMovement, PassPlan, SoldPass } from "@/api/pass-calls";
import type { MessageId } from "@/lib/i18n";

/** How a pass stands, in words and in colour. */
export const PASS_STANDINGS: Record<
  SoldPass["standing"],
  { label: MessageId; tone: "ok" | "plain" | "warn" }
> = {
  usable: { label: "passes.standing.usable", tone: "ok" },
  frozen: { label: "passes.standing.frozen", tone: "warn" },
  expired: { label: "passes.standing.expired", tone: "warn" },
  empty: { label: "passes.standing.empty", tone: "plain" },
};

const KINDS: Partial<Record<PassMovement["kind"], MessageId>> = {
  issued: "passes.kind.issued",
  given_back: "passes.kind.givenBack",
  paid_out: "passes.kind.paidOut",
  coded: "cards.kind.coded",
  frozen: "passes.kind.frozen",
  released: "passes.kind.released",
  prolonged: "passes.kind.prolonged",
};

/** What happened, in words; a visit with a booking is told apart from one the desk took. */
export function deedOf({ kind, bookingId }: PassMovement): MessageId {
  if (kind === "redeemed") return bookingId ? "passes.kind.booked" : "passes.kind.byHand";
  return KINDS[kind] ?? "cards.kind.coded";
}

/** Uses by hand that were not taken back yet: the latest may be undone. */
export function undoable(movements: readonly PassMovement[]): PassMovement | undefined {
  const [latest] = movements.filter(({ visits }) => visits !== 0);
  return latest && latest.kind === "redeemed" && !latest.bookingId ? latest : undefined;
}

/** The name in the reader's language, else in any there is. */
export function nameIn(name: PassPlan["name"], locale: string): string {
  return name[locale] ?? name.ru ?? Object.values(name)[0] ?? "";
}
