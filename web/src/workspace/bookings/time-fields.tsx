import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useId } from "react";
import { readNights, readSlots } from "@/api/calls";
import { addDays, datePart, timePart } from "@/lib/civil";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { IconButton } from "@/ui/button";
import { Stepper } from "@/ui/field";
import type { DeskOffer } from "./offers";

export interface When {
  date: string;
  time: string;
  minutes: number;
  nights: number;
}

interface Props {
  offer: DeskOffer;
  when: When;
  staffId: string | undefined;
  /** The time came from the calendar: it is kept whether it is among the offered ones or not. */
  given: boolean;
  onWhen: (when: When) => void;
}

function DayStep({ date, onDate }: { date: string; onDate: (date: string) => void }) {
  const { t, locale } = useLanguage();
  return (
    <div className="day-step">
      <IconButton outlined label={t("calendar.before")} onClick={() => onDate(addDays(date, -1))}>
        <ChevronLeft size={18} aria-hidden="true" />
      </IconButton>
      <output aria-live="polite">{shortDay(locale, date)}</output>
      <IconButton outlined label={t("calendar.after")} onClick={() => onDate(addDays(date, 1))}>
        <ChevronRight size={18} aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** Day and free times; the next free time is there before anybody asks. */
function HourFields({ offer, when, staffId, given, onWhen }: Props) {
  const { t } = useLanguage();
  const id = useId();
  const service = offer.timing === "service";
  const { date, time, minutes } = when;
  const free = useQuery({
    queryKey: ["desk-slots", offer.id, staffId ?? "", date, service ? 0 : minutes],
    queryFn: () =>
      readSlots({
        resourceId: offer.id,
        ...(service ? { serviceId: offer.id } : { duration: minutes }),
        ...(staffId ? { staffId } : {}),
        from: date,
        days: 7,
        quantity: 1,
      }),
    retry: false,
  });
  const days = free.data?.days ?? [];
  const today = days.find((day) => day.date === date);
  const offered = (today?.slots ?? []).filter(({ available }) => available);
  const next = days
    .flatMap(({ slots }) => slots)
    .find(({ available, startLocal }) => available && startLocal.slice(0, 10) >= date);
  useEffect(() => {
    if (given || !next) return;
    const fits = offered.some(({ startLocal }) => timePart(startLocal) === time);
    if (fits) return;
    const { startLocal } = next;
    onWhen({ ...when, date: datePart(startLocal), time: timePart(startLocal) });
  }, [given, next, offered, time, onWhen, when]);
  const times = [
    ...new Set([...(time ? [time] : []), ...offered.map((s) => timePart(s.startLocal))]),
  ];
  return (
    <div className="new-when">
      <DayStep date={date} onDate={(to) => onWhen({ ...when, date: to, time: "" })} />
      <div className="field">
        <label htmlFor={id}>{t("new.time")}</label>
        <select
          id={id}
          className="input"
          value={time}
          onChange={({ target }) => onWhen({ ...when, time: target.value })}
        >
          {times.sort().map((each) => (
            <option key={each}>{each}</option>
          ))}
          {times.length === 0 ? <option value="">{t("new.noTimes")}</option> : null}
        </select>
      </div>
      {service ? null : (
        <Stepper
          label={t("new.length")}
          value={minutes}
          least={30}
          most={12 * 60}
          step={30}
          text={`${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`}
          onChange={(next) => onWhen({ ...when, minutes: next })}
        />
      )}
    </div>
  );
}

function NightFields({ offer, when, onWhen }: Props) {
  const { t } = useLanguage();
  const { date, nights } = when;
  const calendar = useQuery({
    queryKey: ["desk-nights", offer.id, date],
    queryFn: () => readNights(offer.id, date, 31, 1),
    retry: false,
  });
  const left = Math.min(
    ...(calendar.data?.nights
      .slice(0, nights)
      .map(({ available, free }) => (available ? free : 0)) ?? [99]),
  );
  return (
    <div className="new-when">
      <DayStep date={date} onDate={(to) => onWhen({ ...when, date: to })} />
      <Stepper
        label={t("new.nights")}
        value={nights}
        least={1}
        most={60}
        onChange={(next) => onWhen({ ...when, nights: next })}
      />
      {calendar.data ? (
        <p className={left > 0 ? "second" : "field-error"}>{t("calendar.free", { n: left })}</p>
      ) : null}
    </div>
  );
}

export function TimeFields(props: Props) {
  if (props.offer.timing === "nights") return <NightFields {...props} />;
  return props.offer.timing === "session" ? null : <HourFields {...props} />;
}
