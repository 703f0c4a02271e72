import { daysBetween } from "@/lib/civil";
import { dayRange, longDay, timeRange } from "@/lib/format/when";
import type { Locale } from "@/lib/locale";

interface Timed {
  startDate?: string | null;
  endDate?: string | null;
  startLocal?: string | null;
  endLocal?: string | null;
}

export interface BookedWhen {
  day: string;
  time: string;
  nights: number;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** When a booking is, in the place's own time: "Saturday 21 November", "17:00–19:00". */
export function bookedWhen(locale: Locale, booked: Timed): BookedWhen | undefined {
  const { startDate, endDate, startLocal, endLocal } = booked;
  if (startDate && endDate && DATE.test(startDate) && DATE.test(endDate)) {
    return {
      day: dayRange(locale, startDate, endDate),
      time: "",
      nights: daysBetween(startDate, endDate),
    };
  }
  if (!startLocal) return undefined;
  return {
    day: longDay(locale, startLocal),
    time: endLocal ? timeRange(locale, startLocal, endLocal) : startLocal.slice(11, 16),
    nights: 0,
  };
}
