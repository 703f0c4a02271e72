import { api, body } from "@/api/client";
import type { components, paths } from "@/api/v1";

type Schemas = components["schemas"];

export type DeskCalendar = Schemas["DeskCalendarView"];
export type DeskColumn = Schemas["DeskColumn"];
export type DeskVisit = Schemas["DeskVisit"];
export type DeskPart = Schemas["DeskPart"];
export type DeskBlock = Schemas["DeskBlock"];
export type DeskBooking = Schemas["DeskBooking"];
export type LineWanted = Schemas["LineRequest"];
export type BookingDetail = Schemas["BookingView"];
export type BookingRow = Schemas["BookingSummary"];
export type Client = Schemas["ClientView"];
export type ClientCard = Schemas["ClientCard"];
export type ImportRow = Schemas["ImportRow"];
export type ImportReport = Schemas["ImportReport"];
type Listed = paths["/api/v1/vendors/{vendor_id}/bookings"]["get"]["parameters"]["query"];
export type BookingFilter = NonNullable<Listed>;

const of = (vendorId: string) => ({ vendor_id: vendorId });

export function readCalendar(vendorId: string, from: string, to: string, signal?: AbortSignal) {
  const params = { path: of(vendorId), query: { from, to } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/calendar", { params, signal: signal ?? null }));
}

export interface Changes {
  visits: DeskVisit[];
  cursor: string;
  etag: string;
}

/** What changed after the cursor; null while the server says: nothing new (304). */
export async function readChanges(
  vendorId: string,
  after: string,
  etag: string,
): Promise<Changes | null> {
  const headers = etag ? { "If-None-Match": etag } : {};
  const params = { path: of(vendorId), query: { after } };
  const { data, response } = await api.GET("/api/v1/vendors/{vendor_id}/changes", {
    params,
    headers,
  });
  if (response.status === 304 || !data) return null;
  return { ...data, etag: response.headers.get("ETag") ?? "" };
}

export function moveBooking(
  bookingId: string,
  lines: LineWanted[],
  version: number,
  agreedTotal?: number,
) {
  const params = { path: { booking_id: bookingId } };
  const agreed = agreedTotal === undefined ? {} : { agreedTotal };
  return body(
    api.POST("/api/v1/bookings/{booking_id}/reschedule", {
      params,
      body: { lines, version, ...agreed },
    }),
  );
}

export function bookAtDesk(vendorId: string, wanted: DeskBooking, key: string) {
  const params = { path: of(vendorId) };
  const headers = { "Idempotency-Key": key };
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/desk-bookings", { params, body: wanted, headers }),
  );
}

export function readBooking(bookingId: string) {
  return body(
    api.GET("/api/v1/bookings/{booking_id}", { params: { path: { booking_id: bookingId } } }),
  );
}

export type Command = "approve" | "decline" | "check-in" | "complete" | "no-show";

export function command(bookingId: string, verb: Command, reason?: string) {
  const params = { path: { booking_id: bookingId } };
  const said = reason ? { reason } : {};
  return body(api.POST(`/api/v1/bookings/{booking_id}/${verb}`, { params, body: said }));
}

/** The guest is here; repeated with the same key it counts once. */
export function checkIn(bookingId: string, key: string, reason?: string) {
  const params = { path: { booking_id: bookingId } };
  const headers = { "Idempotency-Key": key };
  const said = reason ? { reason } : {};
  return body(api.POST("/api/v1/bookings/{booking_id}/check-in", { params, headers, body: said }));
}

export function cancelBooking(bookingId: string, reason: string) {
  const params = { path: { booking_id: bookingId } };
  return body(
    api.POST("/api/v1/bookings/{booking_id}/cancel", {
      params,
      body: reason ? { reason } : {},
    }),
  );
}

export function previewRefund(bookingId: string) {
  const params = { path: { booking_id: bookingId } };
  return body(api.GET("/api/v1/bookings/{booking_id}/refund-preview", { params }));
}

export function writeNote(vendorId: string, bookingId: string, note: string, version: number) {
  const params = { path: { ...of(vendorId), booking_id: bookingId } };
  return body(
    api.PUT("/api/v1/vendors/{vendor_id}/bookings/{booking_id}/note", {
      params,
      body: { note, version },
    }),
  );
}

export function listBookings(vendorId: string, query: BookingFilter, signal?: AbortSignal) {
  const params = { path: of(vendorId), query };
  return body(api.GET("/api/v1/vendors/{vendor_id}/bookings", { params, signal: signal ?? null }));
}

/** The same list as a file. */
export async function exportBookings(vendorId: string, query: BookingFilter): Promise<Blob> {
  const { page: _page, limit: _limit, ...filter } = query;
  const params = { path: of(vendorId), query: filter };
  const reply = await api.GET("/api/v1/vendors/{vendor_id}/bookings.csv", {
    params,
    parseAs: "blob",
  });
  if (!reply.data) throw new Error("a reply without its body");
  return reply.data;
}

export function findClients(
  vendorId: string,
  query: { query?: string; tag?: string; page?: number; limit?: number },
  signal?: AbortSignal,
) {
  const params = { path: of(vendorId), query };
  return body(api.GET("/api/v1/vendors/{vendor_id}/clients", { params, signal: signal ?? null }));
}

export function readClient(vendorId: string, clientId: string) {
  const params = { path: { ...of(vendorId), client_id: clientId } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/clients/{client_id}", { params }));
}

export function addClient(vendorId: string, client: Schemas["ClientIn"]) {
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/clients", {
      params: { path: of(vendorId) },
      body: client,
    }),
  );
}

export function changeClient(vendorId: string, clientId: string, client: Schemas["ClientChange"]) {
  const params = { path: { ...of(vendorId), client_id: clientId } };
  return body(api.PUT("/api/v1/vendors/{vendor_id}/clients/{client_id}", { params, body: client }));
}

/** Takes another card of the same person in; this one is kept. */
export function mergeClients(vendorId: string, clientId: string, otherId: string) {
  const params = { path: { ...of(vendorId), client_id: clientId } };
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/clients/{client_id}/merged", {
      params,
      body: { otherId },
    }),
  );
}

export function splitClients(vendorId: string, clientId: string, otherId: string) {
  const params = { path: { ...of(vendorId), client_id: clientId, other_id: otherId } };
  return body(
    api.DELETE("/api/v1/vendors/{vendor_id}/clients/{client_id}/merged/{other_id}", { params }),
  );
}

export function importClients(vendorId: string, rows: ImportRow[], rehearse: boolean) {
  const params = { path: of(vendorId) };
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/clients/imports", { params, body: { rows, rehearse } }),
  );
}

export function undoImport(vendorId: string, importId: string) {
  const params = { path: { ...of(vendorId), import_id: importId } };
  return body(api.DELETE("/api/v1/vendors/{vendor_id}/clients/imports/{import_id}", { params }));
}

export function listImports(vendorId: string) {
  const params = { path: of(vendorId) };
  return body(api.GET("/api/v1/vendors/{vendor_id}/clients/imports", { params }));
}

export function listServices(vendorId: string) {
  const params = { path: of(vendorId), query: { status: "active" as const, limit: 100 } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/services", { params }));
}

export function priceOf(lines: LineWanted[], signal?: AbortSignal) {
  return body(api.POST("/api/v1/quotes", { body: { lines }, signal: signal ?? null }));
}
