import { useMemo, useState } from "react";
import { addDays, type CivilDate, dateParts, firstOfMonth } from "@/lib/civil";
import { useLanguage } from "@/lib/i18n";
import { nightTable } from "@/lib/stay";
import { Button, Chip } from "./button";
import { MonthGrid } from "./month-grid";

interface When {
  date?: CivilDate | undefined;
  checkIn?: CivilDate | undefined;
  checkOut?: CivilDate | undefined;
}

interface WhenPickerProps {
  wanted: When;
  today: CivilDate;
  onPick: (when: When) => void;
  onDone: () => void;
}

const HORIZON_DAYS = 400;
const NOTHING: When = { date: undefined, checkIn: undefined, checkOut: undefined };

export function nextSaturday(today: CivilDate): CivilDate {
  return addDays(today, (5 - dateParts(today).weekday + 7) % 7);
}

/** One tap is a day, a second later day makes it a stay. */
export function WhenPicker({ wanted, today, onPick, onDone }: WhenPickerProps) {
  const { t } = useLanguage();
  const [month, setMonth] = useState(firstOfMonth(wanted.date ?? wanted.checkIn ?? today));
  const anyNight = useMemo(
    () =>
      nightTable(
        Array.from({ length: HORIZON_DAYS }, (_, n) => ({
          date: addDays(today, n),
          available: true,
          canArrive: true,
          canDepart: true,
          minNights: 1,
          maxNights: null,
          price: null,
        })),
      ),
    [today],
  );
  const tap = (date: CivilDate) => {
    if (date < today) return;
    if (wanted.date && date > wanted.date) {
      onPick({ ...NOTHING, checkIn: wanted.date, checkOut: date });
    } else onPick({ ...NOTHING, date });
  };
  const weekend = nextSaturday(today);
  const quick = [
    { label: t("day.today"), date: today },
    { label: t("day.tomorrow"), date: addDays(today, 1) },
    { label: t("day.weekend"), date: weekend },
  ];
  return (
    <>
      <div className="row">
        {quick.map(({ label, date }) => (
          <Chip
            key={label}
            pressed={wanted.date === date}
            onClick={() => onPick({ ...NOTHING, date })}
          >
            {label}
          </Chip>
        ))}
        <Chip pressed={!wanted.date && !wanted.checkIn} onClick={() => onPick(NOTHING)}>
          {t("search.anyTime")}
        </Chip>
      </div>
      <MonthGrid
        month={month}
        today={today}
        nights={anyNight}
        chosen={
          wanted.checkIn
            ? { arrival: wanted.checkIn, departure: wanted.checkOut }
            : { arrival: wanted.date }
        }
        onMonth={setMonth}
        onChoose={tap}
      />
      <Button wide onClick={onDone}>
        {t("common.done")}
      </Button>
    </>
  );
}
