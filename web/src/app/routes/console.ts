import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "@/app/routes/root";
import { openArea } from "@/lib/i18n";

const layout = createRoute({
  getParentRoute: () => root,
  path: "/ops",
  beforeLoad: () => openArea("console", "workspace"),
  component: lazyRouteComponent(() => import("@/console/frame/frame"), "Frame"),
});

const desk = createRoute({
  getParentRoute: () => layout,
  path: "/",
  component: lazyRouteComponent(() => import("@/console/desk/desk-page"), "DeskPage"),
});

const businesses = createRoute({
  getParentRoute: () => layout,
  path: "/businesses",
  component: lazyRouteComponent(
    () => import("@/console/businesses/businesses-page"),
    "BusinessesPage",
  ),
});

const business = createRoute({
  getParentRoute: () => layout,
  path: "/businesses/$vendorId",
  component: lazyRouteComponent(() => import("@/console/businesses/business-page"), "BusinessPage"),
});

const person = createRoute({
  getParentRoute: () => layout,
  path: "/people/$userId",
  component: lazyRouteComponent(() => import("@/console/people/person-page"), "PersonPage"),
});

const booking = createRoute({
  getParentRoute: () => layout,
  path: "/bookings/$bookingId",
  component: lazyRouteComponent(() => import("@/console/bookings/booking-page"), "BookingPage"),
});

const trail = createRoute({
  getParentRoute: () => layout,
  path: "/trail",
  component: lazyRouteComponent(() => import("@/console/trail/trail-page"), "TrailPage"),
});

const cases = createRoute({
  getParentRoute: () => layout,
  path: "/money",
  component: lazyRouteComponent(() => import("@/console/cases/cases-page"), "CasesPage"),
});

const risk = createRoute({
  getParentRoute: () => layout,
  path: "/risk",
  component: lazyRouteComponent(() => import("@/console/risk/risk-page"), "RiskPage"),
});

const switches = createRoute({
  getParentRoute: () => layout,
  path: "/switches",
  component: lazyRouteComponent(() => import("@/console/switches/switches-page"), "SwitchesPage"),
});

const gaps = createRoute({
  getParentRoute: () => layout,
  path: "/gaps",
  component: lazyRouteComponent(() => import("@/console/gaps/gaps-page"), "GapsPage"),
});

export const operations = layout.addChildren([
  desk,
  businesses,
  business,
  person,
  booking,
  cases,
  risk,
  trail,
  switches,
  gaps,
]);
