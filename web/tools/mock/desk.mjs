// Quotes, holds, bookings and payments of the development server, in memory.
import { randomBytes } from "node:crypto";
import { PLACES, say, venueOf } from "./places.mjs";
import {
  addDay,
  freeAt,
  instant,
  localDate,
  localTime,
  nightsOf,
  slotsOf,
  taken,
} from "./times.mjs";

const HOLD_MS = Number(process.env.MOCK_HOLD_SECONDS ?? 600) * 1000;
const quotes = new Map();
export const bookings = new Map();
const id = (prefix) => `${prefix}_${randomBytes(13).toString("hex").slice(0, 26)}`;
const WORDS = {
  nights: ["{n} түн", "{n} ноч.", "{n} nights"],
  visit: ["Бронь", "Бронь", "Booking"],
};

export class Refused extends Error {
  constructor(status, code, detail, extra = {}) {
    super(detail);
    this.body = {
      type: `/problems/${code}`,
      title: detail,
      status,
      code,
      detail,
      requestId: id("req"),
      ...extra,
    };
  }
}

function findPlace(line) {
  const place = PLACES.find(
    (one) => one.id === line.resourceId || one.services?.some((s) => s.id === line.serviceId),
  );
  if (!place) throw new Refused(404, "not-found", "No such place");
  return place;
}

function priced(line, lang) {
  const place = findPlace(line);
  const quantity = line.quantity ?? 1;
  const service = place.services?.find((s) => s.id === line.serviceId);
  const label = service ? say(service.names, lang) : say(place.names, lang);
  if (place.timing === "nights") {
    const nights = nightsOf(place, line.startDate, 90, line.startDate).filter(
      (n) => n.date < line.endDate,
    );
    const amount = nights.reduce((sum, night) => sum + night.price, 0) * quantity;
    return {
      place,
      line,
      label: `${label}, ${say(WORDS.nights, lang).replace("{n}", nights.length)}`,
      amount,
    };
  }
  const start = Date.parse(line.start);
  const minutes = (Date.parse(line.end) - start) / 60_000;
  const day = slotsOf(place, localDate(start), 0, {
    duration: service?.minutes ?? minutes,
    price: service?.price,
  });
  const slot = day.find((one) => Date.parse(one.start) === start);
  const perPlace = place.unit === "person" || place.unit === "seat" ? quantity : 1;
  return { place, line, label, amount: (slot?.price ?? place.price) * perPlace, minutes };
}

export function quote(body, lang, now) {
  const lines = body.lines.map((line) => priced(line, lang));
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const token = id("qt");
  quotes.set(token, body.lines);
  return {
    quoteToken: token,
    expiresAt: instant(now + 900_000),
    currency: "KZT",
    total,
    dueNow: 0,
    dueOnSite: total,
    deposit: 0,
    lines: lines.map(({ label, amount }, line) => ({ line, kind: "base", label, amount })),
    policy: { code: "flexible", summary: null, deadlines: [] },
    serverNow: instant(now),
  };
}

function keysOf({ place, line }) {
  if (place.timing === "nights") {
    const keys = [];
    for (let date = line.startDate; date < line.endDate; date = addDay(date, 1))
      keys.push(`${place.id} ${date}`);
    return keys;
  }
  if (place.timing === "session") return [`${place.id} ${line.start.replace(".000Z", "Z")}`];
  const keys = [];
  for (let at = Date.parse(line.start); at < Date.parse(line.end); at += place.grid * 60_000) {
    keys.push(`${place.id} ${instant(at)}`);
  }
  return keys;
}

function alternatives({ place, line, minutes }, lang, now) {
  if (place.timing !== "slots") return [];
  const date = localDate(Date.parse(line.start));
  return [date, addDay(date, 1)]
    .flatMap((day) => slotsOf(place, day, now, { duration: minutes }))
    .filter((slot) => slot.available && slot.start !== line.start)
    .sort(
      (a, b) =>
        Math.abs(Date.parse(a.start) - Date.parse(line.start)) -
        Math.abs(Date.parse(b.start) - Date.parse(line.start)),
    )
    .slice(0, 3)
    .map((slot) => ({
      ...slot,
      resourceId: place.id,
      serviceId: line.serviceId,
      name: say(place.names, lang),
      priceDifference: slot.price - place.price,
    }));
}

export function placeHold(body, lang, now) {
  const wanted = body.quoteToken ? quotes.get(body.quoteToken) : body.lines;
  if (!wanted) throw new Refused(410, "quote-expired", "The quote is over");
  const lines = wanted.map((line) => priced(line, lang));
  for (const one of lines) {
    const full =
      one.place.timing === "slots" &&
      freeAt(one.place, Date.parse(one.line.start), one.minutes) < (one.line.quantity ?? 1);
    if (full || process.env.MOCK_TAKEN === "1") {
      const detail = say(
        [
          "Бұл уақыт жаңа ғана алынды. Ақша алынбады",
          "Это время только что заняли. Деньги не списаны",
          "This time was just taken. You were not charged",
        ],
        lang,
      );
      throw new Refused(409, "slot-taken", detail, {
        alternatives: alternatives(one, lang, now),
        retryable: false,
      });
    }
    for (const key of keysOf(one)) taken.set(key, (taken.get(key) ?? 0) + (one.line.quantity ?? 1));
  }
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  const bookingId = id("bkg");
  const booking = {
    bookingId,
    status: "held",
    paymentStatus: "none",
    expires: now + HOLD_MS,
    extensionsLeft: 10,
    lines,
    total,
    manageToken: id("tok"),
    createdAt: instant(now),
    confirmationCode: null,
  };
  bookings.set(bookingId, booking);
  return holdBody(booking, lang, now);
}

export function holdBody(booking, lang, now) {
  return {
    holdId: booking.bookingId,
    ...bookingBody(booking, lang, now),
    expiresAt: instant(booking.expires),
    extensionsLeft: booking.extensionsLeft,
    total: booking.total,
    dueNow: 0,
    dueOnSite: booking.total,
  };
}

export function release(booking) {
  for (const one of booking.lines) {
    for (const key of keysOf(one)) taken.set(key, (taken.get(key) ?? 0) - (one.line.quantity ?? 1));
  }
}

function lineBody({ place, line, label }) {
  const nights = place.timing === "nights";
  return {
    resourceId: place.id,
    serviceId: line.serviceId ?? null,
    name: label,
    quantity: line.quantity ?? 1,
    startDate: line.startDate ?? null,
    endDate: line.endDate ?? null,
    start: nights ? null : line.start,
    end: nights ? null : line.end,
    startLocal: nights ? `${line.startDate}T14:00` : localTime(Date.parse(line.start)),
    endLocal: nights ? `${line.endDate}T12:00` : localTime(Date.parse(line.end)),
  };
}

export function bookingBody(booking, lang, now) {
  const lines = booking.lines.map(lineBody);
  const [first] = lines;
  return {
    bookingId: booking.bookingId,
    status: booking.status,
    confirmationCode: booking.confirmationCode,
    paymentStatus: booking.paymentStatus,
    resourceId: first.resourceId,
    startDate: first.startDate,
    endDate: first.endDate,
    startsAt: first.start,
    endsAt: first.end,
    resourceName: first.name,
    startLocal: first.startLocal,
    endLocal: first.endLocal,
    tz: "Asia/Almaty",
    utcOffset: "+05:00",
    totalPrice: booking.total,
    currency: "KZT",
    createdAt: booking.createdAt,
    venue: { ...venueOf(booking.lines[0].place, lang), ...booking.lines[0].place.at },
    dueNow: 0,
    dueOnSite: booking.total,
    lines,
    priceBreakdown: booking.lines.map(({ label, amount }) => ({ kind: "base", label, amount })),
    policy: { code: "flexible", summary: null },
    allowedActions: booking.status === "confirmed" ? ["cancel", "reschedule"] : [],
    holdExpiresAt: booking.status === "held" ? instant(booking.expires) : null,
    extensionsLeft: booking.extensionsLeft,
    serverNow: instant(now),
    manageToken: booking.manageToken,
    manageUrl: `/m/${booking.manageToken}`,
    nextAction: booking.nextAction ?? null,
  };
}

export function confirm(booking) {
  booking.status = "confirmed";
  booking.confirmationCode ??= `SB${randomBytes(5).toString("hex").slice(0, 7).toUpperCase()}`;
}
