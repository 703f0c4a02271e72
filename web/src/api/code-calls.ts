import { type BookingWish, headersOf, type Token } from "@/api/booking-calls";
import { api, body } from "@/api/client";

/** What goes with a code: how to pay, as in the request that asked for it. */
export type CodeWish = Pick<
  BookingWish,
  "paymentMethod" | "valueCode" | "giftCardCode" | "paymentDetails"
>;

export function giveCode(id: string, code: string, wish: CodeWish, token: Token, key: string) {
  const { paymentMethod, valueCode, giftCardCode, paymentDetails } = wish;
  return body(
    api.POST("/api/v1/bookings/{booking_id}/code", {
      body: {
        code,
        paymentMethod,
        ...(valueCode ? { valueCode } : {}),
        ...(giftCardCode ? { giftCardCode } : {}),
        ...(paymentDetails ? { paymentDetails } : {}),
      },
      params: { path: { booking_id: id }, header: headersOf(key, token) },
    }),
  );
}

export function sendCodeAgain(id: string, token: Token, key: string) {
  return body(
    api.POST("/api/v1/bookings/{booking_id}/code/resend", {
      params: { path: { booking_id: id }, header: headersOf(key, token) },
    }),
  );
}
