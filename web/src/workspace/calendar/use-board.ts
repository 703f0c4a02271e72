import {
  type KeyboardEventHandler,
  type PointerEvent,
  type RefObject,
  useCallback,
  useRef,
  useSyncExternalStore,
} from "react";
import { addDays } from "@/lib/civil";
import { useLanguage } from "@/lib/i18n";
import { showToast } from "@/lib/toast";
import { useShownAtOnce } from "@/lib/use-shown-at-once";
import { currentLayers, openBooking, openNewBooking, watchLayers } from "@/workspace/frame/layers";
import { localAt } from "./clock";
import type { Landing } from "./drag";
import type { Board, Piece } from "./model";
import { fixedBecause, refusal } from "./rules";
import { useBounce } from "./use-bounce";
import { useKeys } from "./use-keys";
import { useMoves } from "./use-moves";
import { emptyPiece, type Locate, usePointer } from "./use-pointer";

/** What a grid needs from the hands that work on it. */
export interface BoardDoors {
  root: RefObject<HTMLDivElement | null>;
  locate: RefObject<Locate | null>;
  current: string | undefined;
  chosen: string | null;
  onGrab: (event: PointerEvent<HTMLElement>, piece: Piece, how: Landing["how"]) => void;
  onOpen: (piece: Piece) => void;
  onEmpty: (event: PointerEvent<HTMLElement>, track: number) => void;
  onKeyDown: KeyboardEventHandler;
}

/** Mouse, finger and keyboard over one board: the same rules, the same move, the same refusals. */
export function useBoard(vendorId: string, board: Board, dataVersion: number): BoardDoors {
  const { t } = useLanguage();
  const root = useRef<HTMLDivElement>(null);
  const locate = useRef<Locate | null>(null);
  const beside = useSyncExternalStore(watchLayers, () => currentLayers().booking);
  const [chosen, open] = useShownAtOnce(beside, openBooking);
  const { note, fromGhost } = useBounce(root, dataVersion);
  const move = useMoves(vendorId, note);
  const draw = useCallback(
    ({ track, at, length }: Landing) => {
      const target = board.tracks[track];
      if (!target) return;
      const start = board.nights ? addDays(target.date, at) : localAt(target.date, at);
      openNewBooking({ resourceId: target.resourceId, start, minutes: length });
    },
    [board],
  );
  const onDrop = useCallback(
    (landing: Landing) => {
      if (landing.how === "draw") return draw(landing);
      const refused = refusal(t, board, landing);
      if (!refused) return move(board, landing);
      showToast(refused);
      if (landing.piece.visit) fromGhost(landing.piece.visit.bookingId);
    },
    [board, draw, fromGhost, move, t],
  );
  const onGrab = usePointer({ board, locate, onDrop });
  const refuseGrab = useCallback(
    (piece: Piece) => {
      const why = fixedBecause(piece);
      if (why) showToast(t(why));
      return why !== undefined;
    },
    [t],
  );
  const keys = useKeys({ board, root, onDrop, onRefusedGrab: refuseGrab });
  const { setCurrent } = keys;
  const onOpen = useCallback(
    (piece: Piece) => {
      setCurrent(piece.key);
      if (piece.visit) open(piece.visit.bookingId);
    },
    [open, setCurrent],
  );
  const onEmpty = useCallback(
    (event: PointerEvent<HTMLElement>, track: number) => {
      const point = locate.current?.(event.clientX, event.clientY);
      if (!point || event.button !== 0) return;
      const piece = emptyPiece(board, { ...point, track });
      if (event.pointerType === "mouse") onGrab(event, piece, "draw");
      const from = { x: event.clientX, y: event.clientY };
      // A tap or click without dragging books at that very time.
      const onClick = (click: MouseEvent) => {
        if (Math.hypot(click.clientX - from.x, click.clientY - from.y) < 6) {
          draw({ ...piece, piece, how: "draw", length: 0 });
        }
      };
      event.currentTarget.addEventListener("click", onClick, { once: true });
    },
    [board, draw, onGrab],
  );
  return {
    root,
    locate,
    current: keys.current,
    chosen,
    onGrab,
    onOpen,
    onEmpty,
    onKeyDown: keys.onKeyDown,
  };
}
