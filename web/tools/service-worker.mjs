// Writes sw.js into the build: the files a visitor needs without a connection, and a version that
// changes exactly when one of them does.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const template = fileURLToPath(new URL("../src/offline/sw.js", import.meta.url));
// What works without a connection: the list of one's own bookings and their pages, in three languages.
const OFFLINE =
  /features\/(home\/home-page|bookings\/bookings-page|confirmation\/confirmation-page|manage\/manage-page)|virtual:messages\/storefront|node_modules\/uqr\//;

export function filesOf(bundle) {
  const wanted = new Set();
  const add = (name) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    const chunk = bundle[name];
    for (const next of chunk?.imports ?? []) add(next);
    for (const css of chunk?.viteMetadata?.importedCss ?? []) wanted.add(css);
    for (const asset of chunk?.viteMetadata?.importedAssets ?? []) wanted.add(asset);
  };
  for (const chunk of Object.values(bundle)) {
    if (chunk.type !== "chunk") continue;
    const parts = [chunk.facadeModuleId ?? "", ...Object.keys(chunk.modules ?? {})];
    const offline = chunk.isDynamicEntry && parts.some((part) => OFFLINE.test(part));
    if (chunk.isEntry || offline) add(chunk.fileName);
  }
  for (const name of Object.keys(bundle)) if (name.endsWith(".woff2")) wanted.add(name);
  return [...wanted].sort();
}

export function serviceWorker() {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const files = ["index.html", "icon.svg", "manifest.webmanifest", ...filesOf(bundle)];
      const version = createHash("sha256").update(files.join()).digest("hex").slice(0, 12);
      const addresses = JSON.stringify(files.map((name) => `/${name}`));
      this.emitFile({
        type: "asset",
        fileName: "sw.js",
        source: readFileSync(template, "utf8")
          .replace("__VERSION__", version)
          .replace("__FILES__", addresses),
      });
    },
  };
}
