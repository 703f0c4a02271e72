import { addDays } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { longDay, offsetLabel, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { useToday } from "@/lib/use-today";
import { Choice, Stepper } from "@/ui/field";
import { ErrorState, Skeleton } from "@/ui/states";
import type { BookerProps } from "./booker";
import { BookingPanel } from "./booking-panel";
import { Freshness } from "./freshness";
import { ResourceHead } from "./resource-head";
import { useSlots } from "./use-slots";

const HORIZON_DAYS = 31;
const MOST = 10;

/** An event: its dates, the seats that are left, and how many. */
export function SessionBooker({ resource, state, onChange }: BookerProps) {
  const { t, locale } = useLanguage();
  const today = useToday();
  const quantity = state.quantity ?? 1;
  const query = useSlots({
    resourceId: resource.id,
    from: state.date && state.date >= today ? state.date : today,
    days: HORIZON_DAYS,
    quantity: 1,
  });
  const sessions = (query.data?.days ?? []).flatMap(({ slots }) => slots);
  const open = sessions.filter(({ available }) => available);
  const chosen = open.find(({ start }) => start === state.start) ?? open[0];
  const left = chosen?.free ?? MOST;
  const many = Math.min(quantity, Math.max(1, left));
  const [first] = sessions;
  return (
    <div className="resource">
      <div className="resource-main">
        <ResourceHead resource={resource} />
      </div>
      <BookingPanel
        resource={resource}
        lines={
          chosen
            ? [{ resourceId: resource.id, start: chosen.start, end: chosen.end, quantity: many }]
            : undefined
        }
        summary={chosen ? timeRange(locale, chosen.startLocal, chosen.endLocal) : ""}
        ask={query.data && open.length === 0 ? t("session.soldOut") : t("panel.chooseTime")}
        onTaken={() => void query.refetch()}
      >
        {query.error && !query.data ? (
          <ErrorState
            error={query.error}
            title={t("slots.error")}
            onRetry={() => query.refetch()}
          />
        ) : null}
        {query.data ? null : <Skeleton height={120} />}
        <fieldset className="stack" style={{ gap: 8 }}>
          <legend className="hidden">{t("session.dates")}</legend>
          <div className="spread">
            <h3>{t("session.dates")}</h3>
            <span className="small muted">
              {[resource.venue.city, first ? offsetLabel(first.utcOffset) : ""]
                .filter(Boolean)
                .join(", ")}
            </span>
          </div>
          {sessions.map((session) =>
            session.available ? (
              <Choice
                key={session.start}
                name="session"
                value={session.start}
                checked={session.start === chosen?.start}
                onChange={() => onChange({ start: session.start })}
                aside={
                  session.price != null && session.currency
                    ? money(locale, session.price, session.currency)
                    : null
                }
              >
                {longDay(locale, session.startLocal)}
                <br />
                <small className="numeric">
                  {timeRange(locale, session.startLocal, session.endLocal)}
                  {session.free != null ? ` · ${t("slot.left", { n: session.free })}` : ""}
                </small>
              </Choice>
            ) : (
              <p key={session.start} className="muted">
                {longDay(locale, session.startLocal)}: {t("session.soldOut")}
              </p>
            ),
          )}
          {query.data && sessions.length === 0 ? (
            <p className="second">
              {t("session.none", { day: longDay(locale, addDays(today, HORIZON_DAYS)) })}
            </p>
          ) : null}
        </fieldset>
        {chosen ? (
          <Stepper
            label={t("session.seats")}
            value={many}
            least={1}
            most={Math.min(left, resource.maxParty ?? MOST)}
            onChange={(next) => onChange({ quantity: next })}
          />
        ) : null}
        <Freshness updatedAt={query.dataUpdatedAt} failed={query.isError} />
      </BookingPanel>
    </div>
  );
}
