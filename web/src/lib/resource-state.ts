import { isCivilDate } from "@/lib/civil";

/** What was chosen on a resource page; in its address, so that a link opens the same choice. */
export interface ResourceState {
  date?: string;
  start?: string;
  checkIn?: string;
  checkOut?: string;
  service?: string;
  staff?: string;
  duration?: number;
  quantity?: number;
  guests?: number;
}

type Raw = Record<string, unknown>;

function whole(raw: Raw, key: string, most: number): number | undefined {
  const value = Number(raw[key]);
  return raw[key] !== undefined && Number.isInteger(value) && value >= 1 && value <= most
    ? value
    : undefined;
}

function text(raw: Raw, key: string, pattern: RegExp): string | undefined {
  const value = raw[key];
  return typeof value === "string" && pattern.test(value) ? value : undefined;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/;
const ID = /^[a-z]{3}_[\w]{1,40}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function date(raw: Raw, key: string): string | undefined {
  const value = text(raw, key, DATE);
  return value && isCivilDate(value) ? value : undefined;
}

export function readResourceState(raw: Raw): ResourceState {
  const checkIn = date(raw, "checkIn");
  const checkOut = date(raw, "checkOut");
  const read: { [K in keyof ResourceState]: ResourceState[K] | undefined } = {
    date: date(raw, "date"),
    start: text(raw, "start", INSTANT),
    checkIn,
    checkOut: checkIn && checkOut && checkOut > checkIn ? checkOut : undefined,
    service: text(raw, "service", ID),
    staff: text(raw, "staff", ID),
    duration: whole(raw, "duration", 24 * 60),
    quantity: whole(raw, "quantity", 1000),
    guests: whole(raw, "guests", 99),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}
