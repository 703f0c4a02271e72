import { useQueries, useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { myBookings, readBooking } from "@/api/booking-calls";
import type { Booking, BookingSummary } from "@/api/booking-contract";
import { ownBookings } from "@/lib/own-bookings";
import { storedSession, watchSession } from "@/lib/session-store";

export type OwnBooking = Booking | BookingSummary;

const HIDDEN = new Set(["held", "expired", "abandoned"]);
const MOST = 50;

/** Bookings of the account when signed in, and those made on this device, each once. */
export function useOwnBookings(most: number = MOST) {
  const session = useSyncExternalStore(watchSession, storedSession);
  const [own] = useState(() => ownBookings().slice(0, most));
  const account = useQuery({
    queryKey: ["my-bookings", session?.name],
    queryFn: myBookings,
    enabled: session !== null,
  });
  const device = useQueries({
    queries: own.map(({ id, token }) => ({
      queryKey: ["booking", id],
      queryFn: () => readBooking(id, token),
      retry: 1,
      // What was saved for the way without a connection may be shown without one.
      networkMode: "always" as const,
    })),
  });
  const known = new Map<string, OwnBooking>();
  for (const { data } of device) if (data) known.set(data.bookingId, data);
  for (const booking of account.data?.data ?? []) known.set(booking.bookingId, booking);
  const loading = account.isLoading || device.some(({ isLoading }) => isLoading);
  const list = [...known.values()].filter(({ status }) => !HIDDEN.has(status));
  return { list, loading, account, any: own.length > 0 || session !== null };
}

/** The same people, places and length; only a new time is left to choose. */
export function sameAgain(booking: OwnBooking): { quantity?: number; duration?: number } {
  const { serviceId, startLocal, endLocal } = booking;
  const quantity = quantityOf(booking);
  const minutes = (Date.parse(endLocal) - Date.parse(startLocal)) / 60_000;
  const timed = !serviceId && minutes > 0 && minutes < 24 * 60;
  return { ...(quantity > 1 ? { quantity } : {}), ...(timed ? { duration: minutes } : {}) };
}

export function quantityOf(booking: OwnBooking): number {
  return "quantity" in booking ? booking.quantity : (booking.lines[0]?.quantity ?? 1);
}
