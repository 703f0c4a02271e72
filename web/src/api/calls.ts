import type { LineRequest } from "@/api/booking-contract";
import { api, body } from "@/api/client";
import type { NightCalendar, Offer, SlotDays } from "@/api/contract";
import { transport } from "@/api/transport";
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

async function readJson<T>(
  path: string,
  query: Record<string, string | number | undefined>,
): Promise<T> {
  const url = new URL(`/api/v1${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const reply = await transport(new Request(url));
  return reply.json();
}

export function readSlots(wanted: SlotsWanted): Promise<SlotDays> {
  const { resourceId, serviceId, staffId, from, days, duration, quantity } = wanted;
  if (serviceId) return readJson(`/services/${serviceId}/slots`, { from, days, staffId, quantity });
  return readJson(`/resources/${resourceId}/slots`, { from, days, duration, quantity });
}

export function readNights(
  resourceId: string,
  from: string,
  days: number,
  quantity: number,
): Promise<NightCalendar> {
  return readJson(`/resources/${resourceId}/nights`, { from, days, quantity });
}

export function priceLines(lines: readonly LineRequest[]) {
  return body(api.POST("/api/v1/quotes", { body: { lines: [...lines] } }));
}
