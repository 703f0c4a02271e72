import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "@/app/routes/root";
import { openArea } from "@/lib/i18n";

const layout = createRoute({
  getParentRoute: () => root,
  path: "/ops",
  beforeLoad: () => openArea("console", "workspace"),
  component: lazyRouteComponent(() => import("@/console/frame/frame"), "Frame"),
});

export const operations = layout.addChildren([]);
