import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { weekdayNames } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { clockOf, dayText, openShare, paint, type Span } from "@/lib/week-hours";
import "./hours-painter.css";

const CELL = 30;
const ROWS = 1440 / CELL;
const DAYS = [0, 1, 2, 3, 4, 5, 6];

interface Cell {
  day: number;
  row: number;
}

/** The rectangle between two cells as stretches of the week, day by day. */
function stretches(from: Cell, to: Cell): Span[] {
  const [first, last] = [Math.min(from.day, to.day), Math.max(from.day, to.day)];
  const [top, bottom] = [Math.min(from.row, to.row), Math.max(from.row, to.row)];
  return DAYS.filter((day) => day >= first && day <= last).map((day) => [
    day * 1440 + top * CELL,
    day * 1440 + (bottom + 1) * CELL,
  ]);
}

const spanOf = ({ day, row }: Cell): Span => [
  day * 1440 + row * CELL,
  day * 1440 + (row + 1) * CELL,
];
const inside = (cell: Cell, a: Cell, b: Cell) =>
  cell.day >= Math.min(a.day, b.day) &&
  cell.day <= Math.max(a.day, b.day) &&
  cell.row >= Math.min(a.row, b.row) &&
  cell.row <= Math.max(a.row, b.row);

const MOVES: Record<string, Cell> = {
  ArrowLeft: { day: -1, row: 0 },
  ArrowRight: { day: 1, row: 0 },
  ArrowUp: { day: 0, row: -1 },
  ArrowDown: { day: 0, row: 1 },
};
const within = (value: number, most: number) => Math.max(0, Math.min(most, value));

interface HoursPainterProps {
  line: readonly Span[];
  onChange: (line: Span[]) => void;
  label: string;
}

/**
 * A week to paint opening hours on: drag with mouse or finger, or arrows with Shift and Space.
 * What the first cell becomes, all of the stroke become.
 */
export function HoursPainter({ line, onChange, label }: HoursPainterProps) {
  const { t, locale } = useLanguage();
  const names = weekdayNames(locale);
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<Cell>({ day: 0, row: 18 });
  const [stroke, setStroke] = useState<{ from: Cell; to: Cell; open: boolean }>();
  const [anchor, setAnchor] = useState<Cell>();
  const isOpen = (cell: Cell) => openShare(line, spanOf(cell)) > 0;
  const finish = (from: Cell, to: Cell, open: boolean) =>
    onChange(stretches(from, to).reduce<Span[]>((now, part) => paint(now, part, open), [...line]));
  const cellOf = (event: PointerEvent): Cell | undefined => {
    const found = document.elementFromPoint(event.clientX, event.clientY)?.closest("td");
    if (!found || !grid.current?.contains(found)) return undefined;
    return { day: Number(found.dataset.day), row: Number(found.dataset.row) };
  };
  const onPointerDown = (event: PointerEvent<HTMLTableElement>) => {
    const cell = cellOf(event);
    if (!cell || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setAt(cell);
    setStroke({ from: cell, to: cell, open: !isOpen(cell) });
  };
  const onPointerMove = (event: PointerEvent) => {
    const cell = stroke && cellOf(event);
    if (cell) setStroke({ ...stroke, to: cell });
  };
  const onPointerUp = () => {
    if (stroke) finish(stroke.from, stroke.to, stroke.open);
    setStroke(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (move) {
      event.preventDefault();
      const next = { day: within(at.day + move.day, 6), row: within(at.row + move.row, ROWS - 1) };
      setAnchor(event.shiftKey ? (anchor ?? at) : undefined);
      setAt(next);
      const cell = grid.current?.querySelector<HTMLElement>(
        `[data-day="${next.day}"][data-row="${next.row}"]`,
      );
      cell?.focus();
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      finish(anchor ?? at, at, !isOpen(at));
      setAnchor(undefined);
    } else if (event.key === "Escape") setAnchor(undefined);
  };
  const look = (cell: Cell) => {
    const drawn = stroke && inside(cell, stroke.from, stroke.to);
    const share = openShare(line, spanOf(cell));
    const open = drawn ? stroke.open : share > 0;
    const chosen = anchor && inside(cell, anchor, at) ? " chosen" : "";
    return `${open ? (share < 1 && !drawn ? "part" : "open") : ""}${chosen}`;
  };
  return (
    <div className="painter">
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid per APG
        role="grid"
        ref={grid}
        aria-label={label}
        aria-multiselectable="true"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setStroke(undefined)}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            <td />
            {DAYS.map((day) => (
              <th key={day} scope="col" abbr={names.long[day]}>
                {names.short[day]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: ROWS }, (_, row) => (
            <tr key={clockOf(row * CELL)} className={row % 2 ? "half" : "hour"}>
              <th scope="row">{row % 2 ? null : clockOf(row * CELL)}</th>
              {DAYS.map((day) => {
                const here = at.day === day && at.row === row;
                return (
                  // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a cell of role grid may be selected
                  <td
                    key={day}
                    data-day={day}
                    data-row={row}
                    tabIndex={here ? 0 : -1}
                    aria-selected={isOpen({ day, row })}
                    aria-label={`${names.long[day]} ${clockOf(row * CELL)}`}
                    className={look({ day, row })}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="painter-words" aria-live="polite">
        {DAYS.map((day) => (
          <div key={day}>
            <dt>{names.short[day]}</dt>
            <dd>
              {dayText(line, day + 1) || <span className="muted">{t("painter.closed")}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
