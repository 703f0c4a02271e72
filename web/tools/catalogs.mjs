// Gaps between the code and the three catalogues: missing, unused, unequal placeholders, plural
// forms a language needs, and Kazakh endings glued to a value (they change with the number word).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const LOCALES = ["kk", "ru", "en"];
const AREAS = ["storefront", "workspace", "business", "console"];
const FORMS = { kk: ["one", "other"], ru: ["one", "few", "many", "other"], en: ["one", "other"] };

export function placeholders(text) {
  const names = [...text.matchAll(/\{\s*([a-zA-Z]+)\s*(?=[,}])/g)].map(([, name]) => name);
  return [...new Set(names)].filter((name) => !/^(one|few|many|other)$/.test(name)).sort();
}

function faultsOfText(key, locale, text, russian) {
  if (!text?.trim()) return [`${key}: missing in ${locale}`];
  const faults = [];
  const names = (message) =>
    placeholders(message)
      .filter((name) => name !== "n")
      .join();
  if (names(text) !== names(russian)) {
    faults.push(`${key}: ${locale} has {${names(text)}}, ru {${names(russian)}}`);
  }
  if (/, *plural *,/.test(text)) {
    const lacking = FORMS[locale].filter((form) => !new RegExp(`\\b${form} *\\{`).test(text));
    for (const form of lacking) faults.push(`${key}: ${locale} lacks "${form}"`);
  }
  if (locale === "kk" && /[}#]-\p{L}/u.test(text)) {
    faults.push(`${key}: kk glues an ending to a value`);
  }
  return faults;
}

export function faultsOf(catalogues, used) {
  const keys = new Set(LOCALES.flatMap((locale) => Object.keys(catalogues[locale])));
  const unknown = [...used].filter((key) => !keys.has(key));
  const idle = [...keys].filter((key) => !used.has(key));
  const texts = [...keys].flatMap((key) =>
    LOCALES.flatMap((locale) =>
      faultsOfText(key, locale, catalogues[locale][key], catalogues.ru[key] ?? ""),
    ),
  );
  return [
    ...unknown.map((key) => `${key}: used but in no catalogue`),
    ...idle.map((key) => `${key}: nobody uses it`),
    ...texts,
  ];
}

function filesUnder(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function usedKeys(known) {
  const used = new Set();
  for (const file of filesUnder(source)) {
    const text = readFileSync(file, "utf8");
    for (const [, key] of text.matchAll(/\bt\(\s*"([^"]+)"/g)) used.add(key);
    for (const [, key] of text.matchAll(/"([a-z][A-Za-z]*(?:\.[A-Za-z]+)+)"/g)) {
      if (known.has(key)) used.add(key);
    }
  }
  return used;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const inTwo = [];
  const whole = (locale) => {
    const merged = {};
    for (const area of AREAS) {
      const path = `${source}lib/messages/${area}/${locale}.json`;
      for (const [key, text] of Object.entries(JSON.parse(readFileSync(path, "utf8")))) {
        if (key in merged) inTwo.push(`${key}: in two areas`);
        merged[key] = text;
      }
    }
    return merged;
  };
  const catalogues = Object.fromEntries(LOCALES.map((locale) => [locale, whole(locale)]));
  const known = new Set(Object.keys(catalogues.ru));
  const faults = [...inTwo, ...faultsOf(catalogues, usedKeys(known))];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  console.log(`catalogues: ${known.size} messages complete in ${LOCALES.join(", ")}`);
}
