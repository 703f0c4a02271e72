import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
// @ts-expect-error plain JavaScript tool without types
import { chunks } from "./tools/chunks.mjs";
// @ts-expect-error plain JavaScript tool without types
import { compressed } from "./tools/compress.mjs";
// @ts-expect-error plain JavaScript tool without types
import { messageCatalogs } from "./tools/message-catalogs.mjs";
// @ts-expect-error plain JavaScript tool without types
import { serviceWorker } from "./tools/service-worker.mjs";

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const apiOrigin = process.env.SMARTBOOKING_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), messageCatalogs(), serviceWorker(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    port: 5173,
    proxy: { "/api": apiOrigin, "/media": apiOrigin, "/sandbox": apiOrigin },
  },
  build: {
    target: "es2022",
    cssTarget: ["chrome111", "safari16.4", "firefox113"],
    manifest: true,
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Pages of others name the loader of the widget, so its address never changes.
      input: {
        index: page("index.html"),
        embed: page("embed.html"),
        widget: page("src/embed/widget.ts"),
      },
      output: {
        codeSplitting: chunks,
        entryFileNames: ({ name }) =>
          name === "widget" ? "embed/widget.js" : "assets/[name]-[hash].js",
      },
    },
  },
  test: { environment: "node", include: ["tests/**/*.test.{ts,tsx}"] },
});
