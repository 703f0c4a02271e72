import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import type { CardWish } from "@/api/booking-calls";
import type { PaymentMethod } from "@/api/booking-contract";
import { readSavedCards, SAVED_CARDS, type SavedCard } from "@/api/saved-card-calls";
import { currentActing, watchActing } from "@/lib/acting-store";
import { storedSession, watchSession } from "@/lib/session-store";

export interface CardsInHand {
  /** Kept cards that the offered ways to pay can use. */
  cards: readonly SavedCard[];
  picked: SavedCard | undefined;
  pick: (card: SavedCard | undefined) => void;
  /** Whether the card of this payment is to be kept; undefined where nobody can wish so. */
  keep: boolean | undefined;
  setKeep: (keep: boolean) => void;
  wish: CardWish | undefined;
}

/** Cards of who is signed in. Guests have none, and keep none. */
export function useCards(
  offered: readonly PaymentMethod[] | undefined,
  method: string | undefined,
): CardsInHand {
  const session = useSyncExternalStore(watchSession, storedSession);
  // Whoever helps in somebody's name neither pays with her cards nor has one kept.
  const acting = useSyncExternalStore(watchActing, currentActing);
  const mine = session !== null && !acting;
  const [id, setId] = useState<string>();
  const [kept, setKeep] = useState(false);
  const keeping = new Set(offered?.filter((way) => way.savesCard).map(({ code }) => code));
  const { data = [] } = useQuery({
    queryKey: [...SAVED_CARDS, session?.name],
    queryFn: readSavedCards,
    enabled: mine && keeping.size > 0,
    staleTime: 60_000,
  });
  const cards = data.filter((card) => !card.expired && keeping.has(card.method));
  const picked = cards.find((card) => card.id === id);
  const may = mine && picked === undefined && method !== undefined;
  const keep = may && keeping.has(method) ? kept : undefined;
  const wish: CardWish | undefined = picked
    ? { savedCardId: picked.id }
    : keep
      ? { saveCard: true }
      : undefined;
  return { cards, picked, pick: (card) => setId(card?.id), keep, setKeep, wish };
}
