// A development server that answers like the real one, for work on the screens alone:
//   node tools/mock-api.mjs 8000        MOCK_HOLD_SECONDS=70, MOCK_TAKEN=1, MOCK_DELAY=800
import { createServer } from "node:http";
import {
  bookingBody,
  bookings,
  confirm,
  holdBody,
  placeHold,
  quote,
  Refused,
  release,
} from "./mock/desk.mjs";
import { detailOf, PLACES, say, venueOf } from "./mock/places.mjs";
import { addDay, instant, localDate, nightsOf, ribbonOf, slotsOf } from "./mock/times.mjs";

const PORT = Number(process.argv[2] ?? 8000);
const find = (id) => {
  const place = PLACES.find((one) => one.id === id);
  if (!place) throw new Refused(404, "not-found", "No such place");
  return place;
};
const booked = (id) => {
  const booking = bookings.get(id) ?? [...bookings.values()].find((b) => b.manageToken === id);
  if (!booking) throw new Refused(404, "not-found", "No such booking");
  return booking;
};
const days = (query) =>
  Array.from({ length: Number(query.get("days") ?? 7) }, (_, n) => addDay(query.get("from"), n));

function listing(place, query, lang, now) {
  const date = query.get("date") ?? localDate(now);
  const next = place.timing === "slots" ? slotsOf(place, date, now) : [];
  const later = place.timing === "slots" ? slotsOf(place, addDay(date, 1), now) : [];
  const slots = next.length > 0 || query.get("date") ? next : later;
  return {
    ...detailOf(place, lang),
    venueName: say(place.text, lang),
    location: venueOf(place, lang).city,
    coordinates: place.at,
    slug: place.slug,
    available: true,
    serviceId: place.services?.[0]?.id ?? null,
    distanceKm: 0.8 + Number(place.id.slice(4)) * 0.6,
    nextSlots: slots.filter((s) => s.available).slice(0, 3),
    ribbon:
      place.timing === "nights" ? ribbonOf(place, query.get("checkIn") ?? localDate(now)) : null,
    amenities: place.amenities,
    images: [],
  };
}

function search({ query, lang, now }) {
  const q = query.get("q")?.toLowerCase();
  const found = PLACES.filter(
    (place) =>
      (!query.get("vertical") || place.vertical === query.get("vertical")) &&
      (!q || [...place.names, ...place.text].join(" ").toLowerCase().includes(q)) &&
      (!query.get("maxPrice") || place.price <= Number(query.get("maxPrice"))),
  );
  if (query.get("sort") === "price") found.sort((a, b) => a.price - b.price);
  if (query.get("sort") === "rating") found.sort((a, b) => b.rating - a.rating);
  return {
    data: found.map((place) => listing(place, query, lang, now)),
    pagination: { page: 1, limit: 20, total: found.length, totalIsExact: true },
    facets: {
      vertical: [],
      amenities: [
        { value: "wifi", count: 9 },
        { value: "parking", count: 9 },
      ],
      price: { min: 0, max: 28000 },
      city: [{ value: "Алматы", count: 9 }],
    },
  };
}

function payment(booking, method, token) {
  if (method === "pay_on_site") return confirm(booking);
  if (token === "tok_declined") throw new Refused(402, "payment-declined", "Declined");
  booking.status = "pending_payment";
  booking.nextAction = { type: "redirect", url: `/sandbox/pay?booking=${booking.bookingId}` };
}

const slotReply = (request, id, place, service) => ({
  resourceId: place.id,
  tz: "Asia/Almaty",
  serverNow: instant(request.now),
  days: days(request.query).map((date) => ({
    date,
    opens: [],
    slots: slotsOf(place, date, request.now, {
      ...(service ? { duration: service.minutes, price: service.price } : {}),
      ...(request.query.get("duration") ? { duration: Number(request.query.get("duration")) } : {}),
      quantity: Number(request.query.get("quantity") ?? 1),
    }),
  })),
  id,
});

const ROUTES = [
  ["GET", "/resources/search", search],
  [
    "GET",
    "/verticals/:id",
    ({ id }) => ({
      code: id,
      durations: ["sauna", "coworking"].includes(id)
        ? { default: 60, minimum: 60, maximum: 240, step: 60 }
        : null,
    }),
  ],
  ["GET", "/resources/:id", ({ id, lang }) => detailOf(find(id), lang)],
  ["GET", "/resources/:id/slots", (r) => slotReply(r, r.id, find(r.id))],
  [
    "GET",
    "/resources/:id/nights",
    ({ id, query, now }) => ({
      resourceId: id,
      tz: "Asia/Almaty",
      checkIn: "14:00",
      checkOut: "12:00",
      serverNow: instant(now),
      nights: nightsOf(find(id), query.get("from"), Number(query.get("days")), localDate(now)),
    }),
  ],
  ["GET", "/services/:id", ({ id, lang }) => service(id, lang)],
  [
    "GET",
    "/services/:id/slots",
    (r) => {
      const place = owner(r.id);
      return slotReply(
        r,
        r.id,
        place,
        place.services.find((s) => s.id === r.id),
      );
    },
  ],
  ["POST", "/quotes", ({ body, lang, now }) => quote(body, lang, now)],
  ["POST", "/holds", ({ body, lang, now }) => placeHold(body, lang, now)],
  [
    "POST",
    "/holds/:id/extend",
    ({ id, lang, now }) => {
      const b = booked(id);
      b.expires += 120_000;
      b.extensionsLeft -= 1;
      return holdBody(b, lang, now);
    },
  ],
  [
    "POST",
    "/holds/:id/release",
    ({ id }) => {
      const b = booked(id);
      if (b.status === "held") {
        release(b);
        b.status = "expired";
      }
      return {};
    },
  ],
  [
    "POST",
    "/bookings",
    ({ body, lang, now }) => {
      const b = booked(body.holdId);
      if (b.status === "held" && b.expires < now) {
        b.status = "expired";
        release(b);
      }
      if (b.status === "expired") throw new Refused(409, "hold_lost", "The hold is over");
      if (b.status === "held") payment(b, body.paymentMethod, body.paymentDetails?.token);
      return bookingBody(b, lang, now);
    },
  ],
  [
    "POST",
    "/bookings/:id/pay",
    ({ id, body, lang, now }) => {
      const b = booked(id);
      payment(b, body.paymentMethod, body.paymentDetails?.token);
      return bookingBody(b, lang, now);
    },
  ],
  [
    "GET",
    "/bookings/lookup",
    ({ query, lang, now }) => {
      const b = [...bookings.values()].find((one) => one.confirmationCode === query.get("code"));
      if (!b) throw new Refused(404, "not-found", "No such booking");
      return bookingBody(b, lang, now);
    },
  ],
  ["GET", "/bookings/:id", ({ id, lang, now }) => holdBody(booked(id), lang, now)],
  [
    "GET",
    "/bookings/:id/refund-preview",
    ({ id }) => {
      const b = booked(id);
      return {
        refundAmount: b.paymentStatus === "captured" ? b.total : 0,
        fee: 0,
        currency: "KZT",
        lines: [],
        deadlines: [],
      };
    },
  ],
  [
    "POST",
    "/bookings/:id/cancel",
    ({ id, lang, now }) => {
      const b = booked(id);
      b.status = "cancelled";
      release(b);
      return bookingBody(b, lang, now);
    },
  ],
  [
    "POST",
    "/bookings/:id/reschedule",
    ({ id, body, lang, now }) => {
      const b = booked(id);
      release(b);
      const moved = placeHold({ lines: body.lines }, lang, now);
      const other = bookings.get(moved.bookingId);
      b.lines = other.lines;
      b.total = other.total;
      bookings.delete(moved.bookingId);
      return bookingBody(b, lang, now);
    },
  ],
  [
    "GET",
    "/payment-methods",
    ({ lang }) => [
      {
        code: "pay_on_site",
        label: say(["Орнында төлеу", "На месте", "On site"], lang),
        kind: "on_site",
      },
      { code: "sandbox", label: say(["Картамен", "Картой", "Card"], lang), kind: "redirect" },
    ],
  ],
  [
    "GET",
    "/payments/:id",
    ({ id }) => {
      const b = booked(id);
      return {
        intentId: id,
        bookingId: b.bookingId,
        status: b.paymentStatus === "none" ? "processing" : b.paymentStatus,
      };
    },
  ],
  [
    "GET",
    "/users/me/bookings",
    ({ lang, now }) => ({
      data: [...bookings.values()]
        .filter((b) => b.status !== "held")
        .map((b) => bookingBody(b, lang, now)),
      pagination: { page: 1, limit: 50, total: 1 },
    }),
  ],
  [
    "POST",
    "/auth/login",
    ({ body }) => {
      if (body.password === "wrong")
        throw new Refused(401, "invalid-credentials", "Wrong login or password");
      return session(body.login);
    },
  ],
  ["POST", "/auth/register", ({ body }) => session(body.name)],
  ["POST", "/auth/logout", () => ({})],
];

const session = (name) => ({
  user: { id: "usr_1", name },
  accessToken: "mock",
  expiresIn: 900,
  refreshToken: "mock",
});
const owner = (id) => {
  const place = PLACES.find((one) => one.services?.some((s) => s.id === id));
  if (!place) throw new Refused(404, "not-found", "No such service");
  return place;
};
const service = (id, lang) => {
  const place = owner(id);
  const found = place.services.find((s) => s.id === id);
  return {
    id,
    name: say(found.names, lang),
    durationMinutes: found.minutes,
    staff: place.staff.map((name, n) => ({ resourceId: `res_3${n}`, name })),
  };
};

function sandbox(request, reply) {
  const url = new URL(request.url, "http://mock");
  const booking = booked(url.searchParams.get("booking"));
  const outcome = url.searchParams.get("outcome");
  if (outcome) {
    booking.paymentStatus = outcome === "ok" ? "captured" : "failed";
    if (outcome === "ok") confirm(booking);
    else booking.status = "held";
    reply.writeHead(302, { Location: `/pay/return?intent=${booking.bookingId}` }).end();
    return;
  }
  const link = (name, text) =>
    `<p><a href="?booking=${booking.bookingId}&outcome=${name}">${text}</a>`;
  reply.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
  reply.end(
    `<h1>Sandbox ${booking.total} ₸</h1>${link("ok", "Pay")}${link("declined", "Decline")}`,
  );
}

function answer(request, body, reply) {
  const url = new URL(request.url, "http://mock");
  const path = url.pathname.replace("/api/v1", "");
  for (const [method, pattern, handle] of ROUTES) {
    const match = new RegExp(`^${pattern.replace(":id", "(?<id>[^/]+)")}$`).exec(path);
    if (!match || method !== request.method) continue;
    const lang = (request.headers["accept-language"] ?? "ru").slice(0, 2);
    return handle({ ...match.groups, query: url.searchParams, body, lang, now: Date.now(), reply });
  }
  throw new Refused(404, "not-found", "No such address");
}

createServer(async (request, reply) => {
  if (request.url.startsWith("/sandbox")) return sandbox(request, reply);
  let text = "";
  for await (const piece of request) text += piece;
  await new Promise((done) => setTimeout(done, Number(process.env.MOCK_DELAY ?? 60)));
  try {
    const result = answer(request, text ? JSON.parse(text) : undefined, reply);
    reply.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(result));
  } catch (error) {
    const problem = error.body ?? {
      type: "/problems/internal",
      title: String(error.stack),
      status: 500,
    };
    reply
      .writeHead(problem.status, { "Content-Type": "application/problem+json" })
      .end(JSON.stringify(problem));
  }
  return undefined;
}).listen(PORT, "127.0.0.1", () => console.log(`mock API on ${PORT}`));
