import { type PointerEvent, useMemo, useRef } from "react";
import { addDays, dateParts, daysBetween } from "@/lib/civil";
import { weekdayShort } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { Ghost } from "./ghost";
import { type Board, isOpen, occupies } from "./model";
import { PieceCard } from "./piece";
import { LANE_PX, shapeOf } from "./shape";
import type { BoardDoors } from "./use-board";

/** Places left each night of a row. */
function leftOf(board: Board, index: number): number[] {
  const capacity = board.tracks[index]?.capacity ?? 0;
  const there = board.pieces.filter((piece) => piece.track === index && occupies(piece));
  return Array.from({ length: board.to }, (_, night) => {
    const taken = there
      .filter(({ at, length }) => at <= night && at + length > night)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    return Math.max(0, capacity - taken);
  });
}

interface Props {
  board: Board;
  doors: BoardDoors;
  today: string;
}

/** Days run to the right, every kind of room is a row; stays lie from afternoon to noon. */
export function NightsGrid({ board, doors, today }: Props) {
  const { t, locale } = useLanguage();
  const body = useRef<HTMLDivElement>(null);
  const shape = useMemo(() => shapeOf(board), [board]);
  const first = board.tracks[0]?.date ?? today;
  const todayAt = Math.max(0, Math.min(board.to - 1, daysBetween(first, today)));
  const days = Array.from({ length: board.to }, (_, day) => addDays(first, day));
  doors.locate.current = (x, y) => {
    const rows = [...(body.current?.querySelectorAll(".nights-track") ?? [])].map((each) =>
      each.getBoundingClientRect(),
    );
    const track = rows.findLastIndex((rect) => y >= rect.top);
    const rect = rows[0];
    const share = rect ? (x - rect.left) / rect.width : 0;
    return { track: Math.max(0, track), at: share * board.to - 0.5 };
  };
  const onEmpty = (event: PointerEvent<HTMLElement>, index: number) => {
    if (event.target === event.currentTarget) doors.onEmpty(event, index);
  };
  return (
    <div className="cal-scroll">
      <div className="nights" style={{ "--days": board.to }} ref={body}>
        <div className="nights-head">
          <span className="cal-corner" />
          {days.map((day) => (
            <span key={day} className={`numeric${day === today ? " today" : ""}`}>
              <small>{weekdayShort(locale, day)}</small> {dateParts(day).day}
            </span>
          ))}
        </div>
        {board.tracks.map((track, index) => {
          const pieces = board.pieces.filter((piece) => piece.track === index);
          const lanes = Math.max(1, ...pieces.map(({ lanes: own }) => own)) + 1;
          return (
            <section className="nights-row" key={track.key} aria-label={track.name}>
              <div className="nights-name">
                <b>{track.name}</b>
                <small>{t("calendar.free", { n: leftOf(board, index)[todayAt] ?? 0 })}</small>
              </div>
              <div className="nights-lane">
                <div className="nights-left" aria-hidden="true">
                  {leftOf(board, index).map((left, night) => (
                    <span
                      key={days[night]}
                      className={
                        !isOpen(track, night, 1) ? "shut" : left === 0 ? "full" : "numeric"
                      }
                    >
                      {isOpen(track, night, 1) ? left : ""}
                    </span>
                  ))}
                </div>
                <div
                  className="nights-track"
                  style={{ blockSize: lanes * LANE_PX }}
                  onPointerDown={(event) => onEmpty(event, index)}
                >
                  {pieces.map((piece) => (
                    <PieceCard
                      key={piece.key}
                      piece={piece}
                      shape={shape}
                      current={piece.key === doors.current}
                      chosen={piece.visit !== undefined && piece.visit.bookingId === doors.chosen}
                      onGrab={doors.onGrab}
                      onOpen={doors.onOpen}
                    />
                  ))}
                  <Ghost board={board} track={index} />
                </div>
              </div>
            </section>
          );
        })}
      </div>
    </div>
  );
}
