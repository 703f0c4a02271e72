import type { DeskCalendar, DeskVisit } from "@/api/desk-calls";
import { addDays, type CivilDate, datePart, daysBetween, minuteOfDay } from "@/lib/civil";

/** What a stretch of days came to. Sums are in the business's currency. */
export interface Figures {
  bookings: number;
  value: number;
  noShows: number;
  /** Share of the open time that is taken; undefined when nothing was open. */
  occupancy: number | undefined;
}

export interface Load {
  resourceId: string;
  name: string;
  taken: number;
  open: number;
}

export interface Stretch {
  from: CivilDate;
  /** The day after the last. */
  to: CivilDate;
}

const DAY = 1440;
const COUNTED = new Set(["confirmed", "in_progress", "completed", "no_show"]);

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

const beginning = (visit: DeskVisit) => visit.parts[0]?.startLocal ?? "";
const inside = (date: CivilDate, { from, to }: Stretch) => date >= from && date < to;

/** Visits that begin in the stretch and were agreed; a hold or a request is not a booking yet. */
export function begun(visits: readonly DeskVisit[], stretch: Stretch): DeskVisit[] {
  return visits.filter(
    (visit) => COUNTED.has(visit.status) && inside(datePart(beginning(visit)), stretch),
  );
}

/** Minutes of a part on a date; a stay takes whole nights. */
function minutesOn(part: DeskVisit["parts"][number], date: CivilDate): number {
  if (part.startDate && part.endDate) return part.startDate <= date && date < part.endDate ? 1 : 0;
  const at = (local: string) => daysBetween(date, datePart(local)) * DAY + minuteOfDay(local);
  return Math.max(0, Math.min(at(part.endLocal), DAY) - Math.max(at(part.startLocal), 0));
}

/** Taken and open time of every resource: minutes by the clock, or nights; times its places. */
export function loads(calendar: DeskCalendar, stretch: Stretch): Load[] {
  const parts = calendar.visits
    .filter(({ status }) => COUNTED.has(status) && status !== "no_show")
    .flatMap((visit) => visit.parts);
  return calendar.columns
    .filter(({ timing }) => timing !== "session")
    .map((column) => {
      const own = parts.filter(({ resourceId }) => resourceId === column.resourceId);
      const days = column.days.filter(({ date }) => inside(date, stretch));
      const open = sum(days, (day) => openOn(column.timing, day)) * column.capacity;
      const taken = sum(days, ({ date }) => sum(own, (p) => minutesOn(p, date) * p.quantity));
      const { resourceId, name } = column;
      return { resourceId, name, taken: Math.min(taken, open), open };
    })
    .filter(({ open }) => open > 0);
}

function openOn(timing: string, day: DeskCalendar["columns"][number]["days"][number]): number {
  if (timing === "nights") return day.closed ? 0 : 1;
  return sum(day.open, ([from = 0, to = 0]) => Math.max(0, to - from));
}

export function figuresOf(calendar: DeskCalendar, stretch: Stretch): Figures {
  const visits = begun(calendar.visits, stretch);
  const noShows = visits.filter(({ status }) => status === "no_show").length;
  const places = loads(calendar, stretch);
  return {
    bookings: visits.length,
    value: sum(visits, ({ status, total }) => (status === "no_show" ? 0 : total)),
    noShows,
    // Each resource counts the same: nights and minutes cannot be added.
    occupancy: places.length
      ? sum(places, ({ taken, open }) => taken / open) / places.length
      : undefined,
  };
}

/** Bookings that begin on each day of the stretch, in order. */
export function byDay(calendar: DeskCalendar, stretch: Stretch): { date: CivilDate; n: number }[] {
  const counts = new Map<CivilDate, number>();
  for (let date = stretch.from; date < stretch.to; date = addDays(date, 1)) counts.set(date, 0);
  for (const visit of begun(calendar.visits, stretch)) {
    const date = datePart(beginning(visit));
    counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  return [...counts].map(([date, n]) => ({ date, n }));
}

/** How many visits begin in each hour of each weekday (0 is Monday); stays by nights have no hour. */
export function byHour(calendar: DeskCalendar, stretch: Stretch): Map<string, number> {
  const counts = new Map<string, number>();
  for (const visit of begun(calendar.visits, stretch)) {
    if (visit.parts[0]?.startDate) continue;
    const local = beginning(visit);
    const weekday = ((daysBetween("2024-01-01", datePart(local)) % 7) + 7) % 7;
    const key = `${weekday}-${Math.floor(minuteOfDay(local) / 60)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
