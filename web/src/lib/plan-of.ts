const VERTICAL_PLANS = new Set([
  "hotel",
  "clinic",
  "salon",
  "coworking",
  "restaurant",
  "sauna",
  "event",
  "pool",
]);
const COURTS = /football|tennis|padel|badminton|squash|volleyball|basketball/;

/** The drawing for a listing: a court is drawn as a court although it shares a vertical with saunas. */
export function planOf(
  vertical: string | null | undefined,
  attributes?: Record<string, unknown> | null,
): string {
  const kind = attributes?.place;
  if (typeof kind === "string" && COURTS.test(kind)) return "court";
  return vertical && VERTICAL_PLANS.has(vertical) ? vertical : "other";
}
