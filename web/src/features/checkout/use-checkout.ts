import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { createBooking, payAgain, readPaymentMethods } from "@/api/booking-calls";
import type { BookingCreated, PaymentMethod } from "@/api/booking-contract";
import type { CodeWish } from "@/api/code-calls";
import { SAVED_CARDS } from "@/api/saved-card-calls";
import { type CardsInHand, useCards } from "@/api/use-cards";
import type { ValuePreview } from "@/api/value-calls";
import { normalPhone } from "@/lib/guest-store";
import { useLanguage } from "@/lib/i18n";
import { keepOwnBooking } from "@/lib/own-bookings";
import { ApiProblem } from "@/lib/problem";
import { randomKey } from "@/lib/random-key";
import { save } from "@/lib/saved";
import { keepGiftCode } from "@/lib/value-code";
import type { GuestForm } from "./guest-form";
import { type CodeInHand, useCode } from "./use-code";
import { type GiftCardInHand, useGiftCard } from "./use-gift-card";

export interface CheckoutState {
  guest: RefObject<GuestForm | null>;
  gift: GiftCardInHand;
  sums: Sums;
  methods: readonly PaymentMethod[] | undefined;
  method: string | undefined;
  choose: (code: string) => void;
  cards: CardsInHand;
  submit: () => void;
  /** The step before the booking goes on, when risk asks for it. */
  code: CodeInHand;
  isPending: boolean;
  error: Error | null;
}

/** What a card gives of the price, what must be paid before the booking stands, and what is left in all. */
export interface Sums {
  gives: number;
  first: number;
  left: number;
  /** With a card nothing may be left that has to be paid now. */
  settled: boolean;
}

interface CheckoutWanted {
  holdId: string;
  /** Whose ways to pay are offered, and what must be paid before the booking stands. */
  booked: (Priced & { venue: { vendorId: string }; currency: string } & Asked) | undefined;
  /** A payment was refused before: the booking stands, only its payment is tried anew. */
  again: boolean;
  token: string | undefined;
  onAnswer: (booking: BookingCreated) => void;
}

type Priced = { totalPrice: number } | { total: number };

/** A card pays of the price first what is due first; `needed` is what the server says is due all the same. */
function sumsOf(total: number, dues: Asked, balance: number, needed: number): Sums {
  const gives = Math.min(balance, total);
  const first = Math.max(dues.dueNow - gives, needed, 0);
  const left = total - gives;
  const over = gives > 0 && first === 0 && dues.cardHold === 0;
  return { gives, first, left, settled: over && (left === 0 || dues.dueNow > 0) };
}

/** A pass says by itself what is left: its lines cost visits, the others stay as they were. */
function sumsWithPass({ gives, dueNow, dueOnSite }: ValuePreview, needed: number): Sums {
  const left = dueNow + dueOnSite;
  return { gives, first: Math.max(dueNow, needed), left, settled: left === 0 };
}

export function priceOf(booked: Priced): number {
  return "totalPrice" in booked ? booked.totalPrice : booked.total;
}

const REFUSED = new Set(["value-refused", "pass-refused"]);
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
  const vendorId = booked?.venue.vendorId;
  const gift = useGiftCard({
    vendorId: again ? undefined : vendorId,
    currency: booked?.currency ?? "",
    holdId,
    token,
  });
  const [needed, setNeeded] = useState(0);
  const cardHold = gift.pass ? 0 : (booked?.cardHold ?? 0);
  const sums = gift.pass
    ? sumsWithPass(gift.pass, needed)
    : sumsOf(
        booked ? priceOf(booked) : 0,
        { dueNow: booked?.dueNow ?? 0, cardHold },
        gift.card?.balance ?? 0,
        needed,
      );
  const { first: dueNow } = sums;
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
  const chosen = picked ?? usual(offered, dueNow);
  const cards = useCards(offered, chosen);
  const method = cards.picked?.method ?? chosen;
  const asWished = useRef<CodeWish>(undefined);
  const onBooked = (booking: BookingCreated) => {
    key.current = undefined;
    const manageToken = booking.manageToken ?? token;
    if (manageToken) keepOwnBooking({ id: booking.bookingId, token: manageToken });
    code.ask(booking.codeAsked ?? undefined);
    if (!booking.codeAsked) keepGiftCode(undefined);
    if (booking.nextAction?.type === "redirect") {
      rememberPayment(booking.bookingId);
      location.assign(booking.nextAction.url);
    }
    onAnswer(booking);
  };
  const code = useCode({ holdId, token, wish: asWished, onBooked });
  const pay = useMutation({
    mutationFn: async (details: { name: string; phone: string; email: string }) => {
      // One key per attempt: a repeat after a lost reply ends in the same booking and charge.
      key.current ??= randomKey();
      // Somebody quick, or a slow line: the ways to pay are still on their way, and none is guessed.
      const way = sums.settled
        ? "pay_on_site"
        : (method ?? usual(offersOf(await queries.ensureQueryData(ways)), dueNow) ?? "");
      const wish = sums.settled ? undefined : cards.wish;
      if (again) return payAgain(holdId, way, token, key.current, wish);
      asWished.current = {
        paymentMethod: way,
        valueCode: gift.code,
        giftCardCode: gift.beside,
        ...(wish ? { paymentDetails: wish } : {}),
      };
      return createBooking(
        {
          holdId,
          ...asWished.current,
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
    onSuccess: onBooked,
    onError: (error) => {
      // No reply: the next tap repeats this attempt. A refusal: it is a new one.
      if ("problem" in error) key.current = undefined;
      if (!(error instanceof ApiProblem)) return;
      setNeeded(error.problem.dueNow ?? 0);
      if (error.problem.code === "saved-card-not-found")
        void queries.invalidateQueries({ queryKey: SAVED_CARDS });
      // The card was used elsewhere meanwhile: its line says what is left on it now.
      if (REFUSED.has(error.problem.code ?? "") && gift.code) gift.apply(gift.code);
    },
  });
  return {
    guest,
    gift,
    sums,
    methods: offered,
    method,
    choose: (code) => {
      cards.pick(undefined);
      setPicked(code);
    },
    cards,
    code,
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
