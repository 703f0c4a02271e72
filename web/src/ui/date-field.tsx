import { CalendarDays } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { addDays, type CivilDate, dateParts, daysBetween, firstOfMonth } from "@/lib/civil";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { nightTable } from "@/lib/stay";
import { useToday } from "@/lib/use-today";
import { Sheet } from "./dialog";
import { MonthGrid } from "./month-grid";
import "./date-field.css";

const REACH_DAYS = 731;

interface DateFieldProps {
  label: string;
  value: CivilDate | "";
  least?: CivilDate | undefined;
  most?: CivilDate | undefined;
  onChange: (date: CivilDate) => void;
}

/** A date in the language of the page: the browser's own field speaks the browser's, and never Kazakh. */
export function DateField({ label, value, least, most, onChange }: DateFieldProps) {
  const { t, locale } = useLanguage();
  const id = useId();
  const today = useToday();
  const [open, setOpen] = useState(false);
  const [month, setMonth] = useState(firstOfMonth(value || today));
  const first = least ?? addDays(today, -REACH_DAYS);
  const last = most ?? addDays(today, REACH_DAYS);
  const days = useMemo(
    () =>
      nightTable(
        Array.from({ length: Math.max(0, daysBetween(first, last) + 1) }, (_, n) => ({
          date: addDays(first, n),
          available: true,
          canArrive: true,
          canDepart: true,
          minNights: 1,
          maxNights: null,
          price: null,
        })),
      ),
    [first, last],
  );
  const { year } = dateParts(value || today);
  const words = value
    ? [shortDay(locale, value), year === dateParts(today).year ? "" : year].join(" ").trim()
    : t("date.none");
  const choose = (date: CivilDate) => {
    if (date < first || date > last) return;
    onChange(date);
    setOpen(false);
  };
  return (
    <div className="field">
      <span className="label" id={`${id}-label`}>
        {label}
      </span>
      <button
        type="button"
        className="input date-field"
        aria-haspopup="dialog"
        aria-labelledby={`${id}-label ${id}-value`}
        onClick={() => {
          setMonth(firstOfMonth(value || today));
          setOpen(true);
        }}
      >
        <span id={`${id}-value`} className={value ? "" : "muted"}>
          {words}
        </span>
        <CalendarDays size={18} aria-hidden="true" />
      </button>
      <Sheet title={label} open={open} onClose={() => setOpen(false)}>
        <MonthGrid
          month={month}
          today={today}
          least={first}
          nights={days}
          chosen={{ only: value || undefined }}
          onMonth={setMonth}
          onChoose={choose}
        />
      </Sheet>
    </div>
  );
}
