import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

/** What operators see and administrators turn: switches, limits, fees. */

type Schemas = components["schemas"];
export type SwitchCode = Schemas["Switch"];
export type SwitchView = Schemas["SwitchView"];
export type LimitView = Schemas["LimitView"];
export type Terms = Schemas["smartbooking__books__schemas__TermsOut"];
export type TermsWish = Schemas["smartbooking__books__schemas__TermsIn"];

export const listSwitches = () => body(api.GET("/api/v1/operations/switches"));
export const listLimits = () => body(api.GET("/api/v1/operations/limits"));

export interface LimitWish {
  name: string;
  /** Null: again what the installation says. */
  value: string | null;
  version: number;
  reason: string;
}

export function changeLimit({ name, value, version, reason }: LimitWish) {
  return body(
    api.PUT("/api/v1/operations/limits/{name}", {
      params: { path: { name } },
      body: { value, version, reason },
    }),
  );
}

export const readLimitHistory = (name: string) =>
  body(api.GET("/api/v1/operations/limits/{name}/history", { params: { path: { name } } }));

export function readSwitchEffect(code: SwitchCode, vendorId?: string) {
  return body(
    api.GET("/api/v1/operations/switches/{code}/effect", {
      params: { path: { code }, query: vendorId ? { vendorId } : {} },
    }),
  );
}

export interface Turn {
  code: SwitchCode;
  on: boolean;
  reason: string;
  vendorId?: string | undefined;
}

export function turnSwitch({ code, on, reason, vendorId }: Turn) {
  return body(
    api.PUT("/api/v1/operations/switches/{code}", {
      params: { path: { code } },
      body: { on, reason, ...(vendorId ? { vendorId } : {}) },
    }),
  );
}

const ofBusiness = (id: string) => ({ params: { path: { vendor_id: id } } });

export const listTerms = (id: string) =>
  body(api.GET("/api/v1/operations/vendors/{vendor_id}/terms", ofBusiness(id)));

export function agreeOnTerms(id: string, wish: TermsWish) {
  return body(
    api.PUT("/api/v1/operations/vendors/{vendor_id}/terms", { ...ofBusiness(id), body: wish }),
  );
}

export function readFeeEffect(id: string, feePercent: string, feeFixed: string) {
  return body(
    api.GET("/api/v1/operations/vendors/{vendor_id}/terms/effect", {
      params: { path: { vendor_id: id }, query: { feePercent, feeFixed } },
    }),
  );
}
