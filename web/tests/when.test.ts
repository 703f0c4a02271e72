import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  dateAtOffset,
  daysBetween,
  isCivilDate,
  monthWeeks,
} from "@/lib/civil";
import { decimal, money, thousands } from "@/lib/format/money";
import {
  dayRange,
  fullDate,
  longDay,
  monthTitle,
  offsetLabel,
  shortDay,
  timeRange,
} from "@/lib/format/when";

const NBSP = "\u00a0";

describe("Kazakh dates, which browsers get wrong", () => {
  it("equals ICU's text", () => {
    expect(fullDate("kk", "2026-11-21")).toBe("2026 ж. 21 қараша, сенбі");
    expect(shortDay("kk", "2026-11-21")).toBe("21 қар., сб");
    expect(monthTitle("kk", "2026-12-01")).toBe("2026 ж. желтоқсан");
  });

  it("names every month and weekday", () => {
    const months = Array.from({ length: 12 }, (_, n) => longDay("kk", addMonths("2026-01-05", n)));
    expect(months).toEqual([
      "5 қаңтар, дүйсенбі",
      "5 ақпан, бейсенбі",
      "5 наурыз, бейсенбі",
      "5 сәуір, жексенбі",
      "5 мамыр, сейсенбі",
      "5 маусым, жұма",
      "5 шілде, жексенбі",
      "5 тамыз, сәрсенбі",
      "5 қыркүйек, сенбі",
      "5 қазан, дүйсенбі",
      "5 қараша, бейсенбі",
      "5 желтоқсан, сенбі",
    ]);
  });

  it("agrees with the full ICU of Node for a whole year", () => {
    const icu = new Intl.DateTimeFormat("kk", { dateStyle: "full", timeZone: "UTC" });
    for (let date = "2026-01-01"; date < "2027-01-01"; date = addDays(date, 1)) {
      expect(fullDate("kk", date)).toBe(icu.format(new Date(`${date}T00:00:00Z`)));
    }
  });
});

describe("Russian and English dates", () => {
  it("follows the custom of each language", () => {
    expect(shortDay("ru", "2026-11-21")).toBe("сб, 21 нояб.");
    expect(shortDay("en", "2026-11-21")).toBe("Sat 21 Nov");
    expect(longDay("ru", "2026-11-21")).toBe("суббота, 21 ноября");
    expect(monthTitle("ru", "2026-11-21")).toBe("Ноябрь 2026");
  });
});

describe("ranges", () => {
  it("names the month once when it is the same", () => {
    expect(dayRange("kk", "2026-11-21", "2026-11-24")).toBe("21–24 қараша");
    expect(dayRange("ru", "2026-11-28", "2026-12-02")).toBe("28 ноября – 2 декабря");
  });

  it("says which day a visit past midnight ends on", () => {
    expect(timeRange("ru", "2026-11-21T17:00", "2026-11-21T19:00")).toBe("17:00–19:00");
    expect(timeRange("ru", "2026-11-21T22:00", "2026-11-22T02:00")).toBe("22:00–02:00, до вс");
    expect(timeRange("kk", "2026-11-21T22:00", "2026-11-22T02:00")).toBe("22:00–02:00 (жс)");
    expect(timeRange("en", "2026-11-21T22:00", "2026-11-22T00:00")).toBe("22:00–00:00");
  });

  it("writes offsets without abbreviations", () => {
    expect(offsetLabel("+05:00")).toBe("GMT+5");
    expect(offsetLabel("+05:30")).toBe("GMT+5:30");
    expect(offsetLabel("-03:30")).toBe("GMT−3:30");
    expect(offsetLabel("+00:00")).toBe("GMT");
  });
});

describe("money", () => {
  it("writes tenge without decimals and with no-break groups in every language", () => {
    const text = `1${NBSP}250${NBSP}000${NBSP}₸`;
    expect([
      money("kk", 1250000, "KZT"),
      money("ru", 1250000, "KZT"),
      money("en", 1250000, "KZT"),
    ]).toEqual([text, text, text]);
  });

  it("keeps the fraction of other currencies", () => {
    expect(money("en", 12.5, "USD")).toBe("$12.50");
    expect(money("kk", 12.5, "USD")).toBe(money("ru", 12.5, "USD"));
    expect(money("en", -40, "CAD")).toBe("-$40");
    expect(money("ru", 99.5, "RUB")).toBe(`99,50${NBSP}₽`);
  });

  it("shortens for narrow cells", () => {
    expect(thousands(12000)).toBe("12");
    expect(thousands(9500)).toBe("9,5");
    expect(decimal("en", 1.44)).toBe("1.4");
    expect(decimal("kk", 1.44)).toBe("1,4");
  });
});

describe("civil dates", () => {
  it("walks over month ends and leap days", () => {
    expect(addMonths("2024-01-31", 1)).toBe("2024-02-29");
    expect(addMonths("2026-03-31", -1)).toBe("2026-02-28");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(daysBetween("2026-02-27", "2026-03-02")).toBe(3);
  });

  it("covers a month with whole weeks from Monday", () => {
    const weeks = monthWeeks("2026-11-10");
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.[0]).toBe("2026-10-26");
    expect(weeks.at(-1)?.at(-1)).toBe("2026-12-06");
  });

  it("knows the place's date from the server's instant", () => {
    expect(dateAtOffset(Date.parse("2026-11-21T19:30:00Z"), "+05:00")).toBe("2026-11-22");
    expect(dateAtOffset(Date.parse("2026-11-21T02:00:00Z"), "-03:30")).toBe("2026-11-20");
  });

  it("refuses dates that do not exist", () => {
    expect(["2026-02-30", "2026-13-01", "21.11.2026", "2026-1-1"].map(isCivilDate)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(isCivilDate("2028-02-29")).toBe(true);
  });
});
