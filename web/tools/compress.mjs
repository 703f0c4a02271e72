// Beside every text file of the build its gzipped twin, made once and well; the server sends it to
// whoever accepts it (pages/web_app.py).
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const TEXT = /\.(js|css|html|svg|json|webmanifest)$/;
const LEAST_BYTES = 1_000;

function filesUnder(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

export function compressed() {
  let out = "dist";
  return {
    name: "compressed-twins",
    apply: "build",
    enforce: "post",
    configResolved({ build }) {
      out = build.outDir;
    },
    closeBundle() {
      for (const path of filesUnder(out).filter((file) => TEXT.test(file))) {
        const content = readFileSync(path);
        if (content.length < LEAST_BYTES) continue;
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}
