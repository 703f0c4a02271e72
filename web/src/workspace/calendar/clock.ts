import { addDays, type CivilDate } from "@/lib/civil";

const DAY = 1440;

export function clockText(minute: number): string {
  const within = ((minute % DAY) + DAY) % DAY;
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

/** Venue time of a minute on a track, as the server reads it; 24:00 is the next date. */
export function localAt(date: CivilDate, minute: number): string {
  const days = Math.floor(minute / DAY);
  return `${addDays(date, days)}T${clockText(minute)}`;
}
