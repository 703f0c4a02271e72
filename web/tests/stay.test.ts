import { describe, expect, it } from "vitest";
import { addDays } from "@/lib/civil";
import {
  afterTap,
  arrivalRefusal,
  departureRefusal,
  type Night,
  nearestStay,
  nightTable,
} from "@/lib/stay";

const FIRST = "2026-11-23";
const at = (day: number): string => addDays(FIRST, day);

function nights(changes: Record<number, Partial<Night>> = {}) {
  return nightTable(
    Array.from({ length: 14 }, (_, day) => ({
      date: at(day),
      available: true,
      canArrive: true,
      canDepart: true,
      minNights: 1,
      maxNights: null,
      price: 28_000,
      ...changes[day],
    })),
  );
}

describe("choosing a stay", () => {
  it("takes arrival, then departure", () => {
    const first = afterTap(nights(), {}, at(1));
    const second = afterTap(nights(), { arrival: at(1) }, at(3));

    expect(first).toEqual({ arrival: at(1) });
    expect(second).toEqual({ arrival: at(1), departure: at(3) });
  });

  it("starts anew after a whole stay or on an earlier day", () => {
    expect(afterTap(nights(), { arrival: at(1), departure: at(3) }, at(5))).toEqual({
      arrival: at(5),
    });
    expect(afterTap(nights(), { arrival: at(4) }, at(2))).toEqual({ arrival: at(2) });
  });

  it("refuses to reach over a taken night", () => {
    const table = nights({ 4: { available: false } });

    expect(departureRefusal(table, at(2), at(6))).toEqual({ code: "over-taken-night" });
    expect(departureRefusal(table, at(2), at(4))).toBeUndefined();
  });

  it("lets one leave on the morning of a taken night, not arrive", () => {
    const table = nights({ 4: { available: false, canArrive: false } });

    expect(afterTap(table, { arrival: at(2) }, at(4))).toEqual({
      arrival: at(2),
      departure: at(4),
    });
    expect(arrivalRefusal(table, at(4))).toEqual({ code: "full" });
  });

  it("says how many nights are the least and the most", () => {
    const table = nights({ 2: { minNights: 3, maxNights: 5 } });

    expect(afterTap(table, { arrival: at(2) }, at(4))).toEqual({
      refusal: { code: "min-nights", nights: 3 },
    });
    expect(departureRefusal(table, at(2), at(8))).toEqual({ code: "max-nights", nights: 5 });
    expect(departureRefusal(table, at(2), at(5))).toBeUndefined();
  });

  it("keeps days closed to arrival or departure", () => {
    const table = nights({ 3: { canArrive: false }, 5: { canDepart: false } });

    expect(arrivalRefusal(table, at(3))).toEqual({ code: "closed-to-arrival" });
    expect(departureRefusal(table, at(2), at(5))).toEqual({ code: "closed-to-departure" });
  });

  it("finds the nearest stay that obeys every rule", () => {
    const table = nights({ 0: { available: false }, 1: { minNights: 2 }, 2: { available: false } });

    expect(nearestStay(table, at(0), 1)).toEqual({ arrival: at(3), departure: at(4) });
    expect(nearestStay(nights({ 0: { minNights: 2 } }), at(0), 1)).toEqual({
      arrival: at(0),
      departure: at(2),
    });
  });

  it("knows nothing of days outside the table", () => {
    expect(arrivalRefusal(nights(), "2026-11-01")).toEqual({ code: "past" });
    expect(departureRefusal(nights(), at(12), at(16))).toEqual({ code: "over-taken-night" });
  });
});
