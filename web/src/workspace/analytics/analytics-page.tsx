import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readCalendar } from "@/api/desk-calls";
import { addDays } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useToday } from "@/lib/use-today";
import { Chip } from "@/ui/button";
import { EmptyState, ErrorState, Notice, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { DayBars } from "./day-bars";
import { byDay, byHour, type Figures, figuresOf, loads } from "./figures";
import { HourMap } from "./hour-map";
import "./analytics.css";

const LENGTHS = [7, 14, 28] as const;
/** The calendar tells so many visits at most. */
const MOST = 5000;

function Tiles({ now, before }: { now: Figures; before: Figures }) {
  const { t, locale } = useLanguage();
  const { currency } = useBusiness();
  const percent = (share: number | undefined) =>
    share === undefined ? "–" : `${Math.round(share * 100)} %`;
  const tiles = [
    ["stats.bookings", String(now.bookings), String(before.bookings)],
    ["stats.value", money(locale, now.value, currency), money(locale, before.value, currency)],
    ["stats.occupancy", percent(now.occupancy), percent(before.occupancy)],
    ["stats.noShows", String(now.noShows), String(before.noShows)],
  ] as const;
  return (
    <dl className="stats-tiles">
      {tiles.map(([label, value, earlier]) => (
        <div key={label} className="card">
          <dt>{t(label)}</dt>
          <dd className="numeric">{value}</dd>
          <dd className="second small">{t("stats.before", { value: earlier })}</dd>
        </div>
      ))}
    </dl>
  );
}

/** V9: how busy, what it is worth, who did not come; counted from the calendar itself. */
export function AnalyticsPage() {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const today = useToday();
  const [days, setDays] = useState<number>(28);
  usePageTitle(t("stats.title"));
  const to = addDays(today, 1);
  const stretch = { from: addDays(to, -days), to };
  const earlier = { from: addDays(to, -2 * days), to: stretch.from };
  const found = useQuery({
    queryKey: ["analytics", id, earlier.from, to, locale],
    queryFn: ({ signal }) => readCalendar(id, earlier.from, to, signal),
  });
  const { data } = found;
  const now = data ? figuresOf(data, stretch) : undefined;
  const before = data ? figuresOf(data, earlier) : undefined;
  const hours = data ? byHour(data, stretch) : new Map<string, number>();
  return (
    <div className="desk-page stack" style={{ gap: 16 }}>
      <div className="desk-head">
        <h1>{t("stats.title")}</h1>
        <div className="row">
          {LENGTHS.map((length) => (
            <Chip key={length} pressed={days === length} onClick={() => setDays(length)}>
              {t("stats.days", { n: length })}
            </Chip>
          ))}
        </div>
      </div>
      <p className="second">{t("stats.period", { days })}</p>
      {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={420} /> : null}
      {data && data.visits.length >= MOST ? (
        <Notice tone="warn">{t("stats.tooMany")}</Notice>
      ) : null}
      {now && before ? <Tiles now={now} before={before} /> : null}
      {now?.bookings === 0 ? (
        <EmptyState title={t("stats.none")} text={t("stats.noneText")} />
      ) : null}
      {data && now && now.bookings > 0 ? (
        <div className="stats-layout">
          <section className="card stats-card">
            <h2>{t("stats.byDay")}</h2>
            <DayBars days={byDay(data, stretch)} />
          </section>
          <section className="card stats-card">
            <h2>{t("stats.load")}</h2>
            <ul className="stats-loads">
              {loads(data, stretch).map(({ resourceId, name, taken, open }) => (
                <li key={resourceId}>
                  <span>{name}</span>
                  <b className="numeric">{Math.round((taken / open) * 100)} %</b>
                  <i aria-hidden="true">
                    <i style={{ inlineSize: `${(taken / open) * 100}%` }} />
                  </i>
                </li>
              ))}
            </ul>
          </section>
          {hours.size > 0 ? (
            <section className="card stats-card">
              <h2>{t("stats.byHour")}</h2>
              <p className="second small">{t("stats.byHourText")}</p>
              <HourMap counts={hours} />
            </section>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
