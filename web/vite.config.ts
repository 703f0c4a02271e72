import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
// @ts-expect-error plain JavaScript tool without types
import { messageCatalogs } from "./tools/message-catalogs.mjs";
// @ts-expect-error plain JavaScript tool without types
import { serviceWorker } from "./tools/service-worker.mjs";

const apiOrigin = process.env.SMARTBOOKING_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), messageCatalogs(), serviceWorker()],
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
  },
  test: { environment: "node", include: ["tests/**/*.test.{ts,tsx}"] },
});
