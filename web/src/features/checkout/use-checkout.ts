import { useMutation, useQuery } from "@tanstack/react-query";
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
  booked: { venue: { vendorId: string }; dueNow: number } | undefined;
  /** A payment was refused before: the booking stands, only its payment is tried anew. */
  again: boolean;
  token: string | undefined;
  onAnswer: (booking: BookingCreated) => void;
}

export const PAYABLE = new Set(["held", "pending_payment"]);
export const ON_SITE = /on.?site/;

function isOffered(code: string, dueNow: number): boolean {
  return dueNow === 0 || !ON_SITE.test(code);
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
  const dueNow = booked?.dueNow ?? 0;
  const vendorId = booked?.venue.vendorId;
  const guest = useRef<GuestForm>(null);
  const key = useRef<string>(undefined);
  const underway = useRef(false);
  const [picked, setPicked] = useState<string>();
  const { data: methods } = useQuery({
    queryKey: ["payment-methods", vendorId, locale],
    queryFn: () => readPaymentMethods(vendorId ?? ""),
    enabled: vendorId !== undefined,
    staleTime: 300_000,
  });
  const offered = methods?.filter(({ code }) => isOffered(code, dueNow));
  // Nothing to pay now: paying on site is what most people mean.
  const usual = dueNow === 0 ? offered?.find(({ code }) => ON_SITE.test(code)) : undefined;
  const method = picked ?? (usual ?? offered?.[0])?.code;
  const pay = useMutation({
    mutationFn: (details: { name: string; phone: string; email: string }) => {
      // One key per attempt: a repeat after a lost reply ends in the same booking and charge.
      key.current ??= randomKey();
      if (again) return payAgain(holdId, method ?? "", token, key.current);
      return createBooking(
        {
          holdId,
          paymentMethod: method ?? "pay_on_site",
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
