import { addDays, type CivilDate, daysBetween } from "@/lib/civil";

/** One night as the server offers it; the client only reads these facts, it never guesses them. */
export interface Night {
  date: CivilDate;
  available: boolean;
  canArrive: boolean;
  canDepart: boolean;
  minNights: number;
  maxNights: number | null;
  price: number | null;
  currency?: string | null;
}

export interface Stay {
  arrival: CivilDate;
  departure: CivilDate;
}

/** What is chosen in a grid of dates: a stay, the beginning of one, or one day by itself. */
export interface ChosenStay {
  arrival?: CivilDate | undefined;
  departure?: CivilDate | undefined;
  only?: CivilDate | undefined;
}

export type Refusal =
  | { code: "past" | "full" | "closed-to-arrival" | "closed-to-departure" | "over-taken-night" }
  | { code: "min-nights"; nights: number }
  | { code: "max-nights"; nights: number };

export type NightTable = ReadonlyMap<CivilDate, Night>;

export function nightTable(nights: readonly Night[]): NightTable {
  return new Map(nights.map((night) => [night.date, night]));
}

/** Why one cannot arrive on `date`; undefined when one can. */
export function arrivalRefusal(nights: NightTable, date: CivilDate): Refusal | undefined {
  const night = nights.get(date);
  if (!night) return { code: "past" };
  if (!night.available) return { code: "full" };
  if (!night.canArrive) return { code: "closed-to-arrival" };
  return undefined;
}

/** Why one cannot leave on `date` after arriving on `arrival`; undefined when one can. */
export function departureRefusal(
  nights: NightTable,
  arrival: CivilDate,
  date: CivilDate,
): Refusal | undefined {
  const length = daysBetween(arrival, date);
  const first = nights.get(arrival);
  if (length < 1 || !first) return { code: "past" };
  for (let night = arrival; night < date; night = addDays(night, 1)) {
    if (!nights.get(night)?.available) return { code: "over-taken-night" };
  }
  if (length < first.minNights) return { code: "min-nights", nights: first.minNights };
  if (first.maxNights !== null && length > first.maxNights) {
    return { code: "max-nights", nights: first.maxNights };
  }
  if (nights.get(date)?.canDepart === false) return { code: "closed-to-departure" };
  return undefined;
}

/** The stay after a tap on `date`, or the refusal to explain. */
export function afterTap(
  nights: NightTable,
  chosen: { arrival?: CivilDate | undefined; departure?: CivilDate | undefined },
  date: CivilDate,
): { arrival: CivilDate; departure?: CivilDate } | { refusal: Refusal } {
  const { arrival, departure } = chosen;
  if (arrival && !departure && date > arrival) {
    const refusal = departureRefusal(nights, arrival, date);
    if (!refusal) return { arrival, departure: date };
    // A later day that cannot end this stay may still begin another one.
    if (refusal.code !== "over-taken-night") return { refusal };
  }
  const refusal = arrivalRefusal(nights, date);
  return refusal ? { refusal } : { arrival: date };
}

/** The nearest stay of `length` nights on or after `from`, for "next free" buttons. */
export function nearestStay(nights: NightTable, from: CivilDate, length: number): Stay | undefined {
  for (const date of [...nights.keys()].sort()) {
    if (date < from || arrivalRefusal(nights, date)) continue;
    const least = Math.max(length, nights.get(date)?.minNights ?? 1);
    const departure = addDays(date, least);
    if (!departureRefusal(nights, date, departure)) return { arrival: date, departure };
  }
  return undefined;
}
