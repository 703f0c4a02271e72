import { type KeyboardEvent, type RefObject, useCallback, useState } from "react";
import { currentLanding, type Landing, showLanding, stepped } from "./drag";
import type { Board, Piece } from "./model";

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

function onPiece({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const modified = ctrlKey || metaKey || altKey;
  return !modified && target instanceof HTMLElement && target.dataset.piece !== undefined;
}

/** The nearest piece in the direction of an arrow. */
export function neighbour(board: Board, piece: Piece, key: string): Piece | undefined {
  const along = board.nights ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const back = key === "ArrowUp" || key === "ArrowLeft";
  const distance = ({ at }: Piece) => Math.abs(at - piece.at);
  if (along.includes(key)) {
    const same = board.pieces.filter(({ track }) => track === piece.track);
    const index = same.findIndex(({ key: own }) => own === piece.key);
    return same[index + (back ? -1 : 1)];
  }
  const tracks = [...new Set(board.pieces.map(({ track }) => track))].sort((a, b) => a - b);
  const next = back
    ? tracks.filter((track) => track < piece.track).at(-1)
    : tracks.find((track) => track > piece.track);
  const there = board.pieces.filter(({ track }) => track === next);
  return there.reduce<Piece | undefined>(
    (best, each) => (best && distance(best) <= distance(each) ? best : each),
    undefined,
  );
}

interface Doors {
  board: Board;
  root: RefObject<HTMLElement | null>;
  onDrop: (landing: Landing) => void;
  onRefusedGrab: (piece: Piece) => boolean;
}

/** Arrows go from visit to visit; M takes one up, arrows carry it, Enter lays it down, Escape leaves it. */
export function useKeys({ board, root, onDrop, onRefusedGrab }: Doors) {
  const [current, setCurrent] = useState<string>();
  const [carrying, setCarrying] = useState(false);
  const at = board.pieces.find(({ key }) => key === current) ?? board.pieces[0];
  const carry = useCallback(
    (event: KeyboardEvent): boolean => {
      const landing = currentLanding();
      if (!landing) return false;
      if (ARROWS.includes(event.key)) {
        showLanding(stepped(board, landing, event.key, event.shiftKey));
      } else if (event.key === "Enter" || event.key === "Escape") {
        setCarrying(false);
        showLanding(null);
        if (event.key === "Enter") onDrop(landing);
      } else return event.key === "Tab";
      return true;
    },
    [board, onDrop],
  );
  const takeUp = (piece: Piece) => {
    if (!piece.visit || onRefusedGrab(piece)) return;
    setCarrying(true);
    showLanding({ ...piece, piece, how: "move" });
  };
  const goTo = (piece: Piece | undefined) => {
    if (!piece) return;
    setCurrent(piece.key);
    root.current?.querySelector<HTMLElement>(`[data-piece="${piece.key}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (carrying && carry(event)) return event.preventDefault();
    const arrow = ARROWS.includes(event.key);
    if (!at || !onPiece(event) || !(arrow || event.code === "KeyM")) return;
    event.preventDefault();
    if (arrow) goTo(neighbour(board, at, event.key));
    else takeUp(at);
  };
  return { current: at?.key, setCurrent, onKeyDown, carrying };
}
