import { createRouter } from "@tanstack/react-router";
import { operations } from "@/app/routes/console";
import { root } from "@/app/routes/root";
import { storefront } from "@/app/routes/storefront";
import { beginning, workspace } from "@/app/routes/workspace";
import { readQuery, writeQuery } from "@/lib/search-state";

export const router = createRouter({
  routeTree: root.addChildren([storefront, ...beginning, workspace, operations]),
  parseSearch: readQuery,
  stringifySearch: writeQuery,
  defaultPreload: "intent",
  defaultPendingMs: 300,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
