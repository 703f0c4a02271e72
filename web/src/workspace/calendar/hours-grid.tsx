import { memo, type PointerEvent, useLayoutEffect, useMemo, useRef } from "react";
import { useLanguage } from "@/lib/i18n";
import { Avatar } from "@/ui/desk/avatar";
import { clockText } from "./clock";
import { Ghost } from "./ghost";
import { type Board, type Piece, type Track, utilisation } from "./model";
import { PieceCard } from "./piece";
import { shapeOf } from "./shape";
import type { BoardDoors } from "./use-board";

interface HeadProps {
  board: Board;
  index: number;
  title?: string;
}

/** The share of open time that is taken, as a number and as a bar of the day. */
const TrackHead = memo(function TrackHead({ board, index, title }: HeadProps) {
  const { t } = useLanguage();
  const track = board.tracks[index];
  if (!track) return null;
  const { share } = utilisation(board, index);
  const length = Math.max(1, board.to - board.from);
  const at = (minute: number) => `${((minute - board.from) / length) * 100}%`;
  const width = (minutes: number) => `${(minutes / length) * 100}%`;
  const percent = Math.round(share * 100);
  return (
    <div className="cal-head">
      {title ? null : <Avatar name={track.name} id={track.resourceId} size={34} />}
      <div>
        <b title={title ?? track.name}>{title ?? track.name}</b>
        <small aria-hidden="true">
          {track.open.length > 0 ? `${percent}%` : t("calendar.closed")}
        </small>
        <span
          className="cal-load"
          role="img"
          aria-label={
            track.open.length > 0 ? t("calendar.utilisation", { percent }) : t("calendar.closed")
          }
        >
          {track.open.map(([from, to]) => (
            <i key={from} style={{ insetInlineStart: at(from), inlineSize: width(to - from) }} />
          ))}
          {board.pieces
            .filter((piece) => piece.track === index)
            .map(({ key, at: start, length: minutes }) => (
              <i
                key={key}
                className="taken"
                style={{ insetInlineStart: at(start), inlineSize: width(minutes) }}
              />
            ))}
        </span>
      </div>
    </div>
  );
});

/** What is closed on a track, hatched: the gaps between its open stretches. */
function closedOf({ open }: Track, from: number, to: number): [number, number][] {
  const gaps: [number, number][] = [];
  let reached = from;
  for (const [start, end] of open) {
    if (start > reached) gaps.push([reached, start]);
    reached = Math.max(reached, end);
  }
  if (reached < to) gaps.push([reached, to]);
  return gaps;
}

interface Props {
  board: Board;
  doors: BoardDoors;
  titles?: readonly string[];
  /** Minute of today, and on which tracks it is today. */
  now: { minute: number; date: string };
}

/** Hours run down, people and places (or days) stand side by side. */
export function HoursGrid({ board, doors, titles, now }: Props) {
  const { t } = useLanguage();
  const body = useRef<HTMLDivElement>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const { from, to, tracks } = board;
  const shape = useMemo(() => shapeOf({ ...board }), [board]);
  doors.locate.current = (x, y) => {
    const columns = [...(body.current?.querySelectorAll(".cal-track") ?? [])].map((each) =>
      each.getBoundingClientRect(),
    );
    const track = columns.findLastIndex((rect) => x >= rect.left);
    const rect = columns[0];
    const share = rect ? (y - rect.top) / rect.height : 0;
    return { track: Math.max(0, track), at: from + share * (to - from) };
  };
  const hours = Array.from({ length: (to - from) / 60 - 1 }, (_, n) => from + (n + 1) * 60);
  const today = tracks.some(({ date }) => date === now.date);
  const showsNow = today && now.minute >= from && now.minute <= to;
  const firstSeen = tracks[0]?.date;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per date, not with every minute
  useLayoutEffect(() => {
    const box = scroll.current;
    if (!box) return;
    const start = Math.min(...board.pieces.map(({ at }) => at), to);
    const wanted = showsNow ? now.minute - 90 : Math.min(start, 9 * 60) - 15;
    const height = body.current?.offsetHeight ?? 0;
    box.scrollTop = ((wanted - from) / (to - from)) * height;
  }, [firstSeen, showsNow]);
  const onEmpty = (event: PointerEvent<HTMLElement>, index: number) => {
    if (event.target === event.currentTarget) doors.onEmpty(event, index);
  };
  return (
    <div className="cal-scroll" ref={scroll}>
      <div className="cal" style={{ "--tracks": tracks.length, "--minutes": to - from }}>
        <div className="cal-heads">
          <span className="cal-corner" />
          {tracks.map((track, index) => (
            <TrackHead
              key={track.key}
              board={board}
              index={index}
              {...(titles?.[index] ? { title: titles[index] } : {})}
            />
          ))}
        </div>
        <div className="cal-body" ref={body}>
          <div className="cal-hours numeric" aria-hidden="true">
            {hours.map((minute) => (
              <span
                key={minute}
                style={{ insetBlockStart: `calc(${minute - from} * var(--minute))` }}
              >
                {clockText(minute)}
              </span>
            ))}
          </div>
          {tracks.map((track, index) => (
            <section
              key={track.key}
              className={`cal-track${track.date === now.date ? " today" : ""}`}
              aria-label={titles?.[index] ?? track.name}
              onPointerDown={(event) => onEmpty(event, index)}
            >
              {closedOf(track, from, to).map(([start, end]) => (
                <span
                  key={start}
                  className="cal-closed"
                  style={{
                    insetBlockStart: `calc(${start - from} * var(--minute))`,
                    blockSize: `calc(${end - start} * var(--minute))`,
                  }}
                >
                  {track.reason ? <small>{track.reason}</small> : null}
                </span>
              ))}
              {board.pieces
                .filter((piece: Piece) => piece.track === index)
                .map((piece) => (
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
            </section>
          ))}
          {showsNow ? (
            <div
              className="cal-now"
              style={{ insetBlockStart: `calc(${now.minute - from} * var(--minute))` }}
            >
              <span className="numeric">
                <span className="hidden">{t("calendar.now", { time: "" })}</span>
                {clockText(now.minute)}
              </span>
            </div>
          ) : null}
        </div>
      </div>
    </div>
  );
}
