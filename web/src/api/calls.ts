import type {
  Booking,
  BookingList,
  Hold,
  LineRequest,
  PaymentIntent,
  PaymentMethod,
  Quote,
  RefundPreview,
  Session,
} from "@/api/booking-contract";
import type {
  NightCalendar,
  ResourceDetail,
  SearchReply,
  ServiceDetail,
  SlotDays,
  VerticalDetail,
} from "@/api/contract";
import { request } from "@/api/request";
import type { SearchState } from "@/lib/search-state";

/** Every call the storefront makes, by the name of what it does. */

export function searchResources(
  state: SearchState,
  limit: number,
  signal?: AbortSignal,
): Promise<SearchReply> {
  const { city, vertical, amenities, view: _view, page, ...rest } = state;
  return request("/resources/search", {
    query: {
      ...rest,
      location: city,
      vertical,
      "amenities[]": amenities,
      page: page ?? 1,
      limit,
    },
    ...(signal ? { signal } : {}),
  });
}

export function readResource(id: string): Promise<ResourceDetail> {
  return request(`/resources/${id}`);
}

/** A service shown on a page of its own: the same page, with one thing to choose. */
export async function readOffer(id: string): Promise<ResourceDetail> {
  if (!id.startsWith("srv_")) return readResource(id);
  const service = await readService(id);
  const { name, durationMinutes, price = null, currency = null } = service;
  return {
    ...service,
    capacity: 1,
    amenities: [],
    services: [{ id, name, durationMinutes, price, currency }],
  };
}

export function readVertical(code: string): Promise<VerticalDetail> {
  return request(`/verticals/${code}`);
}

export function readService(id: string): Promise<ServiceDetail> {
  return request(`/services/${id}`);
}

export interface SlotsWanted {
  resourceId: string;
  serviceId?: string | undefined;
  staffId?: string | undefined;
  from: string;
  days: number;
  duration?: number | undefined;
  quantity: number;
}

export function readSlots(wanted: SlotsWanted): Promise<SlotDays> {
  const { resourceId, serviceId, staffId, from, days, duration, quantity } = wanted;
  if (serviceId) {
    return request(`/services/${serviceId}/slots`, { query: { from, days, staffId, quantity } });
  }
  return request(`/resources/${resourceId}/slots`, { query: { from, days, duration, quantity } });
}

export function readNights(
  resourceId: string,
  from: string,
  days: number,
  quantity: number,
): Promise<NightCalendar> {
  return request(`/resources/${resourceId}/nights`, { query: { from, days, quantity } });
}

export function priceLines(lines: readonly LineRequest[], promoCode?: string): Promise<Quote> {
  return request("/quotes", {
    method: "POST",
    body: { lines, ...(promoCode ? { promoCode } : {}) },
  });
}

export function placeHold(
  wanted: { quoteToken: string } | { lines: readonly LineRequest[] },
  key: string,
): Promise<Hold> {
  return request("/holds", { method: "POST", body: wanted, key });
}

export function extendHold(
  id: string,
  token: string | undefined,
): Promise<{ expiresAt: string; extensionsLeft: number; serverNow?: string | null }> {
  return request(`/holds/${id}/extend`, { method: "POST", bookingToken: token });
}

/** Called when the page goes away, so it must outlive the page. */
export function releaseHold(id: string, token: string | undefined): void {
  const query = token ? `?token=${encodeURIComponent(token)}` : "";
  navigator.sendBeacon(`/api/v1/holds/${id}/release${query}`);
}

export interface Guest {
  firstName: string;
  phone: string;
  email?: string;
}

export function createBooking(
  wanted: { holdId: string; guest: Guest; paymentMethod: string; cardToken?: string | undefined },
  token: string | undefined,
  key: string,
): Promise<Booking> {
  return request("/bookings", {
    method: "POST",
    key,
    bookingToken: token,
    body: {
      holdId: wanted.holdId,
      userDetails: wanted.guest,
      paymentMethod: wanted.paymentMethod,
      ...(wanted.cardToken ? { paymentDetails: { token: wanted.cardToken } } : {}),
    },
  });
}

export function payBooking(
  id: string,
  paymentMethod: string,
  cardToken: string | undefined,
  token: string | undefined,
  key: string,
): Promise<Booking> {
  return request(`/bookings/${id}/pay`, {
    method: "POST",
    key,
    bookingToken: token,
    body: { paymentMethod, ...(cardToken ? { paymentDetails: { token: cardToken } } : {}) },
  });
}

export function readBooking(id: string, token?: string): Promise<Booking> {
  return request(`/bookings/${id}`, { bookingToken: token });
}

export function findBooking(code: string, contact: string): Promise<Booking> {
  return request("/bookings/lookup", { query: { code, contact } });
}

export function previewRefund(id: string, token?: string): Promise<RefundPreview> {
  return request(`/bookings/${id}/refund-preview`, { bookingToken: token });
}

export function cancelBooking(
  id: string,
  token: string | undefined,
  key: string,
): Promise<unknown> {
  return request(`/bookings/${id}/cancel`, {
    method: "POST",
    key,
    bookingToken: token,
    body: { reason: "customer_request", refundRequested: true },
  });
}

export function rescheduleBooking(
  id: string,
  lines: readonly LineRequest[],
  token: string | undefined,
  key: string,
): Promise<Booking> {
  return request(`/bookings/${id}/reschedule`, {
    method: "POST",
    key,
    bookingToken: token,
    body: { lines },
  });
}

export function readPaymentMethods(vendorId: string | undefined): Promise<PaymentMethod[]> {
  return request("/payment-methods", { query: { vendorId } });
}

export function readPayment(intentId: string, clientSecret?: string): Promise<PaymentIntent> {
  return request(`/payments/${intentId}`, { query: { clientSecret } });
}

export function myBookings(): Promise<BookingList> {
  return request("/users/me/bookings", { query: { page: 1, limit: 50 } });
}

export function signIn(login: string, password: string): Promise<Session> {
  return request("/auth/login", { method: "POST", body: { login, password } });
}

export function register(details: {
  name: string;
  password: string;
  phone?: string;
  email?: string;
  locale: string;
}): Promise<Session> {
  return request("/auth/register", { method: "POST", body: details });
}

export function signOut(): Promise<unknown> {
  return request("/auth/logout", { method: "POST", body: {} });
}

export function calendarLink(id: string, token: string | undefined): string {
  const query = token ? `?token=${encodeURIComponent(token)}` : "";
  return `/api/v1/bookings/${id}/calendar.ics${query}`;
}
