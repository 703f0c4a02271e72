import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { addDays, addMonths, type CivilDate, dateParts, firstOfMonth } from "@/lib/civil";
import { monthTitle } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import type { ChosenStay, NightTable } from "@/lib/stay";
import { IconButton } from "./button";
import { MonthTable } from "./month-table";
import "./month-grid.css";

interface MonthGridProps {
  /** First month shown. */
  month: CivilDate;
  months?: 1 | 2;
  today: CivilDate;
  /** The first day one may go back to; today when it is not said. */
  least?: CivilDate;
  nights: NightTable;
  chosen: ChosenStay;
  onMonth: (month: CivilDate) => void;
  onChoose: (date: CivilDate) => void;
}

/** Keys of the ARIA practices' date grid; Shift with Page Up or Down moves by years. */
function afterKey(event: KeyboardEvent, date: CivilDate): CivilDate | undefined {
  const months = event.shiftKey ? 12 : 1;
  const { weekday } = dateParts(date);
  const moved: Record<string, () => CivilDate> = {
    ArrowLeft: () => addDays(date, -1),
    ArrowRight: () => addDays(date, 1),
    ArrowUp: () => addDays(date, -7),
    ArrowDown: () => addDays(date, 7),
    Home: () => addDays(date, -weekday),
    End: () => addDays(date, 6 - weekday),
    PageUp: () => addMonths(date, -months),
    PageDown: () => addMonths(date, months),
  };
  return moved[event.key]?.();
}

/** A range of nights with prices: arrival, then departure; days that cannot be chosen say why. */
export function MonthGrid(props: MonthGridProps) {
  const { month, months = 1, today, least = today, nights, chosen, onMonth, onChoose } = props;
  const { t, locale } = useLanguage();
  const titles = useId();
  const box = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<CivilDate>(chosen.only ?? chosen.arrival ?? today);
  const [moved, setMoved] = useState(false);
  const shown = Array.from({ length: months }, (_, step) => addMonths(firstOfMonth(month), step));
  const visible = shown.includes(firstOfMonth(focused));
  const stop = visible ? focused : firstOfMonth(month);

  useEffect(() => {
    if (!moved) return;
    box.current?.querySelector<HTMLElement>(`[data-date="${focused}"]`)?.focus();
    setMoved(false);
  }, [moved, focused]);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = afterKey(event, stop);
    if (!next || next < firstOfMonth(least)) return;
    event.preventDefault();
    setFocused(next);
    setMoved(true);
    if (!shown.includes(firstOfMonth(next))) onMonth(firstOfMonth(next));
  };

  return (
    <div ref={box}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the grids inside it */}
      <div className={`months${months === 2 ? " two" : ""}`} onKeyDown={onKeyDown}>
        {shown.map((first, index) => (
          <section key={first}>
            <header className="months-head">
              {index === 0 ? (
                <IconButton
                  label={t("month.previous")}
                  outlined
                  disabled={first <= firstOfMonth(least)}
                  onClick={() => onMonth(addMonths(first, -1))}
                >
                  <ChevronLeft size={20} aria-hidden="true" />
                </IconButton>
              ) : null}
              <h3 id={`${titles}-${index}`} aria-live="polite">
                {monthTitle(locale, first)}
              </h3>
              {index === months - 1 ? (
                <IconButton
                  label={t("month.next")}
                  outlined
                  onClick={() => onMonth(addMonths(firstOfMonth(month), 1))}
                >
                  <ChevronRight size={20} aria-hidden="true" />
                </IconButton>
              ) : null}
            </header>
            <MonthTable
              titleId={`${titles}-${index}`}
              first={first}
              today={today}
              nights={nights}
              chosen={chosen}
              tabStop={stop}
              onChoose={(date) => {
                setFocused(date);
                onChoose(date);
              }}
            />
          </section>
        ))}
      </div>
    </div>
  );
}
