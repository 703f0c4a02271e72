import { describe, expect, it } from "vitest";
import type { DeskVisit } from "@/api/desk-calls";
import { judge, plainCode } from "@/workspace/arrivals/judge";

const NOW = "2026-11-21T18:40:00";

function visit(more: Partial<DeskVisit>, startLocal = "2026-11-21T19:00:00", hours = 2): DeskVisit {
  const endLocal = new Date(Date.parse(`${startLocal}Z`) + hours * 3_600_000).toISOString();
  return {
    bookingId: "bkg_1",
    code: "ABCD23456",
    status: "confirmed",
    version: 1,
    shown: true,
    name: "Дана",
    phone: null,
    hasNote: false,
    total: 0,
    currency: "KZT",
    paymentStatus: "paid",
    expiresAt: null,
    parts: [
      {
        resourceId: "res_1",
        serviceId: null,
        line: 0,
        title: "Сауна",
        startLocal,
        endLocal: endLocal.slice(0, 19),
        startDate: null,
        endDate: null,
        quantity: 1,
        guests: 2,
      },
    ],
    ...more,
  };
}

const kindOf = (one: DeskVisit) => judge("ABCD23456", [one], [], NOW).kind;

describe("the door", () => {
  it("reads a code however it was typed", () => {
    expect(plainCode(" abcd-23456 ")).toBe("ABCD23456");
  });

  it("lets in who is booked for now", () => {
    expect(kindOf(visit({}))).toBe("welcome");
    expect(kindOf(visit({}, "2026-11-21T17:00:00"))).toBe("welcome");
    expect(kindOf(visit({}, "2026-11-22T00:30:00"))).toBe("welcome");
  });

  it("sends away who is booked for another time", () => {
    expect(kindOf(visit({}, "2026-11-22T06:41:00"))).toBe("other-time");
    expect(kindOf(visit({}, "2026-11-21T16:00:00"))).toBe("other-time");
  });

  it("lets nobody in twice, nor by what was cancelled or not paid", () => {
    expect(kindOf(visit({ status: "in_progress" }))).toBe("already");
    expect(kindOf(visit({ status: "completed" }))).toBe("already");
    expect(kindOf(visit({ status: "pending_payment" }))).toBe("unpaid");
    expect(kindOf(visit({ status: "awaiting_approval" }))).toBe("unpaid");
    expect(kindOf(visit({ status: "cancelled" }))).toBe("ended");
    expect(kindOf(visit({ status: "no_show" }))).toBe("ended");
  });

  it("knows whom it let in itself while nothing could be sent", () => {
    const kept = [{ bookingId: "bkg_1", name: "Дана", at: "2026-11-21T13:41:00Z", key: "k" }];
    const verdict = judge("ABCD23456", [visit({})], kept, NOW);
    expect(verdict).toMatchObject({ kind: "already", at: "2026-11-21T13:41:00Z" });
  });

  it("does not know other codes", () => {
    expect(judge("ZZZZ99999", [visit({})], [], NOW)).toEqual({
      kind: "unknown",
      code: "ZZZZ99999",
    });
  });
});
