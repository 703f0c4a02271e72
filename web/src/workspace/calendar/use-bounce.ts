import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";

/** A refused piece travels back to its place before one's eyes. */
export function useBounce(root: RefObject<HTMLElement | null>, changed: unknown) {
  const refused = useRef<{ bookingId: string; from: DOMRect } | null>(null);
  const find = useCallback(
    (selector: string) => root.current?.querySelector<HTMLElement>(selector),
    [root],
  );
  const fly = useCallback(() => {
    const { bookingId, from } = refused.current ?? {};
    refused.current = null;
    const card = bookingId ? find(`[data-booking="${bookingId}"]`) : undefined;
    if (!card || !from || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const to = card.getBoundingClientRect();
    const start = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
    card.animate(
      [
        { transform: start, zIndex: 6 },
        { transform: "none", zIndex: 6 },
      ],
      {
        duration: 200,
        easing: "ease-out",
      },
    );
  }, [find]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it flies when the data went back
  useLayoutEffect(fly, [changed]);
  /** Before the data goes back: remember where the piece is seen now. */
  const note = useCallback(
    (bookingId: string) => {
      const card = find(`[data-booking="${bookingId}"]`);
      refused.current = card ? { bookingId, from: card.getBoundingClientRect() } : null;
    },
    [find],
  );
  /** When only the ghost had moved. */
  const fromGhost = useCallback(
    (bookingId: string) => {
      const ghost = find(".cal-ghost");
      refused.current = ghost ? { bookingId, from: ghost.getBoundingClientRect() } : null;
      fly();
    },
    [find, fly],
  );
  return { note, fromGhost };
}
