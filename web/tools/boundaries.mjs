// Imports go down: app > features > ui > api > lib. Features never meet each other, ui knows only
// the shapes of the API, never its calls. Also: file length, and no type assertions.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const FLOORS = { app: 4, features: 3, ui: 2, api: 1, lib: 0 };
const LONGEST = 250;

export function faultOfImport(from, target, typeOnly) {
  const [floor, feature] = from.split("/");
  const [targetFloor, targetFeature] = target.split("/");
  if (!(floor in FLOORS) || !(targetFloor in FLOORS)) return undefined;
  if (floor === "features" && targetFloor === "features") {
    return feature === targetFeature
      ? undefined
      : `feature ${feature} imports feature ${targetFeature}`;
  }
  if (floor === "ui" && targetFloor === "api") {
    const shapes = /^api\/(booking-)?contract$/.test(target) && typeOnly;
    return shapes ? undefined : "ui imports more of the API than its shapes";
  }
  return FLOORS[targetFloor] > FLOORS[floor]
    ? `${floor} imports upward from ${targetFloor}`
    : undefined;
}

function filesUnder(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

function faultsOfFile(path) {
  const from = relative(source, path).split(sep).join("/");
  const text = readFileSync(path, "utf8");
  const faults = [];
  const lines = text.split("\n").length - 1;
  if (lines > LONGEST) faults.push(`${lines} lines, at most ${LONGEST}`);
  for (const [, type, target] of text.matchAll(/import\s+(type\s)?[^;]*?from\s+"@\/([^"]+)"/g)) {
    const fault = faultOfImport(from, target, Boolean(type));
    if (fault) faults.push(fault);
  }
  const assertion = /[\w)\]}]\s+as\s+(?!const\b)[A-Z{]\w*/.exec(
    text.replace(/import[^;]*;|\/\*[\s\S]*?\*\/|\/\/.*|"[^"]*"/g, ""),
  );
  if (assertion) faults.push(`type assertion "${assertion[0]}"`);
  return faults.map((fault) => `src/${from}: ${fault}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = filesUnder(source).filter(
    (path) => /\.(tsx?|css)$/.test(path) && !path.endsWith("v1.ts"),
  );
  const faults = files.flatMap(faultsOfFile);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  console.log(`boundaries: ${files.length} files`);
}
