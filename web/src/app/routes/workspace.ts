import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "@/app/routes/root";
import { openArea } from "@/lib/i18n";

const layout = createRoute({
  getParentRoute: () => root,
  path: "/b",
  beforeLoad: () => openArea("workspace", "business"),
  component: lazyRouteComponent(() => import("@/workspace/frame/frame"), "Frame"),
});

export const workspace = layout.addChildren([]);
