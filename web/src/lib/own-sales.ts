import { readSavedRecord, save } from "@/lib/saved";

/** What was bought on this device without a booking: the links to it, never its contents. */
const KEY = "sb.sales";
const KEPT = 50;

export function keepSale(id: string, token: string): void {
  const others = Object.entries(readSavedRecord(KEY)).filter(([known]) => known !== id);
  save(KEY, JSON.stringify(Object.fromEntries([[id, token], ...others].slice(0, KEPT))));
}

export function tokenOfSale(id: string): string | undefined {
  const token = readSavedRecord(KEY)[id];
  return typeof token === "string" ? token : undefined;
}
