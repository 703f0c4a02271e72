import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

type Schemas = components["schemas"];
export type OwnResource = Schemas["ResourceOut"];
export type OwnService = Schemas["ServiceOut"];
export type OwnVenue = Schemas["smartbooking__vendors__schemas__venue__VenueView"];
export type ScheduleReply = Schemas["ScheduleReply"];
export type RulesFields = Schemas["RulesFields"];
export type Rehearsal = Schemas["RehearsalReply"];
export type Outside = Schemas["OutsideBooking"];
export type Owners = "venues" | "resources" | "services";

/** Whose hours or rules: the address of a venue, a resource or a service in the API. */
export interface OwnerPath {
  vendor_id: string;
  owners: Owners;
  owner_id: string;
}

const LIMIT = 100;

export const readOwnVenues = (vendorId: string) =>
  body(
    api.GET("/api/v1/vendors/{vendor_id}/venues", { params: { path: { vendor_id: vendorId } } }),
  );

export const readOwnResources = (vendorId: string) =>
  body(
    api.GET("/api/v1/vendors/{vendor_id}/resources", {
      params: { path: { vendor_id: vendorId }, query: { limit: LIMIT } },
    }),
  );

export const readOwnServices = (vendorId: string) =>
  body(
    api.GET("/api/v1/vendors/{vendor_id}/services", {
      params: { path: { vendor_id: vendorId }, query: { limit: LIMIT } },
    }),
  );

export const readSchedule = (path: OwnerPath) =>
  body(api.GET("/api/v1/vendors/{vendor_id}/{owners}/{owner_id}/schedule", { params: { path } }));

export const readRules = (path: OwnerPath) =>
  body(api.GET("/api/v1/vendors/{vendor_id}/{owners}/{owner_id}/rules", { params: { path } }));

export function putSchedule(path: OwnerPath, draft: Schemas["ScheduleBody"]) {
  return body(
    api.PUT("/api/v1/vendors/{vendor_id}/{owners}/{owner_id}/schedule", {
      params: { path },
      body: draft,
    }),
  );
}

export function putRules(path: OwnerPath, draft: Schemas["RulesBody"]) {
  return body(
    api.PUT("/api/v1/vendors/{vendor_id}/{owners}/{owner_id}/rules", {
      params: { path },
      body: draft,
    }),
  );
}

export function addException(path: OwnerPath, exception: Schemas["ExceptionBody"]) {
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/{owners}/{owner_id}/exceptions", {
      params: { path },
      body: exception,
    }),
  );
}

export async function removeException(path: OwnerPath, day: string): Promise<void> {
  await api.DELETE("/api/v1/vendors/{vendor_id}/{owners}/{owner_id}/exceptions/{day}", {
    params: { path: { ...path, day } },
  });
}

export function rehearse(path: OwnerPath, draft: Schemas["DraftBody"], signal?: AbortSignal) {
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/{owners}/{owner_id}/schedule/preview", {
      params: { path },
      body: draft,
      signal: signal ?? null,
    }),
  );
}

export const readBooking = (bookingId: string) =>
  body(api.GET("/api/v1/bookings/{booking_id}", { params: { path: { booking_id: bookingId } } }));

export function moveBooking(bookingId: string, start: string, end: string) {
  return body(
    api.POST("/api/v1/bookings/{booking_id}/reschedule", {
      params: { path: { booking_id: bookingId } },
      body: { startDate: start, endDate: end },
    }),
  );
}
