import type { Offer } from "@/api/contract";
import { offsetLabel, shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { viewerTime } from "@/lib/viewer-time";
import { Button } from "@/ui/button";
import { SlotGrid } from "@/ui/slot-grid";
import { ErrorState, Skeleton } from "@/ui/states";
import type { ChangeChoice } from "./booker";
import { Freshness } from "./freshness";
import type { Week } from "./use-week";

interface StartTimesProps {
  resource: Offer;
  week: Week;
  onChange: ChangeChoice;
}

/** The times of the chosen day, or the way to the next free one. */
export function StartTimes({ resource, week, onChange }: StartTimesProps) {
  const { t, locale } = useLanguage();
  const { query, days, day, taken, gone, offset, choose } = week;
  const { venue } = resource;
  const shown = days.find(({ date }) => date === day);
  const yours = viewerTime(taken?.start, taken?.utcOffset);
  const place = [venue.city, offset ? offsetLabel(offset) : ""].filter(Boolean).join(", ");
  return (
    <section className="stack">
      <div className="spread">
        <h3>{t("panel.startTime")}</h3>
        <span className="small muted">{place}</span>
      </div>
      {yours ? <p className="small second">{t("when.yours", { time: yours })}</p> : null}
      {query.error && !query.data ? (
        <ErrorState error={query.error} title={t("slots.error")} onRetry={() => query.refetch()}>
          {venue.phone ? <a href={`tel:${venue.phone}`}>{venue.phone}</a> : null}
        </ErrorState>
      ) : null}
      {query.data || query.error ? null : <Skeleton height={172} />}
      {gone ? <p className="field-error">{t("conflict.takenNow")}</p> : null}
      {shown && shown.slots.length > 0 ? (
        <SlotGrid
          label={`${t("panel.startTime")}, ${shortDay(locale, day)}`}
          slots={shown.slots}
          chosen={taken?.start}
          places={resource.capacity > 1}
          onChoose={choose}
        />
      ) : null}
      {query.data && !shown?.slots.some(({ available }) => available) ? (
        <NoTimes week={week} onChange={onChange} />
      ) : null}
      <div className="narrow-only">
        <Freshness updatedAt={query.dataUpdatedAt} failed={query.isError} />
      </div>
    </section>
  );
}

function NoTimes({ week, onChange }: Omit<StartTimesProps, "resource">) {
  const { t, locale } = useLanguage();
  const { days, day, turn } = week;
  const closed = days.find(({ date }) => date === day)?.closed;
  const next = days.find(
    ({ date, slots }) => date > day && slots.some(({ available }) => available),
  );
  return (
    <div className="stack">
      <p className="second">{closed?.message ?? t("slots.none")}</p>
      {next ? (
        <Button look="secondary" onClick={() => onChange({ date: next.date, start: undefined })}>
          {t("slots.nextFree", { day: shortDay(locale, next.date) })}
        </Button>
      ) : (
        <Button look="secondary" onClick={() => turn(1)}>
          {t("week.next")}
        </Button>
      )}
    </div>
  );
}
