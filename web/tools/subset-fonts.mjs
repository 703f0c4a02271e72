// Cuts Onest (OFL) into the four files the storefront ships. Which source file holds which letter
// is not obvious: Ұ ұ І і sit in "cyrillic", the other Kazakh letters in "cyrillic-ext", ₸ in
// "latin-ext". fonts.css repeats these ranges; tests/tools.test.ts keeps the two equal.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";
import { codePoints, FACES } from "./font-ranges.mjs";

const source = fileURLToPath(
  new URL("../node_modules/@fontsource-variable/onest/files/", import.meta.url),
);
const target = fileURLToPath(new URL("../src/ui/fonts/", import.meta.url));
mkdirSync(target, { recursive: true });
let total = 0;
for (const face of FACES) {
  const text = codePoints(face.range)
    .map((point) => String.fromCodePoint(point))
    .join("");
  const font = await subsetFont(readFileSync(`${source}${face.from}`), text, {
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 720 } },
  });
  writeFileSync(`${target}onest-${face.name}.woff2`, font);
  total += font.length;
  console.log(`onest-${face.name}.woff2 ${font.length} bytes`);
}
console.log(`total ${total} bytes`);
