import { describe, expect, it } from "vitest";
import { copyDay, dayText, lineOf, openShare, paint, weekOf } from "@/lib/week-hours";

const evening = [{ weekday: 6, hours: [{ opens: "18:00", closes: "02:00" }] }];

describe("hours of a week", () => {
  it("keep an opening past midnight with the evening it began on", () => {
    expect(weekOf(lineOf(evening))).toEqual(evening);
  });

  it("keep Sunday's night whole over the end of the week", () => {
    const sunday = [{ weekday: 7, hours: [{ opens: "20:00", closes: "03:00" }] }];
    expect(weekOf(lineOf(sunday))).toEqual(sunday);
  });

  it("divide a week without a pause into whole days", () => {
    const week = weekOf([[0, 7 * 1440]]);
    expect(week.map(({ weekday }) => weekday)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const { hours } of week) expect(hours).toEqual([{ opens: "00:00", closes: "24:00" }]);
  });

  it("take a break out of the middle of a day", () => {
    const day = paint(
      lineOf([{ weekday: 1, hours: [{ opens: "09:00", closes: "18:00" }] }]),
      [780, 840],
      false,
    );
    expect(dayText(day, 1)).toBe("09:00–13:00, 14:00–18:00");
  });

  it("join what is painted side by side", () => {
    expect(paint([[540, 600]], [600, 660], true)).toEqual([[540, 660]]);
  });

  it("copy a day over others and leave the rest", () => {
    const line = lineOf([
      { weekday: 1, hours: [{ opens: "09:00", closes: "18:00" }] },
      { weekday: 2, hours: [{ opens: "10:00", closes: "11:00" }] },
      { weekday: 7, hours: [{ opens: "12:00", closes: "13:00" }] },
    ]);
    const copied = copyDay(line, 1, [1, 2, 3]);
    expect([1, 2, 3, 7].map((day) => dayText(copied, day))).toEqual([
      "09:00–18:00",
      "09:00–18:00",
      "09:00–18:00",
      "12:00–13:00",
    ]);
  });

  it("know cells that are open in part", () => {
    expect(openShare([[555, 600]], [540, 570])).toBe(0.5);
  });
});
