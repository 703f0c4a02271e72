/** "Chrome, Android" from what a browser calls itself; what is not known stays as it is. */

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/YaBrowser\//, "Яндекс Браузер"],
  [/EdgA?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "Mac"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

export function deviceName(agent: string): string {
  const of = (known: typeof BROWSERS) => known.find(([mark]) => mark.test(agent))?.[1];
  const named = [of(BROWSERS), of(SYSTEMS)].filter(Boolean).join(", ");
  return named || agent.slice(0, 80);
}
