import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
// @ts-expect-error plain JavaScript tool without types
import { faultOfImport } from "../tools/boundaries.mjs";
// @ts-expect-error plain JavaScript tool without types
import { faultsOf } from "../tools/catalogs.mjs";
// @ts-expect-error plain JavaScript tool without types
import { codePoints, FACES } from "../tools/font-ranges.mjs";

describe("the rule of imports", () => {
  it("lets imports go down", () => {
    expect(faultOfImport("features/search/results.tsx", "ui/button", false)).toBeUndefined();
    expect(
      faultOfImport("features/search/results.tsx", "features/search/filter", false),
    ).toBeUndefined();
    expect(faultOfImport("ui/listing-card.tsx", "api/contract", true)).toBeUndefined();
  });

  it("names every way up or across", () => {
    expect(
      faultOfImport("features/search/results.tsx", "features/home/home-page", false),
    ).toContain("home");
    expect(faultOfImport("lib/stay.ts", "ui/button", false)).toContain("upward");
    expect(faultOfImport("ui/listing-card.tsx", "api/calls", false)).toContain("shapes");
    expect(faultOfImport("workspace/prices/page.tsx", "features/home/home-page", false)).toContain(
      "imports features/home",
    );
    expect(
      faultOfImport("workspace/prices/page.tsx", "workspace/frame/vendor", false),
    ).toBeUndefined();
    expect(faultOfImport("features/home/home-page.tsx", "ui/desk/desk", false)).toContain("heavy");
    expect(faultOfImport("api/calls.ts", "features/home/home-page", true)).toContain("upward");
  });
});

describe("the check of the catalogues", () => {
  const plural = (one: string, other: string) => `{n, plural, one {${one}} other {${other}}}`;
  const good = {
    kk: { a: "{time} бос", b: plural("# түн", "# түн") },
    ru: {
      a: "{time} свободно",
      b: "{n, plural, one {# ночь} few {# ночи} many {# ночей} other {# ночи}}",
    },
    en: { a: "{time} free", b: plural("# night", "# nights") },
  };
  const used = new Set(["a", "b"]);

  it("accepts complete ones", () => {
    expect(faultsOf(good, used)).toEqual([]);
  });

  it("finds what is missing, idle or unequal", () => {
    const bad = {
      kk: { ...good.kk, a: "{hour} бос" },
      ru: { ...good.ru, b: plural("# ночь", "# ночи") },
      en: { a: good.en.a, c: "idle" },
    };
    expect(faultsOf(bad, new Set(["a", "b", "d"])).join("\n")).toBe(
      [
        "d: used but in no catalogue",
        "c: nobody uses it",
        "a: kk has {hour}, ru {time}",
        'b: ru lacks "few"',
        'b: ru lacks "many"',
        "b: missing in en",
        "c: missing in kk",
        "c: missing in ru",
      ].join("\n"),
    );
  });

  it("refuses Kazakh endings glued to a value", () => {
    const bad = { ...good, kk: { ...good.kk, a: "{time}-ге дейін" } };
    expect(faultsOf(bad, used)).toEqual(["a: kk glues an ending to a value"]);
  });
});

describe("the fonts", () => {
  const points = new Set<number>(
    FACES.flatMap(({ range }: { range: string }) => codePoints(range)),
  );

  it("have every letter the catalogues use, and the currencies", () => {
    const texts = ["kk", "ru", "en"]
      .map((locale) => readFileSync(`src/lib/messages/storefront/${locale}.json`, "utf8"))
      .join("");
    const missing = [...new Set(`${texts}ӘәҒғҚқҢңӨөҰұҮүҺһІі₸₽€$`)].filter(
      (letter) => letter !== "\n" && !points.has(letter.codePointAt(0) ?? 0),
    );
    expect(missing).toEqual([]);
  });

  it("are declared with the ranges they were cut to", () => {
    const css = readFileSync("src/ui/fonts.css", "utf8").replace(/\s+/g, "");
    for (const { name, range } of FACES) {
      expect(css).toContain(`onest-${name}.woff2`);
      expect(css).toContain(`unicode-range:${range}`);
    }
  });
});
