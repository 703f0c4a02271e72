// One list for the subsetting tool, fonts.css and their test.
export const FACES = [
  {
    name: "base",
    from: "onest-latin-wght-normal.woff2",
    range:
      "U+20-7E,U+A0,U+AB,U+BB,U+B7,U+D7,U+2013-2014,U+2018-201E,U+2022,U+2026,U+202F,U+20AC,U+2192,U+2212",
  },
  {
    name: "cyrillic",
    from: "onest-cyrillic-wght-normal.woff2",
    range: "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
  },
  {
    name: "kazakh",
    from: "onest-cyrillic-ext-wght-normal.woff2",
    range: "U+0492-0493,U+049A-049B,U+04A2-04A3,U+04AE-04AF,U+04BA-04BB,U+04D8-04D9,U+04E8-04E9",
  },
  {
    name: "currency",
    from: "onest-latin-ext-wght-normal.woff2",
    range: "U+20A9,U+20AB,U+20B1,U+20B4,U+20B8-20BA,U+20BD",
  },
];

export function codePoints(range) {
  return range.split(",").flatMap((part) => {
    const [first, last] = part.replace("U+", "").split("-");
    const start = Number.parseInt(first, 16);
    const end = Number.parseInt(last ?? first, 16);
    return Array.from({ length: end - start + 1 }, (_, step) => start + step);
  });
}
