import { createRootRoute } from "@tanstack/react-router";
import { NotFound, RouteError } from "@/app/fallbacks";

/** Storefront, workspace and console hang their own frames under it. */
export const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: RouteError });
