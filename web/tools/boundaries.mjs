// Imports go down: app > features > ui > api > lib. Features never meet each other, ui knows only
// the shapes of the API, never its calls. Also: file length, and no type assertions.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const FLOORS = { app: 4, features: 3, workspace: 3, console: 3, ui: 2, api: 1, lib: 0 };
// Three groups of routes; each is made of features, and those of one group share only its frame.
const GROUPS = new Set(["features", "workspace", "console"]);
const LONGEST = 250;

function faultBetweenGroups([group, feature], [targetGroup, targetFeature]) {
  const near = group === targetGroup && (feature === targetFeature || targetFeature === "frame");
  return near ? undefined : `${group}/${feature} imports ${targetGroup}/${targetFeature}`;
}

function faultOfWeight([floor, part], target) {
  const light = floor === "features" || (floor === "ui" && part !== "desk");
  return light && target.startsWith("ui/desk/")
    ? "the storefront imports from the desk: Mantine is too heavy for a phone's first load"
    : undefined;
}

export function faultOfImport(from, target, typeOnly) {
  const [floor] = from.split("/");
  const [targetFloor] = target.split("/");
  if (!(floor in FLOORS) || !(targetFloor in FLOORS)) return undefined;
  if (GROUPS.has(floor) && GROUPS.has(targetFloor)) {
    return faultBetweenGroups(from.split("/"), target.split("/"));
  }
  if (floor === "ui" && targetFloor === "api") {
    const shapes = /^api\/(booking-)?contract$/.test(target) && typeOnly;
    return shapes ? undefined : "ui imports more of the API than its shapes";
  }
  if (FLOORS[targetFloor] > FLOORS[floor]) return `${floor} imports upward from ${targetFloor}`;
  return faultOfWeight(from.split("/"), target);
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
