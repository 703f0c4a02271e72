// The budget of the first load, in gzipped bytes of the build: what a phone fetches for each
// page before it can be used (entry, its static imports, the page's chunk and frame, one language).
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const BUDGET = { js: 170_000, css: 20_000, fonts: 45_000, frame: 45_000, loader: 6_000 };
// A reception works at a desk all day: its pages may be heavier.
const DESK = { js: 260_000, css: 30_000 };
const DESK_FRAME = "src/app/business-route.tsx";
const DESK_PAGES = [
  "src/workspace/calendar/calendar-page.tsx",
  "src/workspace/prices/prices-page.tsx",
  "src/workspace/money/money-page.tsx",
];
const PAGES = [
  "src/features/home/home-page.tsx",
  "src/features/search/pages.tsx",
  "src/features/resource/resource-page.tsx",
  "src/features/checkout/checkout-page.tsx",
  "src/features/confirmation/confirmation-page.tsx",
  "src/features/account/profile-page.tsx",
];

const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, "utf8"));
const sizes = new Map();
const gzipped = (file) => {
  if (!sizes.has(file))
    sizes.set(file, gzipSync(readFileSync(`${dist}${file}`), { level: 9 }).length);
  return sizes.get(file);
};

function reach(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) reach(next, seen);
  return seen;
}

const entry = "index.html";
const languages = Object.keys(manifest).filter((key) => /messages\/(kk|ru|en)$/.test(key));
const largest = languages.sort((a, b) => gzipped(manifest[b].file) - gzipped(manifest[a].file))[0];
let failed = false;
const line = (name, bytes, budget) => {
  const over = bytes > budget;
  failed ||= over;
  console.log(`${over ? "OVER " : ""}${name}: ${(bytes / 1000).toFixed(1)} kB of ${budget / 1000}`);
};

function judge(page, parts, budget) {
  const keys = new Set([
    ...parts.flatMap((part) => [...reach(part)]),
    ...(largest ? [largest] : []),
  ]);
  const files = [...keys].map((key) => manifest[key]);
  const js = new Set(files.map(({ file }) => file).filter((file) => file.endsWith(".js")));
  const css = new Set(files.flatMap((file) => file.css ?? []));
  const sum = (names) => [...names].reduce((total, name) => total + gzipped(name), 0);
  line(`${page.split("/").at(-1)} js`, sum(js), budget.js);
  line(`${page.split("/").at(-1)} css`, sum(css), budget.css);
}
for (const page of PAGES) judge(page, [entry, page], BUDGET);
for (const page of DESK_PAGES) judge(page, [entry, DESK_FRAME, page], DESK);
const frame = [...reach("embed.html")].map((key) => manifest[key]);
line(
  "embed frame js",
  frame.reduce((total, { file }) => total + gzipped(file), 0),
  BUDGET.frame,
);
line("embed loader js", gzipped("embed/widget.js"), BUDGET.loader);
const fonts = readdirSync(`${dist}assets`).filter((file) => file.endsWith(".woff2"));
line(
  "fonts",
  fonts.reduce((total, file) => total + readFileSync(`${dist}assets/${file}`).length, 0),
  BUDGET.fonts,
);
if (failed) process.exit(1);
