import { expect, test } from "vitest";
import { Zone } from "@/lib/zone";

const BERLIN = new Zone([
  { since: "2025-10-26T01:00:00Z", utcOffset: "+01:00" },
  { since: "2026-03-29T01:00:00Z", utcOffset: "+02:00" },
  { since: "2026-10-25T01:00:00Z", utcOffset: "+01:00" },
]);
const at = (instant: string) => Date.parse(instant);

test("a day in Berlin begins at Berlin's midnight, not at Almaty's", () => {
  expect(BERLIN.dateAt(at("2026-11-21T22:59:59Z"))).toBe("2026-11-21");
  expect(BERLIN.dateAt(at("2026-11-21T23:00:00Z"))).toBe("2026-11-22");
  expect(new Zone().dateAt(at("2026-11-21T22:59:59Z"))).toBe("2026-11-22");
});

test("in summer the day begins an hour earlier", () => {
  expect(BERLIN.dateAt(at("2026-07-01T21:59:59Z"))).toBe("2026-07-01");
  expect(BERLIN.dateAt(at("2026-07-01T22:00:00Z"))).toBe("2026-07-02");
});

test("clocks go forward from 01:59 to 03:00 and back from 02:59 to 02:00", () => {
  expect(BERLIN.localAt(at("2026-03-29T00:59:59Z"))).toBe("2026-03-29T01:59:59");
  expect(BERLIN.localAt(at("2026-03-29T01:00:00Z"))).toBe("2026-03-29T03:00:00");
  expect(BERLIN.localAt(at("2026-10-25T00:59:59Z"))).toBe("2026-10-25T02:59:59");
  expect(BERLIN.localAt(at("2026-10-25T01:00:00Z"))).toBe("2026-10-25T02:00:00");
  expect(BERLIN.minuteAt(at("2026-10-25T01:00:00Z"))).toBe(120);
});

test("before what is known the first offset counts, and without any Almaty's", () => {
  expect(BERLIN.offsetAt(at("2020-01-01T00:00:00Z"))).toBe("+01:00");
  expect(new Zone([]).offsetAt(0)).toBe("+05:00");
});

test("minutes of a day west of Greenwich are never negative", () => {
  const newYork = new Zone([{ since: "2025-11-02T06:00:00Z", utcOffset: "-05:00" }]);
  expect(newYork.minuteAt(at("2026-01-01T03:30:00Z"))).toBe(22 * 60 + 30);
  expect(newYork.dateAt(at("2026-01-01T03:30:00Z"))).toBe("2025-12-31");
});
