import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

type Schemas = components["schemas"];
export type Rate = Schemas["RateOut"];
export type Rule = Schemas["RuleOut"];
export type NewRule = Schemas["RuleIn"];
export type Grid = Schemas["PreviewOut"];

const of = (vendorId: string) => ({ path: { vendor_id: vendorId } });

export const readRates = (vendorId: string) =>
  body(api.GET("/api/v1/vendors/{vendor_id}/rates", { params: of(vendorId) }));

export function putRate(vendorId: string, offerId: string, rate: Schemas["RateIn"]) {
  const path = { vendor_id: vendorId, offer_id: offerId };
  return body(
    api.PUT("/api/v1/vendors/{vendor_id}/rates/{offer_id}", { params: { path }, body: rate }),
  );
}

export const readRuleList = (vendorId: string) =>
  body(api.GET("/api/v1/vendors/{vendor_id}/price-rules", { params: of(vendorId) }));

export const addRule = (vendorId: string, rule: NewRule) =>
  body(api.POST("/api/v1/vendors/{vendor_id}/price-rules", { params: of(vendorId), body: rule }));

export function changeRule(vendorId: string, rule: Rule, change: Partial<Schemas["RulePatch"]>) {
  const path = { vendor_id: vendorId, rule_id: rule.id };
  return body(
    api.PATCH("/api/v1/vendors/{vendor_id}/price-rules/{rule_id}", {
      params: { path },
      // Fields that are left out stay; the type of the schema lists their defaults as required.
      body: { version: rule.version, ...change } satisfies Partial<Schemas["RulePatch"]>,
    }),
  );
}

export async function deleteRule(vendorId: string, ruleId: string): Promise<void> {
  await api.DELETE("/api/v1/vendors/{vendor_id}/price-rules/{rule_id}", {
    params: { path: { vendor_id: vendorId, rule_id: ruleId } },
  });
}

export const previewPrices = (vendorId: string, ask: Schemas["PreviewIn"], signal?: AbortSignal) =>
  body(
    api.POST("/api/v1/vendors/{vendor_id}/price-rules/preview", {
      params: of(vendorId),
      body: ask,
      signal: signal ?? null,
    }),
  );

export const simulatePrice = (vendorId: string, ask: Schemas["SimulateIn"]) =>
  body(
    api.POST("/api/v1/vendors/{vendor_id}/price-rules/simulate", {
      params: of(vendorId),
      body: ask,
    }),
  );
