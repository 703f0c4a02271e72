import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { createBooking, payAgain, readPaymentMethods } from "@/api/booking-calls";
import type { BookingCreated, PaymentMethod } from "@/api/booking-contract";
import { normalPhone } from "@/lib/guest-store";
import { useLanguage } from "@/lib/i18n";
import { keepOwnBooking } from "@/lib/own-bookings";
import { randomKey } from "@/lib/random-key";
import { save } from "@/lib/saved";
import type { GuestForm } from "./guest-form";

export interface CheckoutState {
  guest: RefObject<GuestForm | null>;
  methods: readonly PaymentMethod[] | undefined;
  method: string | undefined;
  choose: (code: string) => void;
  submit: () => void;
  isPending: boolean;
  error: Error | null;
}

interface CheckoutWanted {
  holdId: string;
  /** Whose ways to pay are offered, and what must be paid before the booking stands. */
  booked: { venue: { vendorId: string }; dueNow: number; cardHold: number } | undefined;
  /** A payment was refused before: the booking stands, only its payment is tried anew. */
  again: boolean;
  token: string | undefined;
  onAnswer: (booking: BookingCreated) => void;
}

export const PAYABLE = new Set(["held", "pending_payment"]);
export const ON_SITE = /on.?site/;

interface Asked {
  dueNow: number;
  cardHold: number;
}

function isOffered({ code, holdsCard }: PaymentMethod, { dueNow, cardHold }: Asked): boolean {
  if (cardHold > 0) return holdsCard;
  return dueNow === 0 || !ON_SITE.test(code);
}

/** What most people mean: on the spot when nothing is due now, else the first way there is. */
function usual(offered: readonly { code: string }[] | undefined, dueNow: number) {
  const onSite = dueNow === 0 ? offered?.find(({ code }) => ON_SITE.test(code)) : undefined;
  return (onSite ?? offered?.[0])?.code;
}

/** What pay/return needs to find its booking again, in any tab. */
export function rememberPayment(bookingId: string): void {
  save("sb.paying", bookingId);
}

export function useCheckout({
  holdId,
  booked,
  again,
  token,
  onAnswer,
}: CheckoutWanted): CheckoutState {
  const { locale } = useLanguage();
  const { dueNow, cardHold } = booked ?? { dueNow: 0, cardHold: 0 };
  const vendorId = booked?.venue.vendorId;
  const guest = useRef<GuestForm>(null);
  const key = useRef<string>(undefined);
  const underway = useRef(false);
  const [picked, setPicked] = useState<string>();
  const queries = useQueryClient();
  const ways = {
    queryKey: ["payment-methods", vendorId, locale],
    queryFn: () => readPaymentMethods(vendorId ?? ""),
    staleTime: 300_000,
  };
  const { data: methods } = useQuery({ ...ways, enabled: vendorId !== undefined });
  const offersOf = (found: typeof methods) =>
    found?.filter((way) => isOffered(way, { dueNow, cardHold }));
  const offered = offersOf(methods);
  const method = picked ?? usual(offered, dueNow);
  const pay = useMutation({
    mutationFn: async (details: { name: string; phone: string; email: string }) => {
      // One key per attempt: a repeat after a lost reply ends in the same booking and charge.
      key.current ??= randomKey();
      // Somebody quick, or a slow line: the ways to pay are still on their way, and none is guessed.
      const way = method ?? usual(offersOf(await queries.ensureQueryData(ways)), dueNow) ?? "";
      if (again) return payAgain(holdId, way, token, key.current);
      return createBooking(
        {
          holdId,
          paymentMethod: way,
          guest: {
            firstName: details.name.trim(),
            phone: normalPhone(details.phone),
            ...(details.email ? { email: details.email } : {}),
          },
        },
        token,
        key.current,
      );
    },
    onSuccess: (booking) => {
      key.current = undefined;
      const manageToken = booking.manageToken ?? token;
      if (manageToken) keepOwnBooking({ id: booking.bookingId, token: manageToken });
      if (booking.nextAction?.type === "redirect") {
        rememberPayment(booking.bookingId);
        location.assign(booking.nextAction.url);
      }
      onAnswer(booking);
    },
    onError: (error) => {
      // No reply: the next tap repeats this attempt. A refusal: it is a new one.
      if ("problem" in error) key.current = undefined;
    },
  });
  return {
    guest,
    methods: offered,
    method,
    choose: setPicked,
    isPending: pay.isPending,
    error: pay.error,
    submit: () => {
      const details = guest.current?.complete();
      // A double click comes before the busy button is drawn.
      if (!details || underway.current) return;
      underway.current = true;
      pay.mutate(details, {
        onSettled: () => {
          underway.current = false;
        },
      });
    },
  };
}
