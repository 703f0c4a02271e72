import type { LineRequest } from "@/api/booking-contract";
import { api, body } from "@/api/client";
import type { Offer } from "@/api/contract";
import type { SearchState } from "@/lib/search-state";

/** Every question the storefront asks, by the name of what it wants to know. */

export function searchResources(state: SearchState, limit: number, signal?: AbortSignal) {
  const { city, amenities, view: _view, page, ...rest } = state;
  const query = {
    ...rest,
    ...(city ? { location: city } : {}),
    ...(amenities ? { amenities: [...amenities] } : {}),
    page: page ?? 1,
    limit,
  };
  return body(api.GET("/api/v1/resources/search", { params: { query }, signal: signal ?? null }));
}

export function readService(id: string) {
  return body(api.GET("/api/v1/services/{service_id}", { params: { path: { service_id: id } } }));
}

/** A resource, or a service shown on a page of its own with one thing to choose. */
export async function readOffer(id: string): Promise<Offer> {
  if (!id.startsWith("srv_")) {
    return body(
      api.GET("/api/v1/resources/{resource_id}", { params: { path: { resource_id: id } } }),
    );
  }
  const service = await readService(id);
  const { name, durationMinutes, price, currency } = service;
  return {
    ...service,
    capacity: 1,
    maxParty: null,
    amenities: [],
    attributes: {},
    services: [{ id, name, durationMinutes, price, currency }],
  };
}

export function readVertical(code: string) {
  return body(api.GET("/api/v1/verticals/{code}", { params: { path: { code } } }));
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

export function readSlots(wanted: SlotsWanted) {
  const { resourceId, serviceId, staffId, from, days, duration, quantity } = wanted;
  if (serviceId) {
    const query = { from, days, quantity, ...(staffId ? { staffId } : {}) };
    return body(
      api.GET("/api/v1/services/{service_id}/slots", {
        params: { path: { service_id: serviceId }, query },
      }),
    );
  }
  const query = { from, days, quantity, ...(duration ? { duration } : {}) };
  return body(
    api.GET("/api/v1/resources/{resource_id}/slots", {
      params: { path: { resource_id: resourceId }, query },
    }),
  );
}

export function readNights(resourceId: string, from: string, days: number, quantity: number) {
  return body(
    api.GET("/api/v1/resources/{resource_id}/nights", {
      params: { path: { resource_id: resourceId }, query: { from, days, quantity } },
    }),
  );
}

export interface Codes {
  promoCode?: string | undefined;
  memberCode?: string | undefined;
}

export function priceLines(lines: readonly LineRequest[], { promoCode, memberCode }: Codes = {}) {
  const codes = { ...(promoCode ? { promoCode } : {}), ...(memberCode ? { memberCode } : {}) };
  const asked = { lines: [...lines], ...codes };
  return body(api.POST("/api/v1/quotes", { body: asked }));
}

export function suggest(q: string, signal?: AbortSignal) {
  return body(
    api.GET("/api/v1/search/suggest", { params: { query: { q } }, signal: signal ?? null }),
  );
}
