import { createRootRoute, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { Suspense, useSyncExternalStore } from "react";
import { NotFound, RouteError } from "@/app/fallbacks";
import { currentActing, watchActing } from "@/lib/acting-store";

// Operators alone ever see it: customers do not load it.
const ActingFrame = lazyRouteComponent(() => import("@/app/acting-frame"), "ActingFrame");

function Root() {
  const acting = useSyncExternalStore(watchActing, currentActing);
  if (!acting) return <Outlet />;
  return (
    <Suspense fallback={null}>
      <ActingFrame acting={acting}>
        <Outlet />
      </ActingFrame>
    </Suspense>
  );
}

/** Storefront, workspace and console hang their own frames under it. */
export const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: RouteError,
});
