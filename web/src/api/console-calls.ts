import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

/** Every question and act of the operators' console. */

type Schemas = components["schemas"];
export type Call = Schemas["CallView"];
export type Found = Schemas["FoundView"];
export type Business = Schemas["VendorView"];
export type BusinessStatus = Schemas["VendorStatus"];
export type Person = Schemas["UserView"];
export type AuditEntry = Schemas["AuditView"];
export type Board = Schemas["BoardView"];

export type BusinessGaps = Schemas["GapsView"];
export type Gap = Schemas["Gap"];

export const readMe = () => body(api.GET("/api/v1/users/me"));
export const readBoard = () => body(api.GET("/api/v1/operations/board"));
export const listCalls = () =>
  body(api.GET("/api/v1/operations/support-requests", { params: { query: { limit: 50 } } }));

export function findAnything(query: string, signal: AbortSignal) {
  return body(api.GET("/api/v1/operations/find", { params: { query: { query } }, signal }));
}

const ofCall = (id: string) => ({ params: { path: { request_id: id } } });

export const takeCall = (id: string) =>
  body(api.POST("/api/v1/operations/support-requests/{request_id}/take", ofCall(id)));
export const releaseCall = (id: string) =>
  body(api.POST("/api/v1/operations/support-requests/{request_id}/release", ofCall(id)));

export function closeCall(id: string, outcome: "done" | "unreached", note: string) {
  return body(
    api.POST("/api/v1/operations/support-requests/{request_id}/close", {
      ...ofCall(id),
      body: { outcome, note },
    }),
  );
}

export function listBusinesses(status: BusinessStatus | undefined, query: string, page: number) {
  const asked = { page, limit: 20, ...(status ? { status } : {}), ...(query ? { query } : {}) };
  return body(api.GET("/api/v1/vendors", { params: { query: asked } }));
}

const ofBusiness = (id: string) => ({ params: { path: { vendor_id: id } } });

export const readBusiness = (id: string) =>
  body(api.GET("/api/v1/vendors/{vendor_id}", ofBusiness(id)));
export const readDecisions = (id: string) =>
  body(api.GET("/api/v1/vendors/{vendor_id}/decisions", ofBusiness(id)));
export const readPlaces = (id: string) =>
  body(api.GET("/api/v1/vendors/{vendor_id}/venues", ofBusiness(id)));

export type Step = "verify" | "reject" | "suspend" | "reinstate";

export function decide(id: string, step: Step, reason: string) {
  const asked = { ...ofBusiness(id), body: { reason } };
  const steps = {
    verify: () => api.POST("/api/v1/vendors/{vendor_id}/verify", asked),
    reject: () => api.POST("/api/v1/vendors/{vendor_id}/reject", asked),
    suspend: () => api.POST("/api/v1/vendors/{vendor_id}/suspend", asked),
    reinstate: () => api.POST("/api/v1/vendors/{vendor_id}/reinstate", asked),
  };
  return body<Business>(steps[step]());
}

const ofPerson = (id: string) => ({ params: { path: { user_id: id } } });

export const readPerson = (id: string) => body(api.GET("/api/v1/users/{user_id}", ofPerson(id)));
export const readBookingsOf = (id: string) =>
  body(
    api.GET("/api/v1/users/{user_id}/bookings", {
      params: { path: { user_id: id }, query: { limit: 50 } },
    }),
  );

export function setAccess(id: string, open: boolean, reason: string) {
  const asked = { ...ofPerson(id), body: { reason } };
  return body<Person>(
    open
      ? api.POST("/api/v1/users/{user_id}/reinstate", asked)
      : api.POST("/api/v1/users/{user_id}/suspend", asked),
  );
}

export interface TrailFilter {
  action: string;
  subject: string;
  before?: number | undefined;
}

export function readTrail({ action, subject, before }: TrailFilter) {
  const query = {
    limit: 50,
    ...(action ? { action } : {}),
    ...(subject ? { subject } : {}),
    ...(before ? { before } : {}),
  };
  return body(api.GET("/api/v1/operations/audit", { params: { query } }));
}

export function listGaps(gap: Gap | undefined, after: string | undefined) {
  const query = { limit: 50, ...(gap ? { gap } : {}), ...(after ? { after } : {}) };
  return body(api.GET("/api/v1/operations/content-gaps", { params: { query } }));
}
