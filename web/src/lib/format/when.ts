import {
  addDays,
  type CivilDate,
  datePart,
  dateParts,
  type LocalTime,
  timePart,
} from "@/lib/civil";
import { CALENDAR_NAMES } from "@/lib/format/calendar-names";
import type { Locale } from "@/lib/locale";

const name = (list: readonly string[], index: number): string => list[index] ?? "";

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase("en") + text.slice(1);
}

/** "21 қар., сб" / "сб, 21 нояб." / "Sat 21 Nov". */
export function shortDay(locale: Locale, date: CivilDate): string {
  const { month, day, weekday } = dateParts(date);
  const names = CALENDAR_NAMES[locale];
  const weekdayName = name(names.weekdaysShort, weekday);
  const dayMonth = `${day} ${name(names.monthsShort, month - 1)}`;
  if (locale === "kk") return `${dayMonth}, ${weekdayName}`;
  return locale === "ru" ? `${weekdayName}, ${dayMonth}` : `${weekdayName} ${dayMonth}`;
}

/** "21 қараша, сенбі" / "суббота, 21 ноября" / "Saturday 21 November". */
export function longDay(locale: Locale, date: CivilDate): string {
  const { month, day, weekday } = dateParts(date);
  const names = CALENDAR_NAMES[locale];
  const weekdayName = name(names.weekdays, weekday);
  const dayMonth = `${day} ${name(names.monthsOfDate, month - 1)}`;
  if (locale === "kk") return `${dayMonth}, ${weekdayName}`;
  return locale === "ru" ? `${weekdayName}, ${dayMonth}` : `${weekdayName} ${dayMonth}`;
}

/** "2026 ж. 21 қараша, сенбі": the full date with its year, as for a receipt. */
export function fullDate(locale: Locale, date: CivilDate): string {
  const { year } = dateParts(date);
  if (locale === "kk") return `${year} ж. ${longDay(locale, date)}`;
  return locale === "ru"
    ? `${longDay(locale, date)} ${year} г.`
    : `${longDay(locale, date)} ${year}`;
}

/** "21 қараша" / "21 ноября" / "21 November". */
export function dayMonth(locale: Locale, date: CivilDate): string {
  const { month, day } = dateParts(date);
  return `${day} ${name(CALENDAR_NAMES[locale].monthsOfDate, month - 1)}`;
}

/** "2026 ж. 21 қараша" / "21 ноября 2026 г." / "21 November 2026". */
export function dateWithYear(locale: Locale, date: CivilDate): string {
  const { year } = dateParts(date);
  if (locale === "kk") return `${year} ж. ${dayMonth(locale, date)}`;
  return `${dayMonth(locale, date)} ${year}${locale === "ru" ? " г." : ""}`;
}

/** "2026 ж. қараша" / "Ноябрь 2026" / "November 2026". */
export function monthTitle(locale: Locale, date: CivilDate): string {
  const { year, month } = dateParts(date);
  const title = name(CALENDAR_NAMES[locale].months, month - 1);
  return locale === "kk" ? `${year} ж. ${title}` : `${capital(title)} ${year}`;
}

export function weekdayShort(locale: Locale, date: CivilDate): string {
  return name(CALENDAR_NAMES[locale].weekdaysShort, dateParts(date).weekday);
}

export function weekdayNames(locale: Locale): {
  short: readonly string[];
  long: readonly string[];
} {
  const names = CALENDAR_NAMES[locale];
  return { short: names.weekdaysShort, long: names.weekdays };
}

/** "21–24 қараша" or, over a month's end, "28 қараша – 2 желтоқсан". */
export function dayRange(locale: Locale, first: CivilDate, last: CivilDate): string {
  if (first === last) return dayMonth(locale, first);
  if (first.slice(0, 7) === last.slice(0, 7)) {
    return `${dateParts(first).day}–${dayMonth(locale, last)}`;
  }
  return `${dayMonth(locale, first)} – ${dayMonth(locale, last)}`;
}

/**
 * "17:00–19:00". A visit past midnight also names the day it ends on: "22:00–02:00, до вс";
 * Kazakh takes the bare weekday, because a suffix would change with the word before it.
 */
export function timeRange(locale: Locale, start: LocalTime, end: LocalTime): string {
  const range = `${timePart(start)}–${timePart(end)}`;
  const endDate = datePart(end);
  if (datePart(start) === endDate || (timePart(end) === "00:00" && endDate === addDays(start, 1))) {
    return range;
  }
  const weekday = weekdayShort(locale, endDate);
  if (locale === "kk") return `${range} (${weekday})`;
  return locale === "ru" ? `${range}, до ${weekday}` : `${range}, to ${weekday}`;
}

/** "GMT+5", "GMT+5:30" from "+05:00", "+05:30". */
export function offsetLabel(utcOffset: string): string {
  const match = /^([+-])0?(\d{1,2}):?(\d{2})$/.exec(utcOffset);
  if (!match) return "GMT";
  const [, sign, hours, minutes] = match;
  if (hours === "0" && minutes === "00") return "GMT";
  return `GMT${sign === "-" ? "−" : "+"}${hours}${minutes === "00" ? "" : `:${minutes}`}`;
}
