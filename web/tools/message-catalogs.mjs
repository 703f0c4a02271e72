// Compiles the ICU catalogues of src/lib/messages at build time, so that the browser never parses
// ICU syntax and each area in each language is one lazily loaded chunk: import("virtual:messages/storefront/ru").
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileMessage } from "@lingui/message-utils/compileMessage";

const PREFIX = "virtual:messages/";
const directory = fileURLToPath(new URL("../src/lib/messages/", import.meta.url));

export function messageCatalogs() {
  return {
    name: "message-catalogs",
    resolveId(id) {
      return id.startsWith(PREFIX) ? `\0${id}` : undefined;
    },
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const file = `${directory}${id.slice(PREFIX.length + 1)}.json`;
      this.addWatchFile(file);
      const source = JSON.parse(readFileSync(file, "utf8"));
      const compiled = Object.fromEntries(
        Object.entries(source).map(([key, text]) => [key, compileMessage(text)]),
      );
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled))})`;
    },
  };
}
