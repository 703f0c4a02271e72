import { useCallback, useEffect, useId, useRef } from "react";
import { type CivilDate, dateParts, timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { longDay, weekdayShort } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { useShownAtOnce } from "@/lib/use-shown-at-once";
import "./slot-grid.css";

export interface SlotChoice {
  start: string;
  startLocal: string;
  endLocal: string;
  utcOffset: string;
  available: boolean;
  free?: number | null | undefined;
  price?: number | null | undefined;
  currency?: string | null | undefined;
}

interface SlotGridProps {
  label: string;
  slots: readonly SlotChoice[];
  chosen?: string | undefined;
  /** Show how many places are left when there are only a few. */
  places?: boolean;
  onChoose: (slot: SlotChoice) => void;
}

const FEW = 5;

/** The times of one day as a radio group; a time sold meanwhile stays visible, struck through. */
export function SlotGrid({ label, slots, chosen, places = false, onChoose }: SlotGridProps) {
  const { t, locale } = useLanguage();
  const choose = useCallback(
    (start: string | undefined) => {
      const slot = slots.find((one) => one.start === start);
      if (slot) onChoose(slot);
    },
    [slots, onChoose],
  );
  const [shown, show] = useShownAtOnce(chosen, choose);
  const name = useId();
  // The hour repeated at the end of summer time is offered twice, each with its offset.
  const repeated = new Set(
    slots.map((s) => s.startLocal).filter((local, n, all) => all.indexOf(local) !== n),
  );
  const prices = new Set(slots.filter((one) => one.available).map(({ price }) => price));
  const under = (slot: SlotChoice): string => {
    if (!slot.available) return t("slot.taken");
    if (places && slot.free != null && slot.free <= FEW) return t("slot.left", { n: slot.free });
    if (prices.size < 2) return "";
    if (slot.price != null && slot.currency) return money(locale, slot.price, slot.currency);
    return "";
  };
  return (
    <fieldset>
      <legend className="hidden">{label}</legend>
      <div className="slots">
        {slots.map((slot) => (
          <label key={slot.start} className={`slot${slot.available ? "" : " taken"}`}>
            <input
              type="radio"
              name={name}
              value={slot.start}
              checked={slot.start === shown}
              disabled={!slot.available}
              onChange={() => show(slot.start)}
            />
            <span className="numeric">
              {timePart(slot.startLocal)}
              {repeated.has(slot.startLocal) ? ` (${slot.utcOffset})` : ""}
            </span>
            {under(slot) ? <small>{under(slot)}</small> : null}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface DayStripProps {
  days: readonly { date: CivilDate; slots: readonly { available: boolean }[] }[];
  chosen: CivilDate;
  onChoose: (date: CivilDate) => void;
}

/** Seven days, each with the share that is still free. */
export function DayStrip({ days, chosen: owned, onChoose }: DayStripProps) {
  const { t, locale } = useLanguage();
  const [chosen, choose] = useShownAtOnce(owned, onChoose);
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const pressed = strip.current?.querySelector<HTMLElement>(`[data-date="${chosen}"]`);
    const box = strip.current;
    if (pressed && box) box.scrollLeft = pressed.offsetLeft - box.offsetLeft - 60;
  }, [chosen]);
  return (
    <div className="days" ref={strip}>
      {days.map(({ date, slots }) => {
        const free = slots.filter(({ available }) => available).length;
        const share = slots.length === 0 ? 0 : (free / slots.length) * 100;
        return (
          <button
            key={date}
            type="button"
            className="day"
            data-date={date}
            aria-pressed={date === chosen}
            aria-label={`${longDay(locale, date)}: ${t("day.free", { n: free })}`}
            onClick={() => choose(date)}
          >
            {weekdayShort(locale, date)}
            <b>{dateParts(date).day}</b>
            <span className="bar" aria-hidden="true">
              <i style={{ inlineSize: `${share}%` }} />
            </span>
          </button>
        );
      })}
    </div>
  );
}
