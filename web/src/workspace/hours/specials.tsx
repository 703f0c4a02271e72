import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { fullDate } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { useToday } from "@/lib/use-today";
import { Button, IconButton } from "@/ui/button";
import { DateField } from "@/ui/date-field";
import { TimeField } from "@/ui/time-field";
import type { Holidays, Special } from "./draft";

interface SpecialsProps {
  specials: readonly Special[];
  onChange: (specials: Special[]) => void;
}

/** Dates with hours of their own, or none at all. */
export function Specials({ specials, onChange }: SpecialsProps) {
  const { t, locale } = useLanguage();
  const today = useToday();
  const [date, setDate] = useState("");
  const [closed, setClosed] = useState(true);
  const [opens, setOpens] = useState("10:00");
  const [closes, setCloses] = useState("16:00");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const hours = closed ? [] : [{ opens, closes }];
    const others = specials.filter((special) => special.date !== date);
    onChange([...others, { date, hours, note: "" }].sort((a, b) => a.date.localeCompare(b.date)));
    setDate("");
  };
  return (
    <section className="card hours-card">
      <h2>{t("hours.exceptions")}</h2>
      {specials.length === 0 ? <p className="second">{t("hours.exceptionsNone")}</p> : null}
      <ul className="stack">
        {specials.map((special) => {
          const day = fullDate(locale, special.date);
          const hours = (special.hours ?? []).map((span) => `${span.opens}–${span.closes}`);
          return (
            <li key={special.date} className="hours-special">
              <span>{day}</span>
              <b className="numeric">{hours.join(", ") || t("hours.closed")}</b>
              <IconButton
                label={t("hours.remove", { day })}
                onClick={() => onChange(specials.filter((one) => one !== special))}
              >
                <Trash2 size={18} aria-hidden="true" />
              </IconButton>
            </li>
          );
        })}
      </ul>
      <form className="hours-add" onSubmit={add}>
        <DateField label={t("hours.date")} value={date} least={today} onChange={setDate} />
        <label className="hours-check">
          <input
            type="checkbox"
            checked={closed}
            onChange={({ target }) => setClosed(target.checked)}
          />
          {t("hours.closed")}
        </label>
        {closed ? null : (
          <>
            <TimeField label={t("hours.opens")} required value={opens} onChange={setOpens} />
            <TimeField label={t("hours.closes")} required value={closes} onChange={setCloses} />
          </>
        )}
        <Button type="submit" look="secondary" disabled={!date}>
          {t("hours.add")}
        </Button>
      </form>
    </section>
  );
}

/** What happens on public holidays. */
export function HolidayChoice({
  value,
  inherits,
  onChange,
}: {
  value: Holidays;
  inherits: boolean;
  onChange: (value: Holidays) => void;
}) {
  const { t } = useLanguage();
  return (
    <label className="field">
      <span className="label">{t("hours.holidays")}</span>
      <select
        className="input"
        value={!inherits && value === "inherit" ? "open" : value}
        onChange={({ target }) => {
          const next = target.value;
          if (next === "inherit" || next === "open" || next === "closed") onChange(next);
        }}
      >
        {inherits ? <option value="inherit">{t("hours.holidaysVenue")}</option> : null}
        <option value="open">{t("hours.holidaysOpen")}</option>
        <option value="closed">{t("hours.holidaysClosed")}</option>
      </select>
    </label>
  );
}
