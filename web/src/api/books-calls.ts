import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

/** Money of a business, and the payments an operator decides about. */

type Schemas = components["schemas"];
export type Account = Schemas["AccountOut"];
export type Payout = Schemas["PayoutOut"];
export type MoneyLine = Schemas["MoneyLineOut"];
export type PaymentCase = Schemas["PaymentCaseOut"];
export type CaseAction = Schemas["CaseAction"];
export type Table = "payments" | "ledger" | "bookings";

const of = (vendorId: string) => ({ vendor_id: vendorId });

export function readMoney(vendorId: string) {
  return body(api.GET("/api/v1/vendors/{vendor_id}/money", { params: { path: of(vendorId) } }));
}

export function listPayouts(vendorId: string) {
  const params = { path: of(vendorId), query: { limit: 50 } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/money/payouts", { params }));
}

export function readPayout(vendorId: string, payoutId: string) {
  const params = { path: { ...of(vendorId), payout_id: payoutId } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/money/payouts/{payout_id}", { params }));
}

export interface Stretch {
  from: string;
  /** The day after the last. */
  to: string;
}

export function readStatement(
  vendorId: string,
  currency: string,
  { from, to }: Stretch,
  after: number | undefined,
) {
  const query = { currency, from, to, limit: 50, ...(after ? { after } : {}) };
  const params = { path: of(vendorId), query };
  return body(api.GET("/api/v1/vendors/{vendor_id}/money/statement", { params }));
}

export async function exportTable(
  vendorId: string,
  what: Table,
  kind: "csv" | "xlsx",
  query: Stretch,
): Promise<Blob> {
  const asked = { params: { path: { ...of(vendorId), what }, query }, parseAs: "blob" as const };
  const reply =
    kind === "csv"
      ? await api.GET("/api/v1/vendors/{vendor_id}/money/exports/{what}.csv", asked)
      : await api.GET("/api/v1/vendors/{vendor_id}/money/exports/{what}.xlsx", asked);
  if (!(reply.data instanceof Blob)) throw new Error("a reply without its file");
  return reply.data;
}

export function listCases(resolved: boolean, before: string | undefined) {
  const query = { resolved, limit: 20, ...(before ? { before } : {}) };
  return body(api.GET("/api/v1/operations/payment-cases", { params: { query } }));
}

/** The key makes one decision of a double click. */
export function decideCase(id: string, action: CaseAction, reason: string, key: string) {
  return body(
    api.POST("/api/v1/operations/payment-cases/{case_id}/resolve", {
      params: { path: { case_id: id } },
      headers: { "Idempotency-Key": key },
      body: { action, reason },
    }),
  );
}
