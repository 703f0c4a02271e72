import type { LineRequest } from "@/api/booking-contract";
import { api, body } from "@/api/client";

/** Every act on a hold, a booking, a payment or an account. `token` is the link of who booked. */

export type Token = string | undefined;

export const headersOf = (key: string, token?: Token) => ({
  "idempotency-key": key,
  ...(token ? { "x-booking-token": token } : {}),
});
const linkOf = (token: Token) => (token ? { "x-booking-token": token } : {});

export function placeHold(
  wanted: { quoteToken: string } | { lines: readonly LineRequest[] },
  key: string,
) {
  const asked = "lines" in wanted ? { lines: [...wanted.lines] } : wanted;
  return body(api.POST("/api/v1/holds", { body: asked, params: { header: headersOf(key) } }));
}

export function extendHold(id: string, token: Token, key: string) {
  return body(
    api.POST("/api/v1/holds/{booking_id}/extend", {
      params: { path: { booking_id: id }, header: headersOf(key, token) },
    }),
  );
}

/** Called when the page goes away, so it must outlive the page. */
export function releaseHold(id: string, token: Token): void {
  const query = token ? `?token=${encodeURIComponent(token)}` : "";
  navigator.sendBeacon(`/api/v1/holds/${id}/release${query}`);
}

export interface Guest {
  firstName: string;
  phone: string;
  email?: string;
}

export interface BookingWish {
  holdId: string;
  guest: Guest;
  paymentMethod: string;
  /** The code of a gift card or a pass that pays what it can. */
  valueCode?: string | undefined;
  /** A gift card for what a pass leaves to pay. */
  giftCardCode?: string | undefined;
  paymentDetails?: CardWish;
}

/** Pay with a kept card, or have the card kept for next time. */
export type CardWish = { savedCardId: string } | { saveCard: true };

export function createBooking(
  { holdId, guest, paymentMethod, valueCode, giftCardCode, paymentDetails }: BookingWish,
  token: Token,
  key: string,
) {
  return body(
    api.POST("/api/v1/bookings", {
      body: {
        holdId,
        userDetails: guest,
        paymentMethod,
        ...(valueCode ? { valueCode } : {}),
        ...(giftCardCode ? { giftCardCode } : {}),
        ...(paymentDetails ? { paymentDetails } : {}),
      },
      params: { header: headersOf(key, token) },
    }),
  );
}

/** What a gift card or a pass, or a pass and a card beside it, would pay of this booking; nothing is taken. */
export function previewValue(
  id: string,
  valueCode: string,
  token: Token,
  giftCardCode?: string | undefined,
) {
  return body(
    api.POST("/api/v1/bookings/{booking_id}/value-preview", {
      body: { valueCode, ...(giftCardCode ? { giftCardCode } : {}) },
      params: { path: { booking_id: id }, header: linkOf(token) },
    }),
  );
}

export function payAgain(
  id: string,
  paymentMethod: string,
  token: Token,
  key: string,
  paymentDetails?: CardWish,
) {
  return body(
    api.POST("/api/v1/bookings/{booking_id}/pay", {
      body: { paymentMethod, ...(paymentDetails ? { paymentDetails } : {}) },
      params: { path: { booking_id: id }, header: headersOf(key, token) },
    }),
  );
}

export function readBooking(id: string, token: Token) {
  return body(
    api.GET("/api/v1/bookings/{booking_id}", {
      params: { path: { booking_id: id }, header: linkOf(token) },
    }),
  );
}

export function findBooking(code: string, contact: string) {
  return body(api.GET("/api/v1/bookings/lookup", { params: { query: { code, contact } } }));
}

export function previewRefund(id: string, token: Token) {
  return body(
    api.GET("/api/v1/bookings/{booking_id}/refund-preview", {
      params: { path: { booking_id: id }, header: linkOf(token) },
    }),
  );
}

export function cancelBooking(id: string, token: Token, key: string) {
  return body(
    api.POST("/api/v1/bookings/{booking_id}/cancel", {
      body: { reason: "", refundRequested: true },
      params: { path: { booking_id: id }, header: headersOf(key, token) },
    }),
  );
}

export function rescheduleBooking(
  id: string,
  lines: readonly LineRequest[],
  agreedTotal: number,
  token: Token,
  key: string,
) {
  return body(
    api.POST("/api/v1/bookings/{booking_id}/reschedule", {
      body: { lines: [...lines], agreedTotal },
      params: { path: { booking_id: id }, header: headersOf(key, token) },
    }),
  );
}

/** What another time costs, and what that means for what was paid. */
export function previewMove(id: string, lines: readonly LineRequest[], token: Token) {
  return body(
    api.POST("/api/v1/bookings/{booking_id}/reschedule-preview", {
      body: { lines: [...lines] },
      params: { path: { booking_id: id }, header: linkOf(token) },
    }),
  );
}

export function calendarLink(id: string, token: Token): string {
  const query = token ? `?token=${encodeURIComponent(token)}` : "";
  return `/api/v1/bookings/${id}/calendar.ics${query}`;
}

/** A page of the server for printing: readable without scripts. */
export function receiptLink(id: string, token: Token, locale: string): string {
  const query = new URLSearchParams({ lang: locale, ...(token ? { token } : {}) });
  return `/r/${id}?${query}`;
}

/** Receipts, invoices and credit notes written for a booking. */
export function readPapers(id: string, token: Token) {
  return body(
    api.GET("/api/v1/bookings/{booking_id}/documents", {
      params: { path: { booking_id: id }, header: linkOf(token) },
    }),
  );
}

export function readPaymentMethods(vendorId: string) {
  return body(api.GET("/api/v1/payment-methods", { params: { query: { vendorId } } }));
}

export function readPayment(intentId: string, clientSecret: string | undefined) {
  return body(
    api.GET("/api/v1/payments/{intentId}", {
      params: {
        path: { intentId },
        header: clientSecret ? { "X-Payment-Secret": clientSecret } : {},
      },
    }),
  );
}

/** Lets the server ask the provider now instead of waiting for its message. */
export function askProvider(intentId: string, clientSecret: string | undefined) {
  return body(
    api.POST("/api/payments/verify", {
      body: { intentId, ...(clientSecret ? { clientSecret } : {}) },
    }),
  );
}

export function myBookings() {
  return body(
    api.GET("/api/v1/users/{user_id}/bookings", {
      params: { path: { user_id: "me" }, query: { page: 1, limit: 50 } },
    }),
  );
}

export function signIn(login: string, password: string) {
  return body(api.POST("/api/v1/auth/login", { body: { login, password } }));
}

interface NewAccount {
  name: string;
  password: string;
  phone: string;
  locale: "kk" | "ru" | "en";
}

export function register(account: NewAccount) {
  return body(api.POST("/api/v1/auth/register", { body: account }));
}

export async function signOut(): Promise<void> {
  await api.POST("/api/v1/auth/logout", { body: {} });
}
