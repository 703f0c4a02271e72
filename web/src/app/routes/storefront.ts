import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { NotFound } from "@/app/fallbacks";
import { root } from "@/app/routes/root";
import { Shell } from "@/app/shell";
import { readResourceState } from "@/lib/resource-state";
import { readSearch } from "@/lib/search-state";

type Raw = Record<string, unknown>;
const text = (raw: Raw, key: string): string | undefined => {
  const value = raw[key];
  return typeof value === "string" && value !== "" ? value : undefined;
};

const layout = createRoute({ getParentRoute: () => root, id: "storefront", component: Shell });

const home = createRoute({
  getParentRoute: () => layout,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home/home-page"), "HomePage"),
});

const search = createRoute({
  getParentRoute: () => layout,
  path: "/s",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("@/features/search/pages"), "SearchPage"),
});

const hotels = createRoute({
  getParentRoute: () => layout,
  path: "/hotels",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("@/features/search/pages"), "HotelsPage"),
});

const restaurants = createRoute({
  getParentRoute: () => layout,
  path: "/restaurants",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("@/features/search/pages"), "RestaurantsPage"),
});

const dashboard = createRoute({
  getParentRoute: () => layout,
  path: "/dashboard",
  component: lazyRouteComponent(() => import("@/features/account/dashboard-page"), "DashboardPage"),
});

const resource = createRoute({
  getParentRoute: () => layout,
  path: "/v/$slug/$resourceId",
  validateSearch: readResourceState,
  component: lazyRouteComponent(() => import("@/features/resource/resource-page"), "ResourcePage"),
});

const businessPage = createRoute({
  getParentRoute: () => layout,
  path: "/at/$slug",
  component: lazyRouteComponent(() => import("@/features/business/business-page"), "BusinessPage"),
});

const passPage = createRoute({
  getParentRoute: () => layout,
  path: "/at/$slug/pass",
  component: lazyRouteComponent(() => import("@/features/pass/pass-page"), "PassPage"),
});

const shop = createRoute({
  getParentRoute: () => layout,
  path: "/at/$slug/gifts",
  component: lazyRouteComponent(() => import("@/features/checkout/shop-page"), "ShopPage"),
});

const bought = createRoute({
  getParentRoute: () => layout,
  path: "/bought/$saleId",
  validateSearch: (raw: Raw): { token?: string } => {
    const token = text(raw, "token");
    return token ? { token } : {};
  },
  component: lazyRouteComponent(() => import("@/features/checkout/bought-page"), "BoughtPage"),
});

const checkout = createRoute({
  getParentRoute: () => layout,
  path: "/c/$holdId",
  // Whoever left the provider's page and asks for another way to pay.
  validateSearch: (raw: Raw): { another?: boolean } => (raw.another ? { another: true } : {}),
  component: lazyRouteComponent(() => import("@/features/checkout/checkout-page"), "CheckoutPage"),
});

const payReturn = createRoute({
  getParentRoute: () => layout,
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

const payTransfer = createRoute({
  getParentRoute: () => layout,
  path: "/pay/transfer",
  validateSearch: (raw: Raw): { intent?: string; secret?: string } => {
    const intent = text(raw, "intent");
    const secret = text(raw, "secret");
    return { ...(intent ? { intent } : {}), ...(secret ? { secret } : {}) };
  },
  component: lazyRouteComponent(() => import("@/features/checkout/transfer-page"), "TransferPage"),
});

const confirmation = createRoute({
  getParentRoute: () => layout,
  path: "/done/$bookingId",
  component: lazyRouteComponent(
    () => import("@/features/confirmation/confirmation-page"),
    "ConfirmationPage",
  ),
});

const manage = createRoute({
  getParentRoute: () => layout,
  path: "/m/$bookingId",
  validateSearch: (raw: Raw): { token?: string } => {
    const token = text(raw, "token");
    return token ? { token } : {};
  },
  component: lazyRouteComponent(() => import("@/features/manage/manage-page"), "ManagePage"),
});

const bookings = createRoute({
  getParentRoute: () => layout,
  path: "/bookings",
  component: lazyRouteComponent(() => import("@/features/bookings/bookings-page"), "BookingsPage"),
});

/** Where to go after signing in: an address of our own, or nothing. */
function afterwards(raw: Raw): { next?: string } {
  const next = text(raw, "next");
  return next && /^\/(?![/\\])/.test(next) ? { next } : {};
}

const signIn = createRoute({
  getParentRoute: () => layout,
  path: "/login",
  validateSearch: afterwards,
  component: lazyRouteComponent(() => import("@/features/account/sign-in-page"), "SignInPage"),
});

const register = createRoute({
  getParentRoute: () => layout,
  path: "/register",
  validateSearch: afterwards,
  component: lazyRouteComponent(() => import("@/features/account/register-page"), "RegisterPage"),
});

const profile = createRoute({
  getParentRoute: () => layout,
  path: "/profile",
  component: lazyRouteComponent(() => import("@/features/account/profile-page"), "ProfilePage"),
});

const states = createRoute({
  getParentRoute: () => layout,
  path: "/__states",
  // Servers in production do not set the mark: there is no such page there.
  component:
    import.meta.env.DEV || document.querySelector('meta[name="sb-gallery"]')
      ? lazyRouteComponent(() => import("@/features/states/states-page"), "StatesPage")
      : NotFound,
});

export const storefront = layout.addChildren([
  home,
  search,
  hotels,
  restaurants,
  dashboard,
  resource,
  businessPage,
  passPage,
  shop,
  bought,
  checkout,
  payReturn,
  payTransfer,
  confirmation,
  manage,
  bookings,
  signIn,
  register,
  profile,
  states,
]);
