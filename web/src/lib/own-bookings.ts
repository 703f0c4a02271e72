import { readSaved, save } from "@/lib/saved";

/** Bookings made on this device without an account: their links, never their contents. */
export interface OwnBooking {
  id: string;
  token: string;
}

const KEY = "sb.bookings";
const KEPT = 50;

function isOwn(value: unknown): value is OwnBooking {
  if (typeof value !== "object" || value === null) return false;
  return "id" in value && "token" in value && typeof value.id === "string";
}

export function ownBookings(): OwnBooking[] {
  try {
    const saved: unknown = JSON.parse(readSaved(KEY) ?? "[]");
    return Array.isArray(saved) ? saved.filter(isOwn) : [];
  } catch {
    return [];
  }
}

export function keepOwnBooking(booking: OwnBooking): void {
  const others = ownBookings().filter(({ id }) => id !== booking.id);
  save(KEY, JSON.stringify([booking, ...others].slice(0, KEPT)));
}

export function tokenOf(id: string): string | undefined {
  return ownBookings().find((booking) => booking.id === id)?.token;
}
