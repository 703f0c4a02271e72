import { useMutation } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import type { BookingCreated, CodeAsked } from "@/api/booking-contract";
import { type CodeWish, giveCode, sendCodeAgain } from "@/api/code-calls";
import { ApiProblem } from "@/lib/problem";
import { randomKey } from "@/lib/random-key";

export interface CodeInHand {
  /** The code that is asked for; undefined when none is, or the guest went back to the form. */
  asked: CodeAsked | undefined;
  ask: (asked: CodeAsked | undefined) => void;
  give: (code: string) => void;
  sendAgain: () => void;
  isPending: boolean;
  isSending: boolean;
  wasSentAgain: boolean;
  /** Why the last code, or the wish for another message, was refused. */
  error: Error | null;
}

interface CodeWanted {
  holdId: string;
  token: string | undefined;
  /** How the guest wanted to pay in the request that asked for the code. */
  wish: RefObject<CodeWish | undefined>;
  onBooked: (booking: BookingCreated) => void;
}

/** One code: given, sent again, or left for the form. One key per guess, kept while no reply came. */
export function useCode({ holdId, token, wish, onBooked }: CodeWanted): CodeInHand {
  const [asked, setAsked] = useState<CodeAsked>();
  const key = useRef<{ code: string; key: string }>(undefined);
  const giving = useMutation({
    mutationFn: (code: string) => {
      if (key.current?.code !== code) key.current = { code, key: randomKey() };
      const how = wish.current ?? { paymentMethod: "pay_on_site" };
      return giveCode(holdId, code, how, token, key.current.key);
    },
    onSuccess: (booking) => {
      setAsked(undefined);
      onBooked(booking);
    },
    onError: (error) => {
      if (error instanceof ApiProblem) key.current = undefined;
    },
  });
  const sending = useMutation({
    mutationFn: () => sendCodeAgain(holdId, token, randomKey()),
    onSuccess: setAsked,
  });
  return {
    asked,
    ask: (found) => {
      giving.reset();
      sending.reset();
      setAsked(found);
    },
    give: (code) => {
      sending.reset();
      giving.mutate(code);
    },
    sendAgain: () => {
      giving.reset();
      sending.mutate();
    },
    isPending: giving.isPending,
    isSending: sending.isPending,
    wasSentAgain: sending.isSuccess,
    error: giving.error ?? sending.error,
  };
}
