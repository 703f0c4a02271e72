/// <reference types="vite/client" />

declare module "virtual:messages/*" {
  const messages: Record<string, import("@lingui/core").Messages[string]>;
  // biome-ignore lint/style/noDefaultExport: the shape of a generated module
  export default messages;
}
