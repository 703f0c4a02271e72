import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "@/app/routes/root";
import { openArea } from "@/lib/i18n";
import { readTableState } from "@/workspace/bookings/table-state";
import { readCalendarState } from "@/workspace/calendar/state";

const layout = createRoute({
  getParentRoute: () => root,
  path: "/b",
  beforeLoad: () => openArea("workspace", "business"),
  component: lazyRouteComponent(() => import("@/workspace/frame/frame"), "Frame"),
});

const chooser = createRoute({
  getParentRoute: () => layout,
  path: "/",
  component: lazyRouteComponent(() => import("@/workspace/frame/chooser"), "Chooser"),
});

/** Screens of one business hang here; `useBusiness()` of workspace/frame/business tells which one. */
const business = createRoute({
  getParentRoute: () => layout,
  path: "/$vendorId",
  component: lazyRouteComponent(() => import("@/app/business-route"), "BusinessRoute"),
});

/** Beside the frame: whoever comes here has neither an account nor a business yet. */
const setup = createRoute({
  getParentRoute: () => root,
  path: "/b/setup",
  beforeLoad: () => openArea("workspace", "business"),
  component: lazyRouteComponent(() => import("@/workspace/setup/setup-page"), "SetupPage"),
});

const today = createRoute({
  getParentRoute: () => business,
  path: "/",
  component: lazyRouteComponent(() => import("@/workspace/today/today-page"), "TodayPage"),
});

const bookingsPage = createRoute({
  getParentRoute: () => business,
  path: "/bookings",
  validateSearch: readTableState,
  component: lazyRouteComponent(() => import("@/workspace/bookings/bookings-page"), "BookingsPage"),
});

const bookingPage = createRoute({
  getParentRoute: () => business,
  path: "/bookings/$bookingId",
  component: lazyRouteComponent(() => import("@/workspace/bookings/booking-page"), "BookingPage"),
});

const clientsPage = createRoute({
  getParentRoute: () => business,
  path: "/clients",
  component: lazyRouteComponent(() => import("@/workspace/clients/clients-page"), "ClientsPage"),
});

const calendarPage = createRoute({
  getParentRoute: () => business,
  path: "/calendar",
  validateSearch: readCalendarState,
  component: lazyRouteComponent(() => import("@/workspace/calendar/calendar-page"), "CalendarPage"),
});

const hoursPage = createRoute({
  getParentRoute: () => business,
  path: "/hours",
  component: lazyRouteComponent(() => import("@/workspace/hours/hours-page"), "HoursPage"),
});

const pricesPage = createRoute({
  getParentRoute: () => business,
  path: "/prices",
  component: lazyRouteComponent(() => import("@/workspace/prices/prices-page"), "PricesPage"),
});

const offersPage = createRoute({
  getParentRoute: () => business,
  path: "/offers",
  component: lazyRouteComponent(() => import("@/workspace/offers/offers-page"), "OffersPage"),
});

const teamPage = createRoute({
  getParentRoute: () => business,
  path: "/team",
  component: lazyRouteComponent(() => import("@/workspace/team/team-page"), "TeamPage"),
});

const channelsPage = createRoute({
  getParentRoute: () => business,
  path: "/channels",
  component: lazyRouteComponent(() => import("@/workspace/channels/channels-page"), "ChannelsPage"),
});

const settingsPage = createRoute({
  getParentRoute: () => business,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/workspace/settings/settings-page"), "SettingsPage"),
});

const arrivalsPage = createRoute({
  getParentRoute: () => business,
  path: "/arrivals",
  component: lazyRouteComponent(() => import("@/workspace/arrivals/arrivals-page"), "ArrivalsPage"),
});

const onlinePage = createRoute({
  getParentRoute: () => business,
  path: "/online-sales",
  component: lazyRouteComponent(() => import("@/workspace/online/online-page"), "OnlinePage"),
});

const passesPage = createRoute({
  getParentRoute: () => business,
  path: "/passes",
  component: lazyRouteComponent(() => import("@/workspace/gift-cards/passes-page"), "PassesPage"),
});

const giftCardsPage = createRoute({
  getParentRoute: () => business,
  path: "/gift-cards",
  component: lazyRouteComponent(
    () => import("@/workspace/gift-cards/gift-cards-page"),
    "GiftCardsPage",
  ),
});

const membershipsPage = createRoute({
  getParentRoute: () => business,
  path: "/memberships",
  component: lazyRouteComponent(
    () => import("@/workspace/memberships/memberships-page"),
    "MembershipsPage",
  ),
});

const moneyPage = createRoute({
  getParentRoute: () => business,
  path: "/money",
  component: lazyRouteComponent(() => import("@/workspace/money/money-page"), "MoneyPage"),
});

const analyticsPage = createRoute({
  getParentRoute: () => business,
  path: "/analytics",
  component: lazyRouteComponent(
    () => import("@/workspace/analytics/analytics-page"),
    "AnalyticsPage",
  ),
});

const developersPage = createRoute({
  getParentRoute: () => business,
  path: "/developers",
  component: lazyRouteComponent(
    () => import("@/workspace/developers/developers-page"),
    "DevelopersPage",
  ),
});

const join = createRoute({
  getParentRoute: () => layout,
  path: "/join",
  component: lazyRouteComponent(() => import("@/workspace/team/join-page"), "JoinPage"),
});

export const beginning = [setup];
export const workspace = layout.addChildren([
  join,
  chooser,
  business.addChildren([
    today,
    bookingsPage,
    bookingPage,
    clientsPage,
    settingsPage,
    channelsPage,
    teamPage,
    offersPage,
    pricesPage,
    hoursPage,
    calendarPage,
    arrivalsPage,
    giftCardsPage,
    membershipsPage,
    passesPage,
    onlinePage,
    moneyPage,
    analyticsPage,
    developersPage,
  ]),
]);
