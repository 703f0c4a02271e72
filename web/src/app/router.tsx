import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { NotFound, RouteError } from "@/app/fallbacks";
import { Shell } from "@/app/shell";
import { readResourceState } from "@/lib/resource-state";
import { readQuery, readSearch, writeQuery } from "@/lib/search-state";

type Raw = Record<string, unknown>;
const text = (raw: Raw, key: string): string | undefined => {
  const value = raw[key];
  return typeof value === "string" && value !== "" ? value : undefined;
};

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: RouteError,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home/home-page"), "HomePage"),
});

const search = createRoute({
  getParentRoute: () => root,
  path: "/s",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("@/features/search/search-page"), "SearchPage"),
});

const resource = createRoute({
  getParentRoute: () => root,
  path: "/v/$slug/$resourceId",
  validateSearch: readResourceState,
  component: lazyRouteComponent(() => import("@/features/resource/resource-page"), "ResourcePage"),
});

const checkout = createRoute({
  getParentRoute: () => root,
  path: "/c/$holdId",
  component: lazyRouteComponent(() => import("@/features/checkout/checkout-page"), "CheckoutPage"),
});

const payReturn = createRoute({
  getParentRoute: () => root,
  path: "/pay/return",
  validateSearch: (raw: Raw): { intent?: string; secret?: string; booking?: string } => {
    const intent = text(raw, "intent");
    const booking = text(raw, "booking");
    const secret = text(raw, "secret");
    return {
      ...(intent ? { intent } : {}),
      ...(secret ? { secret } : {}),
      ...(booking ? { booking } : {}),
    };
  },
  component: lazyRouteComponent(() => import("@/features/checkout/pay-return"), "PayReturn"),
});

const confirmation = createRoute({
  getParentRoute: () => root,
  path: "/done/$bookingId",
  component: lazyRouteComponent(
    () => import("@/features/confirmation/confirmation-page"),
    "ConfirmationPage",
  ),
});

const manage = createRoute({
  getParentRoute: () => root,
  path: "/m/$bookingId",
  validateSearch: (raw: Raw): { token?: string } => {
    const token = text(raw, "token");
    return token ? { token } : {};
  },
  component: lazyRouteComponent(() => import("@/features/manage/manage-page"), "ManagePage"),
});

const bookings = createRoute({
  getParentRoute: () => root,
  path: "/bookings",
  component: lazyRouteComponent(() => import("@/features/bookings/bookings-page"), "BookingsPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: lazyRouteComponent(() => import("@/features/account/sign-in-page"), "SignInPage"),
});

const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  component: lazyRouteComponent(() => import("@/features/account/register-page"), "RegisterPage"),
});

const profile = createRoute({
  getParentRoute: () => root,
  path: "/profile",
  component: lazyRouteComponent(() => import("@/features/account/profile-page"), "ProfilePage"),
});

const storefront = [
  home,
  search,
  resource,
  checkout,
  payReturn,
  confirmation,
  manage,
  bookings,
  signIn,
  register,
  profile,
];

const states = createRoute({
  getParentRoute: () => root,
  path: "/__states",
  component: import.meta.env.DEV
    ? lazyRouteComponent(() => import("@/features/states/states-page"), "StatesPage")
    : NotFound,
});

export const router = createRouter({
  routeTree: root.addChildren([...storefront, states]),
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
