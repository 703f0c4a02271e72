import { shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { useMedia } from "@/lib/use-media";
import { Stepper } from "@/ui/field";
import { DayStrip } from "@/ui/slot-grid";
import { Skeleton } from "@/ui/states";
import type { BookerProps } from "./booker";
import { BookingPanel } from "./booking-panel";
import { ResourceHead } from "./resource-head";
import { ServicePicker, useDurationText } from "./service-picker";
import { StartTimes } from "./start-times";
import { useWeek } from "./use-week";
import { WeekCard } from "./week-card";

/** Times of a place: a week at a glance on a wide screen, a day strip on a phone, slots in both. */
export function SlotsBooker(props: BookerProps) {
  const { resource, state, onChange } = props;
  const { t, locale } = useLanguage();
  const durationText = useDurationText();
  // Hundreds of cells that a phone would draw for nobody.
  const wide = useMedia("(min-width: 1080px)");
  const week = useWeek(props);
  const { taken, line, service, durations, duration, day, days } = week;
  const again = { start: undefined };
  return (
    <div className="resource">
      <div className="resource-main">
        <ResourceHead resource={resource} />
        {wide ? <WeekCard week={week} /> : null}
      </div>
      <BookingPanel
        resource={resource}
        lines={line ? [line] : undefined}
        summary={
          taken
            ? `${shortDay(locale, taken.startLocal)}, ${timeRange(locale, taken.startLocal, taken.endLocal)}`
            : ""
        }
        ask={t("panel.chooseTime")}
        onTaken={() => void week.query.refetch()}
      >
        {service ? (
          <ServicePicker
            resource={resource}
            service={service}
            staff={state.staff}
            slots={week.anyone}
            onChange={(change) => onChange({ ...change, ...again })}
          />
        ) : null}
        <div className="narrow-only">
          <DayStrip days={days} chosen={day} onChoose={(date) => onChange({ date, ...again })} />
        </div>
        <div className="panel-two">
          <div className="field wide-grid">
            <span className="label">{t("panel.date")}</span>
            <span className="shown-date">{shortDay(locale, day)}</span>
          </div>
          {durations && duration ? (
            <Stepper
              label={t("panel.duration")}
              value={duration}
              least={durations.minimum}
              most={durations.maximum}
              step={durations.step}
              text={durationText(duration)}
              onChange={(minutes) => onChange({ duration: minutes, ...again })}
            />
          ) : null}
          {week.waiting ? <Skeleton height={76} /> : null}
          {resource.capacity > 1 && !service ? (
            <Stepper
              label={t("panel.quantity")}
              value={state.quantity ?? 1}
              least={1}
              most={Math.min(resource.capacity, resource.maxParty ?? 99)}
              onChange={(quantity) => onChange({ quantity })}
            />
          ) : null}
        </div>
        <StartTimes resource={resource} week={week} onChange={onChange} />
      </BookingPanel>
    </div>
  );
}
