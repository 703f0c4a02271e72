import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback } from "react";
import { type Landing, moved, showLanding, snapped, stepOf } from "./drag";
import type { Board, Piece } from "./model";

const SLOP = 5;
const LONG_PRESS_MS = 320;

/** Turns a point of the screen into a place on the board, for both directions of drawing. */
export type Locate = (x: number, y: number) => { track: number; at: number };

interface Doors {
  board: Board;
  locate: RefObject<Locate | null>;
  onDrop: (landing: Landing) => void;
}

/**
 * Mouse: drags at once. Finger: after a long press, so that the page still scrolls. Escape lets go
 * of it where it was.
 */
export function usePointer({ board, locate, onDrop }: Doors) {
  return useCallback(
    (event: ReactPointerEvent<HTMLElement>, piece: Piece, how: Landing["how"]) => {
      if (event.button !== 0) return;
      const find = locate.current;
      if (!find) return;
      const { pointerId, clientX, clientY, currentTarget, pointerType } = event;
      const touch = pointerType === "touch";
      const grip = find(clientX, clientY);
      let dragging = false;
      let last: Landing | null = null;
      const at = (x: number, y: number): Landing => {
        const point = find(x, y);
        if (how === "move") {
          const offset = point.at - grip.at;
          const landing = { piece, how, track: point.track, at: piece.at + offset };
          return snapped(board, { ...landing, length: piece.length });
        }
        return snapped(board, { ...piece, piece, how, length: point.at - piece.at });
      };
      const begin = () => {
        dragging = true;
        currentTarget.setPointerCapture(pointerId);
        last = { piece, how, track: piece.track, at: piece.at, length: piece.length };
        showLanding(last);
        if (touch) navigator.vibrate?.(12);
      };
      const show = (landing: Landing) => {
        const { track, at: place, length } = landing;
        if (last?.track === track && last.at === place && last.length === length) return;
        last = landing;
        showLanding(landing);
      };
      const timer = touch ? setTimeout(begin, LONG_PRESS_MS) : undefined;
      const onMove = (next: PointerEvent) => {
        if (next.pointerId !== pointerId) return;
        const far = Math.hypot(next.clientX - clientX, next.clientY - clientY) > SLOP;
        if (!dragging) {
          if (!far) return;
          if (touch) return end(false);
          begin();
        }
        show(at(next.clientX, next.clientY));
      };
      const hold = (next: TouchEvent) => {
        if (dragging) next.preventDefault();
      };
      const onKey = (next: KeyboardEvent) => {
        if (next.key === "Escape" && dragging) end(false);
      };
      const onUp = (next: PointerEvent) => {
        if (next.pointerId === pointerId) end(next.type === "pointerup");
      };
      function end(drop: boolean) {
        clearTimeout(timer);
        removeEventListener("pointermove", onMove);
        removeEventListener("pointerup", onUp);
        removeEventListener("pointercancel", onUp);
        removeEventListener("keydown", onKey, true);
        removeEventListener("touchmove", hold);
        if (!dragging) return;
        // The click that follows a drag must not open anything.
        addEventListener("click", swallow, { capture: true, once: true });
        setTimeout(() => removeEventListener("click", swallow, true), 0);
        showLanding(null);
        if (drop && last && (how === "draw" || moved(last))) onDrop(last);
      }
      addEventListener("pointermove", onMove);
      addEventListener("pointerup", onUp);
      addEventListener("pointercancel", onUp);
      addEventListener("keydown", onKey, true);
      addEventListener("touchmove", hold, { passive: false });
    },
    [board, locate, onDrop],
  );
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

/** The empty place under a point, as a piece to be drawn. */
export function emptyPiece(board: Board, point: { track: number; at: number }): Piece {
  const step = board.nights ? 1 : stepOf(board);
  const at = Math.floor(point.at / step) * step;
  return { key: "new", track: point.track, at, length: step, lane: 0, lanes: 1, quantity: 1 };
}
