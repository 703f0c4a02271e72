import { readSaved, save } from "@/lib/saved";

/** Somebody let in while nothing could be sent. `refusal` when the server said no later. */
export interface Arrival {
  bookingId: string;
  name: string;
  /** When the code was shown, as an instant. */
  at: string;
  /** The Idempotency-Key: however often it is sent, it counts once. */
  key: string;
  refusal?: string;
}

const nameOf = (vendorId: string) => `sb.arrivals.${vendorId}`;

function isArrival(value: unknown): value is Arrival {
  if (typeof value !== "object" || value === null) return false;
  return "bookingId" in value && "key" in value && "at" in value && "name" in value;
}

/** What waits on this device, the oldest first; it survives a reload. */
export function keptArrivals(vendorId: string): Arrival[] {
  try {
    const saved: unknown = JSON.parse(readSaved(nameOf(vendorId)) ?? "[]");
    return Array.isArray(saved) ? saved.filter(isArrival) : [];
  } catch {
    return [];
  }
}

export function keepArrivals(vendorId: string, arrivals: readonly Arrival[]): void {
  save(nameOf(vendorId), arrivals.length > 0 ? JSON.stringify(arrivals) : null);
}
