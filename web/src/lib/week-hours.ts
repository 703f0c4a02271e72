/**
 * The hours of a week as spans on one line of minutes from Monday 00:00. Painting works on the line;
 * a day of the API may close after midnight and then owns the night that follows.
 */
const DAY = 1440;
export const WEEK = 7 * DAY;
/** An opening that goes on after midnight belongs to the evening before, up to this hour. */
const NIGHT_ENDS = 6 * 60;

export type Span = readonly [start: number, end: number];
export interface ClockSpan {
  opens: string;
  closes: string;
}
export interface WeekdayHours {
  /** ISO: 1 is Monday. */
  weekday: number;
  hours: ClockSpan[];
}

export function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return hour * 60 + minute;
}

export function clockOf(minutes: number): string {
  const within = minutes === DAY ? DAY : minutes % DAY;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`;
}

/** Ordered, without overlaps, touching spans joined. */
export function joined(spans: readonly Span[]): Span[] {
  const found: [number, number][] = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (start < end) found.push([start, end]);
  }
  return found;
}

function onLine([start, end]: Span): Span[] {
  if (end <= WEEK) return [[start, end]];
  return [
    [start, WEEK],
    [0, end - WEEK],
  ];
}

export function lineOf(week: readonly WeekdayHours[]): Span[] {
  const spans = week.flatMap(({ weekday, hours }) =>
    hours.flatMap(({ opens, closes }) => {
      const day = (weekday - 1) * DAY;
      const from = minutesOf(opens);
      const to = minutesOf(closes);
      return onLine([day + from, day + (to > from ? to : to + DAY)]);
    }),
  );
  return joined(spans);
}

export function paint(line: readonly Span[], [from, to]: Span, open: boolean): Span[] {
  if (open) return joined([...line, [from, to]]);
  return line.flatMap(([start, end]): Span[] => {
    if (end <= from || start >= to) return [[start, end]];
    const left: Span[] = start < from ? [[start, from]] : [];
    return end > to ? [...left, [to, end]] : left;
  });
}

/** Sunday's late hours and Monday's early ones are one opening. */
function aroundMidnight(line: readonly Span[]): Span[] {
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last || first === last || first[0] > 0 || last[1] < WEEK) return [...line];
  if (first[1] > NIGHT_ENDS) return [...line];
  return [...line.slice(1, -1), [last[0], WEEK + first[1]]];
}

export function weekOf(line: readonly Span[]): WeekdayHours[] {
  const days: ClockSpan[][] = Array.from({ length: 7 }, () => []);
  for (const [start, end] of aroundMidnight(line)) {
    let from = start;
    while (from < end) {
      const day = Math.floor(from / DAY);
      const midnight = (day + 1) * DAY;
      const night = end - midnight <= NIGHT_ENDS && end - from <= DAY;
      const to = end <= midnight || night ? end : midnight;
      const closes = to === midnight ? "24:00" : clockOf(to);
      days[day % 7]?.push({ opens: clockOf(from % DAY), closes });
      from = to;
    }
  }
  return days.flatMap((hours, index) =>
    hours.length > 0
      ? [
          {
            weekday: index + 1,
            hours: hours.sort((a, b) => a.opens.localeCompare(b.opens)),
          },
        ]
      : [],
  );
}

/** The hours of one day laid over others. */
export function copyDay(line: readonly Span[], from: number, to: readonly number[]): Span[] {
  const week = weekOf(line);
  const hours = week.find(({ weekday }) => weekday === from)?.hours ?? [];
  const kept = week.filter(({ weekday }) => weekday === from || !to.includes(weekday));
  const copies = to.filter((day) => day !== from).map((weekday) => ({ weekday, hours }));
  return lineOf([...kept, ...copies]);
}

/** How much of a stretch is open: nothing, all of it, or a part. */
export function openShare(line: readonly Span[], [from, to]: Span): number {
  const open = line.reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
    0,
  );
  return open / (to - from);
}

/** "09:00–13:00, 14:00–18:00" of a weekday; empty when closed. */
export function dayText(line: readonly Span[], weekday: number): string {
  const hours = weekOf(line).find((day) => day.weekday === weekday)?.hours ?? [];
  return hours.map(({ opens, closes }) => `${opens}–${closes}`).join(", ");
}
