import { describe, expect, it } from "vitest";
import type { DeskCalendar, DeskVisit } from "@/api/desk-calls";
import { byDay, byHour, figuresOf, loads } from "@/workspace/analytics/figures";

const STRETCH = { from: "2026-11-20", to: "2026-11-22" };
const day = (date: string, open: [number, number][]) => ({
  date,
  open,
  closed: open.length === 0,
  reason: "",
});

function visit(status: DeskVisit["status"], startLocal: string, endLocal: string): DeskVisit {
  return {
    bookingId: `bkg_${startLocal}${status}`,
    code: "ABC",
    currency: "KZT",
    expiresAt: null,
    hasNote: false,
    name: "",
    phone: null,
    paymentStatus: "unpaid",
    shown: true,
    status,
    total: 5000,
    version: 1,
    parts: [
      {
        line: 1,
        resourceId: "res_1",
        serviceId: null,
        title: "",
        quantity: 1,
        guests: 1,
        startLocal,
        endLocal,
        startDate: null,
        endDate: null,
      },
    ],
  };
}

const CALENDAR: DeskCalendar = {
  today: "2026-11-21",
  utcOffset: "+05:00",
  serverNow: "2026-11-21T10:00:00Z",
  cursor: "",
  blocks: [],
  columns: [
    {
      resourceId: "res_1",
      name: "Chair",
      kind: "staff",
      timing: "slots",
      capacity: 1,
      tz: "Asia/Almaty",
      days: [day("2026-11-20", [[600, 1200]]), day("2026-11-21", [[600, 1200]])],
    },
  ],
  visits: [
    visit("completed", "2026-11-20T10:00", "2026-11-20T12:00"),
    visit("confirmed", "2026-11-21T10:30", "2026-11-21T11:30"),
    visit("no_show", "2026-11-21T15:00", "2026-11-21T16:00"),
    visit("held", "2026-11-21T17:00", "2026-11-21T18:00"),
    visit("confirmed", "2026-11-22T10:00", "2026-11-22T11:00"),
  ],
};

describe("figures of a stretch of days", () => {
  it("count what was agreed, and not holds or other days", () => {
    expect(figuresOf(CALENDAR, STRETCH)).toEqual({
      bookings: 3,
      value: 10_000,
      noShows: 1,
      occupancy: 180 / 1200,
    });
  });

  it("leave time free that nobody came for", () => {
    expect(loads(CALENDAR, STRETCH)).toEqual([
      { resourceId: "res_1", name: "Chair", taken: 180, open: 1200 },
    ]);
  });

  it("know every day, empty ones too", () => {
    expect(byDay(CALENDAR, { from: "2026-11-19", to: "2026-11-22" })).toEqual([
      { date: "2026-11-19", n: 0 },
      { date: "2026-11-20", n: 1 },
      { date: "2026-11-21", n: 2 },
    ]);
  });

  it("know hours of weekdays, Monday first", () => {
    expect([...byHour(CALENDAR, STRETCH)]).toEqual([
      ["4-10", 1],
      ["5-10", 1],
      ["5-15", 1],
    ]);
  });
});
