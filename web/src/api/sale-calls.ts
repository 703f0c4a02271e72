import type { CardWish } from "@/api/booking-calls";
import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

type Schemas = components["schemas"];

export type OnSale = Schemas["WindowOut"];
export type Sale = Schemas["SaleView"];
export type SaleRow = Schemas["SaleRowOut"];
export type Shop = Schemas["ShopOut"];
export type ShopChoice = Schemas["ShopIn"];

/** One thing to buy, as it was chosen. */
export type Goods =
  | { giftCardAmount: number; recipient: string; message: string }
  | { passPlanId: string; seenPrice: number }
  | { membershipPlanId: string; seenPrice: number };

export interface Buyer {
  name: string;
  phone: string;
  email?: string;
}

interface Way {
  paymentMethod: string;
  paymentDetails?: CardWish;
}

const of = (vendorId: string) => ({ path: { vendor_id: vendorId } });
const one = (id: string, token: string | undefined) => ({
  path: { sale_id: id },
  header: token ? { "x-sale-token": token } : {},
});

/** What a business sells online, and whether there is anything; `locale` is the language of its words. */
export function onSaleAt(vendorId: string, locale: string) {
  return {
    queryKey: ["on-sale", vendorId, locale],
    queryFn: () => body(api.GET("/api/v1/vendors/{vendor_id}/on-sale", { params: of(vendorId) })),
    staleTime: 300_000,
    retry: false,
  };
}

export function sellsAnything({ giftCards, passes, memberships }: OnSale): boolean {
  return Boolean(giftCards) || passes.length > 0 || memberships.length > 0;
}

export function buy(vendorId: string, goods: Goods, buyer: Buyer, way: Way, key: string) {
  return body(
    api.POST("/api/v1/sales", {
      body: { vendorId, ...goods, buyer, ...way },
      params: { header: { "idempotency-key": key } },
    }),
  );
}

export function readSale(id: string, token: string | undefined) {
  return body(api.GET("/api/v1/sales/{sale_id}", { params: one(id, token) }));
}

export function payForSale(id: string, token: string | undefined, way: Way, key: string) {
  const { path, header } = one(id, token);
  const params = { path, header: { ...header, "idempotency-key": key } };
  return body(api.POST("/api/v1/sales/{sale_id}/pay", { body: way, params }));
}

/** A new code; the one before it is dead. It is in this answer and nowhere else. */
export function makeSaleCode(id: string, token: string | undefined) {
  return body(api.POST("/api/v1/sales/{sale_id}/code", { params: one(id, token) }));
}

export function readShop(vendorId: string) {
  return body(api.GET("/api/v1/vendors/{vendor_id}/shop", { params: of(vendorId) }));
}

export function changeShop(vendorId: string, shop: ShopChoice) {
  return body(api.PUT("/api/v1/vendors/{vendor_id}/shop", { params: of(vendorId), body: shop }));
}

export function listSales(vendorId: string, before: string | undefined) {
  const params = { ...of(vendorId), query: { limit: 50, ...(before ? { before } : {}) } };
  return body(api.GET("/api/v1/vendors/{vendor_id}/sales", { params }));
}

export function refundSale(vendorId: string, id: string, reason: string, key: string) {
  return body(
    api.POST("/api/v1/vendors/{vendor_id}/sales/{sale_id}/refund", {
      params: {
        path: { vendor_id: vendorId, sale_id: id },
        header: { "idempotency-key": key },
      },
      body: { reason },
    }),
  );
}
