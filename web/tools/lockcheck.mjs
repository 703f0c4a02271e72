// The lock file must install from any registry mirror: no resolved addresses, exact versions,
// an integrity hash for every package, and no platform binary left out.
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const paths = Object.keys(lock.packages);
const faults = [];

for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === "") continue;
  if (entry.resolved) faults.push(`${path}: has a resolved address`);
  if (!entry.integrity) faults.push(`${path}: has no integrity hash`);
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    const present = paths.some((candidate) => candidate.endsWith(`node_modules/${name}`));
    if (!present) faults.push(`${path}: optional package ${name} is missing from the lock`);
  }
}
for (const group of ["dependencies", "devDependencies"]) {
  for (const [name, version] of Object.entries(manifest[group] ?? {})) {
    if (!/^\d+\.\d+\.\d+/.test(version)) faults.push(`${name}: "${version}" is not exact`);
  }
}
if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`lock file: ${paths.length - 1} packages, exact, hashed, no addresses`);
