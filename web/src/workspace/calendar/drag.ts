import type { Board, Piece } from "./model";

/** Where a piece would land. `how` tells moving from pulling its end. */
export interface Landing {
  piece: Piece;
  how: "move" | "resize" | "draw";
  track: number;
  at: number;
  length: number;
}

let landing: Landing | null = null;
const listeners = new Set<() => void>();

export function currentLanding(): Landing | null {
  return landing;
}

export function watchLanding(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function showLanding(next: Landing | null): void {
  landing = next;
  for (const listener of listeners) listener();
}

export const stepOf = (board: Board): number => (board.nights ? 1 : 15);

/** Kept inside the board, on the grid of quarters (or nights). */
export function snapped(board: Board, next: Landing): Landing {
  const step = stepOf(board);
  const track = Math.min(Math.max(0, next.track), board.tracks.length - 1);
  if (next.how !== "move") {
    const length = Math.max(step, Math.round(next.length / step) * step);
    return { ...next, track, length: Math.min(length, board.to - next.at) };
  }
  const at = Math.round(next.at / step) * step;
  return { ...next, track, at: Math.min(Math.max(board.from, at), board.to - step) };
}

export function moved({ piece, track, at, length }: Landing): boolean {
  return piece.track !== track || piece.at !== at || piece.length !== length;
}

/** One press of an arrow while a piece is being moved by keys; Shift pulls its end. */
export function stepped(board: Board, landing: Landing, key: string, shift: boolean): Landing {
  const along = board.nights ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const across = board.nights ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  const step = stepOf(board);
  const sign = key === along[0] || key === across[0] ? -1 : 1;
  if (across.includes(key)) {
    return snapped(board, { ...landing, how: "move", track: landing.track + sign });
  }
  if (shift)
    return snapped(board, { ...landing, how: "resize", length: landing.length + sign * step });
  return snapped(board, { ...landing, how: "move", at: landing.at + sign * step });
}
