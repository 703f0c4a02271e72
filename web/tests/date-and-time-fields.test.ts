import { expect, test } from "vitest";
import { openHours } from "@/lib/open-hours";
import { clockTyped } from "@/ui/time-field";

test.each([
  ["9", "09:00"],
  ["930", "09:30"],
  ["9.30", "09:30"],
  ["0000", "00:00"],
  ["23:59", "23:59"],
  ["24", undefined],
  ["9:75", undefined],
  ["", undefined],
  ["12345", undefined],
])("%s is read as %s", (typed, clock) => {
  expect(clockTyped(typed)).toBe(clock);
});

test("an hour is open when a start time reaches into it, also past midnight", () => {
  const slot = (startLocal: string, endLocal: string) => ({ startLocal, endLocal });
  const days = [
    {
      slots: [
        slot("2026-11-23T10:30:00", "2026-11-23T12:00:00"),
        slot("2026-11-23T23:00:00", "2026-11-24T01:00:00"),
      ],
    },
  ];
  expect([...openHours({ days })]).toEqual(["2026-11-2310", "2026-11-2311", "2026-11-2323"]);
});
