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
const COURTS = /football|tennis|padel|badminton|squash|volleyball|basketball|court|pitch/i;
const COURTS_LOCAL = /футбол|теннис|падел|бадминтон|сквош|волейбол|баскетбол|корт|алаңы/i;

/**
 * The drawing for a listing: a court is drawn as a court although it shares a vertical with
 * saunas. Search results carry no attributes, so there its name has to tell.
 */
export function planOf(
  vertical: string | null | undefined,
  name = "",
  attributes?: Record<string, unknown> | null,
): string {
  const kind = typeof attributes?.place === "string" ? attributes.place : name;
  const court = COURTS.test(kind) || COURTS_LOCAL.test(kind);
  if (vertical === "sauna" && court) return "court";
  return vertical && VERTICAL_PLANS.has(vertical) ? vertical : "other";
}
