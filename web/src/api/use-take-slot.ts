import { useNavigate } from "@tanstack/react-router";
import { useCallback, useRef } from "react";
import type { Listing, NextSlot } from "@/api/contract";
import { usePlaceHold } from "@/api/use-place-hold";
import { afterPaint } from "@/lib/after-paint";
import { timePart } from "@/lib/civil";
import { useLanguage } from "@/lib/i18n";
import { planOf } from "@/lib/plan-of";
import { isTaken } from "@/lib/problem";
import { showToast } from "@/lib/toast";

/**
 * A time tapped on a card goes straight to checkout. When it was just taken, or the card lacks
 * what a hold needs, the place's page opens on that day instead.
 */
export function useTakeSlot(): (listing: Listing, slot: NextSlot) => void {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const { mutate } = usePlaceHold();
  // Not the state of the mutation: with that every card would be drawn again by the tap.
  const waiting = useRef(false);
  return useCallback(
    (listing, slot) => {
      if (waiting.current) return;
      const open = () =>
        navigate({
          to: "/v/$slug/$resourceId",
          params: { slug: listing.slug || listing.vertical || "place", resourceId: listing.id },
          search: { date: slot.startLocal.slice(0, 10), start: slot.start },
        });
      if (!slot.end) {
        open();
        return;
      }
      const offer = listing.id.startsWith("srv_")
        ? { serviceId: listing.id }
        : { resourceId: listing.id };
      waiting.current = true;
      const wish = {
        lines: [{ ...offer, start: slot.start, end: slot.end, quantity: 1 }],
        from: location.pathname + location.search,
        plan: planOf(listing.vertical, listing.name),
      };
      afterPaint(() =>
        mutate(wish, {
          onSettled: () => {
            waiting.current = false;
          },
          onError: (error) => {
            showToast(
              isTaken(error)
                ? t("conflict.taken", { time: timePart(slot.startLocal) })
                : t("error.connection"),
            );
            open();
          },
        }),
      );
    },
    [mutate, navigate, t],
  );
}
