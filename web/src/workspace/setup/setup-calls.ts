import { api, body } from "@/api/client";
import type { components } from "@/api/v1";
import { normalPhone } from "@/lib/guest-store";
import type { Locale } from "@/lib/locale";
import { randomKey } from "@/lib/random-key";
import { saveSession } from "@/lib/session-store";
import type { WeekdayHours } from "@/lib/week-hours";

export type Rate = components["schemas"]["RateOut"];

export const readTemplates = () => body(api.GET("/api/v1/verticals"));
export const readTemplate = (code: string) =>
  body(api.GET("/api/v1/verticals/{code}", { params: { path: { code } } }));

export async function signUp(
  contact: string,
  password: string,
  name: string,
  locale: Locale,
): Promise<void> {
  const way = contact.includes("@") ? { email: contact.trim() } : { phone: normalPhone(contact) };
  const made = await body(
    api.POST("/api/v1/auth/register", { body: { ...way, password, name, locale } }),
  );
  saveSession({ accessToken: made.accessToken, name: made.user.name });
}

export function openBusiness(key: string, vertical: string, name: string, phone?: string) {
  return body(
    api.POST("/api/v1/setup", {
      params: { header: { "idempotency-key": key } },
      body: { vertical, name, city: "", ...(phone ? { phone } : {}) },
    }),
  );
}

export function saveHours(vendorId: string, venueId: string, week: WeekdayHours[]) {
  return body(
    api.PUT("/api/v1/vendors/{vendor_id}/{owners}/{owner_id}/schedule", {
      params: { path: { vendor_id: vendorId, owners: "venues", owner_id: venueId } },
      body: { seasons: [{ week }] },
    }),
  );
}

export const readRates = (vendorId: string) =>
  body(api.GET("/api/v1/vendors/{vendor_id}/rates", { params: { path: { vendor_id: vendorId } } }));

export interface Row {
  id: string;
  name: string;
  version: number;
  rate: Rate;
}

/** What has a price, services first, in display order. */
export async function readRows(vendorId: string): Promise<Row[]> {
  const path = { vendor_id: vendorId };
  const query = { limit: 50 };
  const [rates, services, resources] = await Promise.all([
    readRates(vendorId),
    body(api.GET("/api/v1/vendors/{vendor_id}/services", { params: { path, query } })),
    body(api.GET("/api/v1/vendors/{vendor_id}/resources", { params: { path, query } })),
  ]);
  const byOffer = new Map(rates.map((rate) => [rate.offerId, rate]));
  return [...services.data, ...resources.data].flatMap(({ id, name, version }) => {
    const rate = byOffer.get(id);
    return rate ? [{ id, name, version, rate }] : [];
  });
}

export function savePrice(vendorId: string, { rate }: Row, amount: number) {
  const { offerId, ...kept } = rate;
  return body(
    api.PUT("/api/v1/vendors/{vendor_id}/rates/{offer_id}", {
      params: { path: { vendor_id: vendorId, offer_id: offerId } },
      body: { ...kept, amount },
    }),
  );
}

export function rename(vendorId: string, { id, version }: Row, name: string) {
  const change = { version, name };
  if (id.startsWith("srv_")) {
    return body(
      api.PATCH("/api/v1/vendors/{vendor_id}/services/{service_id}", {
        params: { path: { vendor_id: vendorId, service_id: id } },
        body: change,
      }),
    );
  }
  return body(
    api.PATCH("/api/v1/vendors/{vendor_id}/resources/{resource_id}", {
      params: { path: { vendor_id: vendorId, resource_id: id } },
      body: change,
    }),
  );
}

export function bookTest(vendorId: string) {
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/test-bookings", {
      params: { path: { vendor_id: vendorId }, header: { "idempotency-key": randomKey() } },
    }),
  );
}
