import type { CardWish } from "@/api/booking-calls";
import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

type Schemas = components["schemas"];
type Token = string | undefined;

export type BookingMoney = Schemas["BookingMoneyView"];
export type Affected = Schemas["AffectedView"];
export type Cancellation = Schemas["CancellationView"];

const of = (bookingId: string, key?: string, token?: Token) => ({
  path: { booking_id: bookingId },
  header: {
    ...(key ? { "idempotency-key": key } : {}),
    ...(token ? { "x-booking-token": token } : {}),
  },
});

export function readMoney(bookingId: string, token?: Token) {
  const params = of(bookingId, undefined, token);
  return body(api.GET("/api/v1/bookings/{booking_id}/money", { params }));
}

export function planRefund(bookingId: string, amount: number) {
  const params = { ...of(bookingId), query: { amount } };
  return body(api.GET("/api/v1/bookings/{booking_id}/refund-plan", { params }));
}

export function giveBack(bookingId: string, amount: number, reason: string, key: string) {
  const params = of(bookingId, key);
  return body(
    api.POST("/api/v1/bookings/{booking_id}/refunds", { params, body: { amount, reason } }),
  );
}

export function recordPayment(bookingId: string, amount: number, key: string) {
  const params = of(bookingId, key);
  return body(
    api.POST("/api/v1/bookings/{booking_id}/desk-payments", { params, body: { amount } }),
  );
}

export function handedBack(vendorId: string, refundId: string) {
  const params = { path: { vendor_id: vendorId, refund_id: refundId } };
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/payments/refunds/{refund_id}/handed-back", { params }),
  );
}

export function payBalance(
  bookingId: string,
  paymentMethod: string,
  token: Token,
  key: string,
  paymentDetails?: CardWish,
) {
  const params = of(bookingId, key, token);
  const wish = { paymentMethod, ...(paymentDetails ? { paymentDetails } : {}) };
  return body(api.POST("/api/v1/bookings/{booking_id}/balance", { params, body: wish }));
}

/** A gift card gives what is owed, or all that is on it, at once. */
export function payBalanceByGiftCard(
  bookingId: string,
  giftCardCode: string,
  token: Token,
  key: string,
) {
  const params = of(bookingId, key, token);
  return body(
    api.POST("/api/v1/bookings/{booking_id}/balance/gift-card", { params, body: { giftCardCode } }),
  );
}

/** A card for a booking whose held card ran out; nothing is taken by it. */
export function holdCard(
  bookingId: string,
  paymentMethod: string,
  token: Token,
  key: string,
  paymentDetails?: CardWish,
) {
  const params = of(bookingId, key, token);
  const wish = { paymentMethod, ...(paymentDetails ? { paymentDetails } : {}) };
  return body(api.POST("/api/v1/bookings/{booking_id}/card-hold", { params, body: wish }));
}

/** What saying that nobody came would do to the money. */
export function previewNoShow(bookingId: string) {
  const params = of(bookingId);
  return body(api.GET("/api/v1/bookings/{booking_id}/no-show-preview", { params }));
}

export function listAffected(vendorId: string, from: string, to: string) {
  const params = { path: { vendor_id: vendorId }, query: { from, to } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/cancellations/affected", { params }));
}

export function cancelMany(vendorId: string, bookingIds: string[], reason: string, key: string) {
  const params = { path: { vendor_id: vendorId }, header: { "idempotency-key": key } };
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/cancellations", {
      params,
      body: { bookingIds, reason },
    }),
  );
}

export function readCancellation(vendorId: string, cancellationId: string) {
  const params = { path: { vendor_id: vendorId, cancellation_id: cancellationId } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/cancellations/{cancellation_id}", { params }));
}
