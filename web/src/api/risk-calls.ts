import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

/** Bookings that ask for a look, and how far risk may go. */

type Schemas = components["schemas"];
export type RiskCase = Schemas["RiskCaseOut"];
export type RiskDecision = Schemas["Decision"];
export type RiskMode = Schemas["Mode"];
export type StepUp = Schemas["StepUp"];
export type GuestHint = Schemas["GuestHint"];

export function readRiskMode() {
  return body(api.GET("/api/v1/operations/risk-mode"));
}

export function setRiskMode(mode: RiskMode) {
  return body(api.PUT("/api/v1/operations/risk-mode", { body: { mode } }));
}

export function readOwnRiskMode(vendorId: string) {
  const params = { path: { vendor_id: vendorId } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/risk-mode", { params }));
}

export function setOwnRiskMode(vendorId: string, mode: RiskMode) {
  const params = { path: { vendor_id: vendorId } };
  return body(api.PUT("/api/v1/vendors/{vendor_id}/risk-mode", { params, body: { mode } }));
}

export function listRiskCases(decided: boolean, before: string | undefined) {
  const query = { decided, limit: 20, ...(before ? { before } : {}) };
  return body(api.GET("/api/v1/operations/risk-cases", { params: { query } }));
}

export function decideRiskCase(
  bookingId: string,
  decision: RiskDecision,
  reason: string,
  key: string,
) {
  const params = { path: { booking_id: bookingId }, header: { "idempotency-key": key } };
  return body(
    api.POST("/api/v1/operations/risk-cases/{booking_id}/decide", {
      params,
      body: { decision, reason, depositPercent: DEPOSIT_PERCENT },
    }),
  );
}

/** The part of the price that a deposit asks for. */
export const DEPOSIT_PERCENT = 30;
