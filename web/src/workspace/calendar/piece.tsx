import { Check, Hourglass, StickyNote, UserX } from "lucide-react";
import { memo, type PointerEvent } from "react";
import { dayRange, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import type { Landing } from "./drag";
import type { Piece } from "./model";
import { placeOf, type Shape } from "./shape";
import { STATUS_WORDS } from "./words";

const ICON_OF: Record<string, typeof Check> = {
  completed: Check,
  no_show: UserX,
  awaiting_approval: Hourglass,
  pending_payment: Hourglass,
  held: Hourglass,
};

interface Props {
  piece: Piece;
  shape: Shape;
  current: boolean;
  chosen: boolean;
  onGrab: (event: PointerEvent<HTMLElement>, piece: Piece, how: Landing["how"]) => void;
  onOpen: (piece: Piece) => void;
}

/** One visit or block. Its state is told by ground, outline, icon and words, never by colour alone. */
export const PieceCard = memo(function PieceCard(props: Props) {
  const { piece, shape, current, chosen, onGrab, onOpen } = props;
  const { t, locale } = useLanguage();
  const { visit, part, block } = piece;
  const bounds = part ?? block;
  const when =
    bounds?.startDate && bounds.endDate
      ? dayRange(locale, bounds.startDate, bounds.endDate)
      : bounds
        ? timeRange(locale, bounds.startLocal, bounds.endLocal)
        : "";
  const name = visit ? visit.name || t("desk.walkIn") : block?.reason || t("move.blocked");
  const title = part?.title ?? "";
  const state = visit ? t(STATUS_WORDS[visit.status] ?? "status.confirmed") : t("move.blocked");
  const Icon = visit ? ICON_OF[visit.status] : undefined;
  const low = !shape.nights && piece.length < 40;
  const movable = visit?.status === "confirmed";
  return (
    <button
      type="button"
      className={`piece ${visit ? `is-${visit.status}` : "is-block"}${low ? " low" : ""}${chosen ? " chosen" : ""}`}
      style={placeOf(shape, piece)}
      tabIndex={current ? 0 : -1}
      data-piece={piece.key}
      data-booking={visit?.bookingId}
      aria-label={[when, name, title, state].filter(Boolean).join(", ")}
      aria-haspopup={visit ? "dialog" : undefined}
      onPointerDown={(event) => movable && onGrab(event, piece, "move")}
      onClick={() => onOpen(piece)}
    >
      <span className="piece-time numeric">
        {when}
        {visit?.hasNote ? <StickyNote size={13} aria-hidden="true" /> : null}
        {Icon ? <Icon size={14} aria-hidden="true" className="piece-icon" /> : null}
      </span>
      <b>{name}</b>
      {title ? <span className="piece-title">{title}</span> : null}
      {movable && !part?.serviceId ? (
        <span
          className="piece-end"
          aria-hidden="true"
          onPointerDown={(event) => {
            event.stopPropagation();
            onGrab(event, piece, "resize");
          }}
        />
      ) : null}
    </button>
  );
});
