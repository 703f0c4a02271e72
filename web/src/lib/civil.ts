/**
 * Civil dates and wall-clock times as the server sends them ("2026-11-21", "2026-11-21T17:00").
 * They are never turned into the device's zone: a phone with old zone data is an hour off in Almaty.
 */
export type CivilDate = string;
export type LocalTime = string;

const DAY_MS = 86_400_000;

export interface DateParts {
  year: number;
  month: number;
  day: number;
  /** 0 is Monday. */
  weekday: number;
}

export function dateParts(date: CivilDate): DateParts {
  const [year = 1970, month = 1, day = 1] = date.slice(0, 10).split("-").map(Number);
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  return { year, month, day, weekday };
}

export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const { year, month, day } = dateParts(text);
  return toCivil(Date.UTC(year, month - 1, day)) === text;
}

function toCivil(utc: number): CivilDate {
  return new Date(utc).toISOString().slice(0, 10);
}

function utcOf(date: CivilDate): number {
  const { year, month, day } = dateParts(date);
  return Date.UTC(year, month - 1, day);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return toCivil(utcOf(date) + days * DAY_MS);
}

/** Keeps the day of month where the target month has it, else its last day. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const { year, month, day } = dateParts(date);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return toCivil(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((utcOf(to) - utcOf(from)) / DAY_MS);
}

export function firstOfMonth(date: CivilDate): CivilDate {
  return `${date.slice(0, 7)}-01`;
}

export function startOfWeek(date: CivilDate): CivilDate {
  return addDays(date, -dateParts(date).weekday);
}

/** Whole weeks, Monday first, that cover the month of `date`. */
export function monthWeeks(date: CivilDate): CivilDate[][] {
  const first = firstOfMonth(date);
  const next = addMonths(first, 1);
  const weeks: CivilDate[][] = [];
  for (let monday = startOfWeek(first); monday < next; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, day) => addDays(monday, day)));
  }
  return weeks;
}

export function datePart(local: LocalTime): CivilDate {
  return local.slice(0, 10);
}

export function timePart(local: LocalTime): string {
  return local.slice(11, 16);
}

/** Minutes after midnight of the day the wall clock shows. */
export function minuteOfDay(local: LocalTime): number {
  const [hour = 0, minute = 0] = timePart(local).split(":").map(Number);
  return hour * 60 + minute;
}

/** Today at a place, from the server's clock and the place's offset, for instance "+05:00". */
export function dateAtOffset(instantMs: number, utcOffset: string): CivilDate {
  return toCivil(instantMs + offsetMinutes(utcOffset) * 60_000);
}

export function offsetMinutes(utcOffset: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(utcOffset);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}
