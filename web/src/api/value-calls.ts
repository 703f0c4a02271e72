import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

type Schemas = components["schemas"];

export type GiftCard = Schemas["CardOut"];
export type GiftCardDetail = Schemas["CardDetailOut"];
export type GiftCardMovement = Schemas["MovementOut"];
export type CheckedCard = Schemas["CheckedOut"];
export type GiftCardSale = Schemas["SaleIn"];
export type ValuePreview = Schemas["ValuePreviewView"];
export type PaidBy = Schemas["Till"];

const BASE = "/api/v1/vendors/{vendor_id}/gift-cards";
const CARD = "/api/v1/vendors/{vendor_id}/gift-cards/{card_id}";
const of = (vendorId: string) => ({ path: { vendor_id: vendorId } });
const card = (vendorId: string, id: string) => ({ path: { vendor_id: vendorId, card_id: id } });
const keyed = (key: string) => ({ header: { "idempotency-key": key } });

/** What is left on a card, for whoever holds its code. */
export function checkGiftCard(vendorId: string, code: string) {
  return body(api.POST(`${BASE}/check`, { params: of(vendorId), body: { code } }));
}

export function findGiftCards(vendorId: string, query: string, signal?: AbortSignal) {
  const params = { ...of(vendorId), query: { query, limit: 100 } };
  return body(api.GET(BASE, { params, signal: signal ?? null }));
}

export function readGiftCard(vendorId: string, id: string) {
  return body(api.GET(CARD, { params: card(vendorId, id) }));
}

export function sellGiftCard(vendorId: string, sale: GiftCardSale, key: string) {
  return body(api.POST(BASE, { params: { ...of(vendorId), ...keyed(key) }, body: sale }));
}

/** A new code; the one before it is dead. It is in this answer and nowhere else. */
export function makeGiftCardCode(vendorId: string, id: string) {
  return body(api.POST(`${CARD}/code`, { params: card(vendorId, id) }));
}

export function topUpGiftCard(
  vendorId: string,
  id: string,
  amount: number,
  paidBy: PaidBy,
  key: string,
) {
  const params = { ...card(vendorId, id), ...keyed(key) };
  return body(api.POST(`${CARD}/top-up`, { params, body: { amount, paidBy } }));
}

export function payOutGiftCard(
  vendorId: string,
  id: string,
  reason: string,
  paidBy: PaidBy,
  key: string,
) {
  const params = { ...card(vendorId, id), ...keyed(key) };
  return body(api.POST(`${CARD}/pay-out`, { params, body: { reason, paidBy } }));
}

export function freezeGiftCard(vendorId: string, id: string, reason: string) {
  return body(api.POST(`${CARD}/freeze`, { params: card(vendorId, id), body: { reason } }));
}

export function releaseGiftCard(vendorId: string, id: string, reason: string) {
  return body(api.POST(`${CARD}/release`, { params: card(vendorId, id), body: { reason } }));
}

export function prolongGiftCard(vendorId: string, id: string, validUntil: string) {
  return body(api.POST(`${CARD}/prolong`, { params: card(vendorId, id), body: { validUntil } }));
}
