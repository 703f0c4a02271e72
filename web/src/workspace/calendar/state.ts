import { addDays, type CivilDate, isCivilDate, startOfWeek } from "@/lib/civil";

export const VIEWS = ["day", "week", "list", "nights"] as const;
export type View = (typeof VIEWS)[number];

/** What the address of the calendar says. */
export interface CalendarState {
  date?: CivilDate;
  view?: View;
  resource?: string;
}

export function readCalendarState(raw: Record<string, unknown>): CalendarState {
  const { date, view, resource } = raw;
  const known = VIEWS.find((each) => each === view);
  return {
    ...(typeof date === "string" && isCivilDate(date) ? { date } : {}),
    ...(known ? { view: known } : {}),
    ...(typeof resource === "string" && resource ? { resource } : {}),
  };
}

export const NIGHTS_SHOWN = { wide: 21, narrow: 7 };

/** First date shown, and the one after the last. */
export function rangeOf(
  view: View,
  date: CivilDate,
  wide: boolean,
): { from: CivilDate; to: CivilDate } {
  if (view === "day") return { from: date, to: addDays(date, 1) };
  if (view === "nights") {
    const days = wide ? NIGHTS_SHOWN.wide : NIGHTS_SHOWN.narrow;
    return { from: addDays(date, wide ? -2 : 0), to: addDays(date, days - (wide ? 2 : 0)) };
  }
  const monday = startOfWeek(date);
  return { from: monday, to: addDays(monday, 7) };
}

export const stepDays: Record<View, number> = { day: 1, week: 7, list: 7, nights: 7 };
