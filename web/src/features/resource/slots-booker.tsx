import { useQuery } from "@tanstack/react-query";
import type { LineRequest } from "@/api/booking-contract";
import { readVertical } from "@/api/calls";
import { addDays, daysBetween } from "@/lib/civil";
import { shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { useToday } from "@/lib/use-today";
import { Stepper } from "@/ui/field";
import { DayStrip, type SlotChoice } from "@/ui/slot-grid";
import { Skeleton } from "@/ui/states";
import { BookingPanel } from "./booking-panel";
import { type BookerProps, ResourceHead } from "./resource-page";
import { ServicePicker, useDurationText } from "./service-picker";
import { StartTimes } from "./start-times";
import { useSlots } from "./use-slots";
import { WeekCard } from "./week-card";

export const WEEK = 7;

interface Offer {
  resourceId: string;
  service: string | undefined;
  staff: string | undefined;
  quantity: number;
}

function lineOf(offer: Offer, slot: { start: string; end: string }): LineRequest {
  const { resourceId, service, staff, quantity } = offer;
  const time = { start: slot.start, end: slot.end, quantity };
  if (!service) return { resourceId, ...time };
  return { serviceId: service, ...(staff ? { staffId: staff } : {}), ...time };
}

/** What is shown and chosen of a place's week, worked out once for the grid and the panel. */
function useWeek({ resource, state, onChange }: BookerProps) {
  const today = useToday();
  const service = state.service ?? resource.services?.[0]?.id;
  const vertical = useQuery({
    queryKey: ["vertical", resource.vertical],
    queryFn: () => readVertical(resource.vertical ?? ""),
    enabled: Boolean(resource.vertical) && !service,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const durations = service ? undefined : (vertical.data?.durations ?? undefined);
  const duration = service ? undefined : (state.duration ?? durations?.default);
  const asked = state.date && state.date >= today ? state.date : undefined;
  const from = addDays(today, Math.floor(daysBetween(today, asked ?? today) / WEEK) * WEEK);
  const quantity = state.quantity ?? 1;
  const query = useSlots(
    {
      resourceId: resource.id,
      serviceId: service,
      staffId: state.staff,
      from,
      days: WEEK,
      duration,
      quantity,
    },
    service !== undefined || !vertical.isLoading,
  );
  const anyone = useSlots(
    { resourceId: resource.id, serviceId: service, from, days: WEEK, quantity },
    service !== undefined && state.staff !== undefined,
  );
  const days = query.data?.days ?? [];
  // Who asked for no date sees the first one with a free time: in the evening today is over.
  const day =
    asked ?? days.find(({ slots }) => slots.some((slot) => slot.available))?.date ?? today;
  const whole = state.staff ? anyone.data : query.data;
  const slots = days.flatMap((one) => one.slots);
  const chosen = slots.find(({ start }) => start === state.start);
  const choose = (slot: SlotChoice, date?: string) =>
    onChange({ start: slot.start, date: date ?? day, service });
  const turn = (step: number) => {
    const next = addDays(from, step * WEEK);
    onChange({ date: next < today ? today : next, start: undefined });
  };
  return {
    today,
    service,
    durations,
    waiting: vertical.isLoading,
    duration,
    day,
    from,
    query,
    days,
    anyone: whole?.days.flatMap((one) => one.slots),
    offset: slots[0]?.utcOffset,
    taken: chosen?.available ? chosen : undefined,
    gone: chosen !== undefined && !chosen.available,
    line: chosen?.available
      ? lineOf({ resourceId: resource.id, service, staff: state.staff, quantity }, chosen)
      : undefined,
    choose,
    turn,
  };
}

export type Week = ReturnType<typeof useWeek>;

/** Times of a place: a week at a glance on a wide screen, a day strip on a phone, slots in both. */
export function SlotsBooker(props: BookerProps) {
  const { resource, state, onChange } = props;
  const { t, locale } = useLanguage();
  const durationText = useDurationText();
  const week = useWeek(props);
  const { taken, line, service, durations, duration, day, days } = week;
  const again = { start: undefined };
  return (
    <div className="resource">
      <div className="resource-main">
        <ResourceHead resource={resource} />
        <WeekCard week={week} />
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
