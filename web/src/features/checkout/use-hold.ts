import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { extendHold, readBooking } from "@/api/booking-calls";
import { isKeptHold, type KeptHold } from "@/api/use-place-hold";
import { type HoldMoment, receive, restored } from "@/lib/hold-clock";
import { keptHold } from "@/lib/hold-store";
import { tokenOf } from "@/lib/own-bookings";
import { randomKey } from "@/lib/random-key";

function firstMoment(kept: KeptHold | undefined): HoldMoment | undefined {
  if (!kept) return undefined;
  const { expiresAt, serverNow } = kept.hold;
  return restored({ expiresAt, serverNow, receivedMonotonic: 0, receivedWall: kept.receivedWall });
}

const PENDING_POLL_MS = 3_000;

/** The hold as kept on this device at once, then as the server says, again after every waking. */
export function useHold(holdId: string) {
  const kept = useMemo(() => keptHold(holdId, isKeptHold), [holdId]);
  const token = kept?.hold.manageToken ?? tokenOf(holdId);
  const [moment, setMoment] = useState(() => firstMoment(kept));
  const [extensionsLeft, setExtensionsLeft] = useState(kept?.hold.extensionsLeft ?? 0);
  const query = useQuery({
    queryKey: ["booking", holdId],
    queryFn: () => readBooking(holdId, token),
    refetchOnWindowFocus: "always",
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.status === "pending_payment" ? PENDING_POLL_MS : false,
  });
  const { data } = query;
  useEffect(() => {
    if (data?.holdExpiresAt && data.serverNow) {
      setMoment(receive({ expiresAt: data.holdExpiresAt, serverNow: data.serverNow }));
    }
    if (data?.extensionsLeft != null) setExtensionsLeft(data.extensionsLeft);
  }, [data]);
  const extend = async () => {
    const reply = await extendHold(holdId, token, randomKey());
    setExtensionsLeft(reply.extensionsLeft);
    if (reply.serverNow)
      setMoment(receive({ expiresAt: reply.expiresAt, serverNow: reply.serverNow }));
    else await query.refetch();
  };
  return { kept, token, moment, extensionsLeft, query, extend };
}
