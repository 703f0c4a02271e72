import { api, body } from "@/api/client";
import type { components } from "@/api/v1";
import type { PaidBy } from "@/api/value-calls";

type Schemas = components["schemas"];

export type PassPlan = Schemas["PassPlanOut"];
export type PlanTerms = Schemas["PassPlanIn"];
export type SoldPass = Schemas["PassOut"];
export type SoldPassDetail = Schemas["PassDetailOut"];
export type PassMovement = Schemas["PassMovementOut"];

const PLANS = "/api/v1/vendors/{vendor_id}/pass-plans";
const PASSES = "/api/v1/vendors/{vendor_id}/passes";
const PASS = "/api/v1/vendors/{vendor_id}/passes/{pass_id}";
const of = (vendorId: string) => ({ path: { vendor_id: vendorId } });
const one = (vendorId: string, id: string) => ({ path: { vendor_id: vendorId, pass_id: id } });
const keyed = (key: string) => ({ header: { "idempotency-key": key } });

export function readPlans(vendorId: string, signal?: AbortSignal) {
  return body(api.GET(PLANS, { params: of(vendorId), signal: signal ?? null }));
}

/** What everybody may buy. */
export function readPassesOnSale(vendorId: string) {
  return body(api.GET(`${PASSES}/on-sale`, { params: of(vendorId) }));
}

export type HeldPass = Schemas["CheckedPassOut"];
export type HolderDeed = "check" | "freeze" | "release";

/** What whoever holds the code sees and does. */
export function byPassCode(vendorId: string, deed: HolderDeed, code: string): Promise<HeldPass> {
  const sent = { params: of(vendorId), body: { code } };
  if (deed === "freeze") return body(api.POST(`${PASSES}/by-code/freeze`, sent));
  if (deed === "release") return body(api.POST(`${PASSES}/by-code/release`, sent));
  return body(api.POST(`${PASSES}/by-code/check`, sent));
}

export function addPlan(vendorId: string, plan: PlanTerms) {
  return body(api.POST(PLANS, { params: of(vendorId), body: plan }));
}

export function changePlan(vendorId: string, id: string, version: number, plan: PlanTerms) {
  return body(
    api.PUT(`${PLANS}/{pass_plan_id}`, {
      params: { path: { vendor_id: vendorId, pass_plan_id: id } },
      body: { ...plan, version },
    }),
  );
}

export function findPasses(vendorId: string, query: string, signal?: AbortSignal) {
  const params = { ...of(vendorId), query: { query, limit: 100 } };
  return body(api.GET(PASSES, { params, signal: signal ?? null }));
}

export function readPass(vendorId: string, id: string) {
  return body(api.GET(PASS, { params: one(vendorId, id) }));
}

export function sellPass(vendorId: string, sale: Schemas["PassSaleIn"], key: string) {
  return body(api.POST(PASSES, { params: { ...of(vendorId), ...keyed(key) }, body: sale }));
}

/** A new code; the one before it is dead. It is in this answer and nowhere else. */
export function makePassCode(vendorId: string, id: string) {
  return body(api.POST(`${PASS}/code`, { params: one(vendorId, id) }));
}

/** Somebody came without a booking. */
export function takeVisits(vendorId: string, id: string, visits: number, key: string) {
  const params = { ...one(vendorId, id), ...keyed(key) };
  return body(api.POST(`${PASS}/uses`, { params, body: { visits, note: "" } }));
}

export function undoUse(vendorId: string, id: string, number: number) {
  const path = { vendor_id: vendorId, pass_id: id, number };
  return body(api.POST(`${PASS}/uses/{number}/undo`, { params: { path } }));
}

export function freezePass(vendorId: string, id: string) {
  return body(api.POST(`${PASS}/freeze`, { params: one(vendorId, id) }));
}

export function releasePass(vendorId: string, id: string) {
  return body(api.POST(`${PASS}/release`, { params: one(vendorId, id) }));
}

export function prolongPass(vendorId: string, id: string, validUntil: string) {
  return body(api.POST(`${PASS}/prolong`, { params: one(vendorId, id), body: { validUntil } }));
}

export function payOutPass(
  vendorId: string,
  id: string,
  reason: string,
  paidBy: PaidBy,
  key: string,
) {
  const params = { ...one(vendorId, id), ...keyed(key) };
  return body(api.POST(`${PASS}/pay-out`, { params, body: { reason, paidBy } }));
}
