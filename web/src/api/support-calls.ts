import { api, body } from "@/api/client";

/** How people reach us. */

export const readContact = () => body(api.GET("/api/v1/support/contact"));

export interface CallWish {
  phone: string;
  note: string;
  page: string;
  booking?: { id: string; token: string } | undefined;
}

export function askForCall({ phone, note, page, booking }: CallWish) {
  const about = booking ? { topic: "booking" as const, bookingId: booking.id } : {};
  return body(
    api.POST("/api/v1/support/requests", {
      body: { phone, note, page, ...about },
      params: { header: booking ? { "x-booking-token": booking.token } : {} },
    }),
  );
}

export const readProgress = (secret: string) =>
  body(api.GET("/api/v1/support/requests/progress", { params: { query: { secret } } }));
