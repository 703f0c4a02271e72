import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { placeHold } from "@/api/booking-calls";
import type { Hold, LineRequest } from "@/api/booking-contract";
import { keepHold, type StoredHold } from "@/lib/hold-store";
import { keepOwnBooking } from "@/lib/own-bookings";
import { randomKey } from "@/lib/random-key";

export interface HoldWish {
  lines: readonly LineRequest[];
  quoteToken?: string | undefined;
  /** Where "back" leads from the checkout. */
  from: string;
  plan: string;
  replace?: boolean;
}

export type KeptHold = StoredHold<Hold, LineRequest>;

export function isKeptHold(value: unknown): value is KeptHold {
  if (typeof value !== "object" || value === null) return false;
  return (
    "hold" in value && "lines" in value && "receivedWall" in value && Array.isArray(value.lines)
  );
}

/** Takes the place and goes to checkout. A repeat of the same wish carries the same key. */
export function usePlaceHold() {
  const navigate = useNavigate();
  const attempt = useRef<{ wish: string; key: string }>(undefined);
  return useMutation({
    mutationFn: (wish: HoldWish) => {
      const { quoteToken, lines } = wish;
      const identity = JSON.stringify([quoteToken, lines]);
      if (attempt.current?.wish !== identity) {
        attempt.current = { wish: identity, key: randomKey() };
      }
      return placeHold(quoteToken ? { quoteToken } : { lines }, attempt.current.key);
    },
    onSuccess: async (hold, { lines, from, plan, replace = false }) => {
      attempt.current = undefined;
      keepHold({ hold, lines, from, plan, receivedWall: Date.now() });
      if (hold.manageToken) keepOwnBooking({ id: hold.bookingId, token: hold.manageToken });
      await navigate({ to: "/c/$holdId", params: { holdId: hold.bookingId }, replace });
    },
    onError: () => {
      // A refusal is an answer: the next tap is a new attempt, not a repeat of this one.
      attempt.current = undefined;
    },
  });
}
