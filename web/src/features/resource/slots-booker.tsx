import { ChevronLeft, ChevronRight } from "lucide-react";
import type { LineRequest, SlotDay } from "@/api/contract";
import { addDays, daysBetween } from "@/lib/civil";
import { dayRange, offsetLabel, shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { useToday } from "@/lib/use-today";
import { Button, IconButton } from "@/ui/button";
import { Stepper } from "@/ui/field";
import { DayStrip, type SlotChoice, SlotGrid } from "@/ui/slot-grid";
import { ErrorState, Skeleton } from "@/ui/states";
import { WeekGrid } from "@/ui/week-grid";
import { BookingPanel } from "./booking-panel";
import { Freshness } from "./freshness";
import { type BookerProps, ResourceHead } from "./resource-page";
import { ServicePicker, useDurationText } from "./service-picker";
import { useSlots } from "./use-slots";

const WEEK = 7;

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

function nextFree(days: readonly SlotDay[]): SlotDay | undefined {
  return days.find(({ slots }) => slots.some(({ available }) => available));
}

/** Times of a place: a week at a glance on a wide screen, a day strip on a phone, slots in both. */
export function SlotsBooker(props: BookerProps) {
  const { resource, state, onChange } = props;
  const { t, locale } = useLanguage();
  const durationText = useDurationText();
  const today = useToday();
  const { durations } = resource;
  const needsService = (resource.services?.length ?? 0) > 0;
  const service = state.service ?? (needsService ? resource.services?.[0]?.id : undefined);
  const day = state.date && state.date >= today ? state.date : today;
  const from = addDays(today, Math.floor(daysBetween(today, day) / WEEK) * WEEK);
  const duration = service ? undefined : (state.duration ?? durations?.default);
  const query = useSlots({
    resourceId: resource.id,
    serviceId: service,
    staffId: state.staff,
    from,
    days: WEEK,
    duration,
    quantity: state.quantity ?? 1,
  });
  const days = query.data?.days ?? [];
  const shown = days.find(({ date }) => date === day);
  const chosen = days.flatMap(({ slots }) => slots).find(({ start }) => start === state.start);
  const gone = chosen !== undefined && !chosen.available;
  const taken = chosen?.available ? chosen : undefined;
  const offset = days.flatMap(({ slots }) => slots).at(0)?.utcOffset;
  const free = nextFree(days);
  const offer: Offer = {
    resourceId: resource.id,
    service,
    staff: state.staff,
    quantity: state.quantity ?? 1,
  };
  const pooled = resource.capacity > 1;

  const choose = (slot: SlotChoice, date?: string) =>
    onChange({ start: slot.start, date: date ?? day, service });
  const week = (step: number) => {
    const next = addDays(from, step * WEEK);
    onChange({ date: next < today ? today : next, start: undefined });
  };
  const summary = taken
    ? `${shortDay(locale, taken.startLocal)}, ${timeRange(locale, taken.startLocal, taken.endLocal)}`
    : "";

  return (
    <div className="resource">
      <div className="resource-main">
        <ResourceHead resource={resource} />
        <section className="block card wide-grid">
          <header className="block-head">
            <h2>
              {t("week.title")} <small className="muted small">{t("week.thousands")}</small>
            </h2>
            <Freshness updatedAt={query.dataUpdatedAt} failed={query.isError} />
            <IconButton
              label={t("week.previous")}
              outlined
              disabled={from <= today}
              onClick={() => week(-1)}
            >
              <ChevronLeft size={20} aria-hidden="true" />
            </IconButton>
            <b>{dayRange(locale, from, addDays(from, WEEK - 1))}</b>
            <IconButton label={t("week.next")} outlined onClick={() => week(1)}>
              <ChevronRight size={20} aria-hidden="true" />
            </IconButton>
          </header>
          {query.data ? (
            <WeekGrid
              label={t("week.title")}
              days={days}
              today={today}
              chosen={taken}
              onChoose={choose}
            />
          ) : (
            <Skeleton height={420} />
          )}
          <div className="legend">
            <span>
              <i className="soft" aria-hidden="true" /> {t("legend.free")}
            </span>
            <span>
              <i className="mid" aria-hidden="true" /> {t("legend.peak")}
            </span>
            <span>
              <i className="taken" aria-hidden="true" /> {t("legend.taken")}
            </span>
            <span>
              <i className="mine" aria-hidden="true" /> {t("legend.mine")}
            </span>
          </div>
        </section>
      </div>
      <BookingPanel
        resource={resource}
        lines={taken ? [lineOf(offer, taken)] : undefined}
        summary={summary}
        ask={t("panel.chooseTime")}
        onTaken={() => void query.refetch()}
      >
        {needsService ? (
          <ServicePicker
            resource={resource}
            service={service}
            staff={state.staff}
            onChange={(change) => onChange({ ...change, start: undefined })}
          />
        ) : null}
        <div className="narrow-only">
          <DayStrip
            days={days}
            chosen={day}
            onChoose={(date) => onChange({ date, start: undefined })}
          />
        </div>
        <div className="panel-two">
          <div className="field wide-grid">
            <span className="label">{t("panel.date")}</span>
            <span className="shown-date">{shortDay(locale, day)}</span>
          </div>
          {durations && !service ? (
            <Stepper
              label={t("panel.duration")}
              value={duration ?? durations.default}
              least={durations.minimum}
              most={durations.maximum}
              step={durations.step}
              text={durationText(duration ?? durations.default)}
              onChange={(minutes) => onChange({ duration: minutes, start: undefined })}
            />
          ) : null}
          {pooled && !needsService ? (
            <Stepper
              label={t("panel.quantity")}
              value={state.quantity ?? 1}
              least={1}
              most={Math.min(resource.capacity, resource.maxParty ?? 99)}
              onChange={(quantity) => onChange({ quantity })}
            />
          ) : null}
        </div>
        <section className="stack">
          <div className="spread">
            <h3>{t("panel.startTime")}</h3>
            <span className="small muted">
              {[resource.venue.city, offset ? offsetLabel(offset) : ""].filter(Boolean).join(", ")}
            </span>
          </div>
          {query.error && !query.data ? (
            <ErrorState
              error={query.error}
              title={t("slots.error")}
              onRetry={() => query.refetch()}
            >
              {resource.venue.phone ? (
                <a href={`tel:${resource.venue.phone}`}>{resource.venue.phone}</a>
              ) : null}
            </ErrorState>
          ) : null}
          {query.data ? null : <Skeleton height={172} />}
          {gone ? <p className="field-error">{t("conflict.takenNow")}</p> : null}
          {shown && shown.slots.length > 0 ? (
            <SlotGrid
              label={`${t("panel.startTime")}, ${shortDay(locale, day)}`}
              slots={shown.slots}
              chosen={taken?.start}
              places={pooled}
              onChoose={choose}
            />
          ) : null}
          {query.data && !shown?.slots.some(({ available }) => available) ? (
            <div className="stack">
              <p className="second">{t("slots.none")}</p>
              {free && free.date !== day ? (
                <Button
                  look="secondary"
                  onClick={() => onChange({ date: free.date, start: undefined })}
                >
                  {t("slots.nextFree", { day: shortDay(locale, free.date) })}
                </Button>
              ) : (
                <Button look="secondary" onClick={() => week(1)}>
                  {t("week.next")}
                </Button>
              )}
            </div>
          ) : null}
          <div className="narrow-only">
            <Freshness updatedAt={query.dataUpdatedAt} failed={query.isError} />
          </div>
        </section>
      </BookingPanel>
    </div>
  );
}
