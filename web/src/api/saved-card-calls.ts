import { api, body } from "@/api/client";
import type { components } from "@/api/v1";

/** Cards a payment provider keeps for the signed-in customer; only brand, last four digits and expiry are known. */

export type SavedCard = components["schemas"]["SavedCardOut"];

export const SAVED_CARDS = ["saved-cards"] as const;

export function readSavedCards() {
  return body(api.GET("/api/v1/saved-cards"));
}

export async function removeSavedCard(id: string): Promise<void> {
  await api.DELETE("/api/v1/saved-cards/{cardId}", { params: { path: { cardId: id } } });
}
