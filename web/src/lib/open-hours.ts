import { datePart, minuteOfDay } from "@/lib/civil";

const HOUR = 60;

interface Times {
  days: readonly { slots: readonly { startLocal: string; endLocal: string }[] }[];
}

/** The hours somebody could come at, free or taken: every hour a start time reaches into. */
export function openHours({ days }: Times): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { startLocal, endLocal } of days.flatMap(({ slots }) => slots)) {
    const from = minuteOfDay(startLocal);
    const ends = datePart(endLocal) === datePart(startLocal) ? minuteOfDay(endLocal) : 24 * HOUR;
    for (let hour = Math.floor(from / HOUR); hour * HOUR < ends; hour += 1) {
      found.add(`${datePart(startLocal)}${hour}`);
    }
  }
  return found;
}
