import { type KeyboardEvent, useRef, useState } from "react";
import { type CivilDate, dateParts, minuteOfDay, timePart } from "@/lib/civil";
import { money, thousands } from "@/lib/format/money";
import { longDay, weekdayShort } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import type { SlotChoice } from "./slot-grid";
import "./slot-grid.css";

export interface WeekDay {
  date: CivilDate;
  slots: readonly SlotChoice[];
}

interface WeekGridProps {
  label: string;
  days: readonly WeekDay[];
  today: CivilDate;
  chosen?: SlotChoice | undefined;
  onChoose: (slot: SlotChoice, date: CivilDate) => void;
}

interface Cell {
  kind: "free" | "peak" | "taken" | "none" | "mine";
  slot?: SlotChoice;
}

/** Only hours in which something starts: a place open past midnight has no empty morning. */
function hoursOf(days: readonly WeekDay[]): number[] {
  const hours = days.flatMap(({ slots }) =>
    slots.map(({ startLocal }) => Math.floor(minuteOfDay(startLocal) / 60)),
  );
  return [...new Set(hours)].sort((a, b) => a - b);
}

function cellOf(day: WeekDay, hour: number, chosen: SlotChoice | undefined, low: number): Cell {
  const slots = day.slots.filter(
    ({ startLocal }) => Math.floor(minuteOfDay(startLocal) / 60) === hour,
  );
  const mine = chosen && covers(chosen, `${day.date}T${String(hour).padStart(2, "0")}:00`);
  const free = slots.find(({ available }) => available);
  if (mine) return { kind: "mine", ...(free ? { slot: free } : {}) };
  if (free) return { kind: (free.price ?? low) > low ? "peak" : "free", slot: free };
  return { kind: slots.length > 0 ? "taken" : "none" };
}

function covers(chosen: SlotChoice, hourStart: string): boolean {
  const hourEnd = `${hourStart.slice(0, 13)}:59`;
  return chosen.startLocal.slice(0, 16) <= hourEnd && chosen.endLocal.slice(0, 16) > hourStart;
}

interface HourCellProps {
  day: WeekDay;
  hour: number;
  cell: Cell;
  at: string;
  stop: boolean;
  onFocus: () => void;
  onChoose: (slot: SlotChoice, date: CivilDate) => void;
}

function HourCell({ day, hour, cell, at, stop, onFocus, onChoose }: HourCellProps) {
  const { t, locale } = useLanguage();
  const { slot, kind } = cell;
  const said = [longDay(locale, day.date), slot ? timePart(slot.startLocal) : `${hour}:00`];
  if (!slot) said.push(t(kind === "none" ? "slot.closed" : "slot.taken"));
  else if (slot.price != null && slot.currency) said.push(money(locale, slot.price, slot.currency));
  return (
    <td>
      <button
        type="button"
        className={`cell ${kind}`}
        data-cell={at}
        tabIndex={stop ? 0 : -1}
        aria-label={said.join(", ")}
        aria-pressed={kind === "mine"}
        aria-disabled={!slot}
        onFocus={onFocus}
        onClick={slot ? () => onChoose(slot, day.date) : undefined}
      >
        {slot?.price ? <span aria-hidden="true">{thousands(slot.price)}</span> : null}
      </button>
    </td>
  );
}

/** Seven days by hours. Arrow keys walk the cells; a cell takes the first free time of its hour. */
export function WeekGrid({ label, days, today, chosen, onChoose }: WeekGridProps) {
  const { locale } = useLanguage();
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<readonly [number, number]>([0, 0]);
  const hours = hoursOf(days);
  const prices = days.flatMap(({ slots }) => slots.flatMap(({ price }) => price ?? []));
  const low = Math.min(...prices);

  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const row = Math.min(hours.length - 1, Math.max(0, focus[0] + step[0]));
    const column = Math.min(days.length - 1, Math.max(0, focus[1] + step[1]));
    setFocus([row, column]);
    table.current?.querySelector<HTMLElement>(`[data-cell="${row}.${column}"]`)?.focus();
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of buttons per APG
    <table className="week" role="grid" aria-label={label} ref={table} onKeyDown={move}>
      <thead>
        <tr>
          <td className="hour" />
          {days.map(({ date }) => (
            <th
              key={date}
              scope="col"
              className={date === today ? "today" : ""}
              aria-label={longDay(locale, date)}
            >
              {weekdayShort(locale, date)}
              <b>{dateParts(date).day}</b>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hours.map((hour, row) => (
          <tr key={hour}>
            <th scope="row" className="hour numeric">
              {String(hour).padStart(2, "0")}
            </th>
            {days.map((day, column) => (
              <HourCell
                key={day.date}
                day={day}
                hour={hour}
                cell={cellOf(day, hour, chosen, low)}
                at={`${row}.${column}`}
                stop={row === focus[0] && column === focus[1]}
                onFocus={() => setFocus([row, column])}
                onChoose={onChoose}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -99],
  End: [0, 99],
};
