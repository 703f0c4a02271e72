import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

type Schemas = components["schemas"];

export type Plan = Schemas["PlanOut"];
export type NewPlan = Schemas["PlanIn"];
export type Membership = Schemas["MembershipOut"];
export type MembershipDetail = Schemas["MembershipDetailOut"];
export type MembershipNote = Schemas["MembershipNoteOut"];
export type MembershipSale = Schemas["MembershipSaleIn"];
type PaidBy = Schemas["Till"];

const PLANS = "/api/v1/vendors/{vendor_id}/membership-plans";
const BASE = "/api/v1/vendors/{vendor_id}/memberships";
const ONE = "/api/v1/vendors/{vendor_id}/memberships/{membership_id}";
const of = (vendorId: string) => ({ path: { vendor_id: vendorId } });
const one = (vendorId: string, id: string) => ({
  path: { vendor_id: vendorId, membership_id: id },
});
const keyed = (key: string) => ({ header: { "idempotency-key": key } });

export const readPlans = (vendorId: string) => body(api.GET(PLANS, { params: of(vendorId) }));

export const addPlan = (vendorId: string, plan: NewPlan) =>
  body(api.POST(PLANS, { params: of(vendorId), body: plan }));

export function changePlan(vendorId: string, known: Plan, plan: NewPlan) {
  const path = { vendor_id: vendorId, plan_id: known.id };
  const sent = { ...plan, version: known.version };
  return body(api.PUT(`${PLANS}/{plan_id}`, { params: { path }, body: sent }));
}

export function findMemberships(vendorId: string, query: string, signal?: AbortSignal) {
  const params = { ...of(vendorId), query: { query, limit: 100 } };
  return body(api.GET(BASE, { params, signal: signal ?? null }));
}

export const readMembership = (vendorId: string, id: string) =>
  body(api.GET(ONE, { params: one(vendorId, id) }));

export function sellMembership(vendorId: string, sale: MembershipSale, key: string) {
  return body(api.POST(BASE, { params: { ...of(vendorId), ...keyed(key) }, body: sale }));
}

/** A new code; the one before it is dead. It is in this answer and nowhere else. */
export const makeMemberCode = (vendorId: string, id: string) =>
  body(api.POST(`${ONE}/code`, { params: one(vendorId, id) }));

export function renewMembership(vendorId: string, id: string, paidBy: PaidBy, key: string) {
  const params = { ...one(vendorId, id), ...keyed(key) };
  return body(api.POST(`${ONE}/renew`, { params, body: { paidBy } }));
}

export function freezeMembership(
  vendorId: string,
  id: string,
  days: number,
  reason: string,
  key: string,
) {
  const params = { ...one(vendorId, id), ...keyed(key) };
  return body(api.POST(`${ONE}/freeze`, { params, body: { days, reason } }));
}

export const releaseMembership = (vendorId: string, id: string, reason: string) =>
  body(api.POST(`${ONE}/release`, { params: one(vendorId, id), body: { reason } }));

export function endMembership(vendorId: string, id: string, end: Schemas["EndIn"], key: string) {
  const params = { ...one(vendorId, id), ...keyed(key) };
  return body(api.POST(`${ONE}/end`, { params, body: end }));
}
