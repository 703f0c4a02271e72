import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { type DeskCalendar, type DeskVisit, listBookings, readCalendar } from "@/api/desk-calls";
import { addDays, datePart, minuteOfDay, timePart } from "@/lib/civil";
import { longDay, shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { serverNow } from "@/lib/server-clock";
import { useZone } from "@/lib/zone";
import { Avatar } from "@/ui/desk/avatar";
import { ErrorState, Skeleton, StatusTag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { openBooking, openNewBooking } from "@/workspace/frame/layers";
import { PlaceLink } from "@/workspace/frame/place-link";
import "./today.css";

const POLL_MS = 60_000;
const BUSY = new Set(["confirmed", "in_progress", "awaiting_approval", "pending_payment", "held"]);

function Box({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <section className="card today-box" aria-label={title}>
      <h2>
        {title} <span className="desk-count">{count}</span>
      </h2>
      {children}
    </section>
  );
}

function Visits({
  visits,
  when,
}: {
  visits: readonly DeskVisit[];
  when: (visit: DeskVisit) => string;
}) {
  const { t } = useLanguage();
  if (visits.length === 0) return <p className="second">{t("today.nobody")}</p>;
  return (
    <ul>
      {visits.map((visit) => (
        <li key={visit.bookingId}>
          <button type="button" onClick={() => openBooking(visit.bookingId)}>
            <span className="numeric">{when(visit)}</span>
            <span>
              <b>{visit.name || t("desk.walkIn")}</b>
              <small className="second">{visit.parts[0]?.title}</small>
            </span>
            <StatusTag status={visit.status} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Who could take somebody this minute, and until when. */
function freeNow(calendar: DeskCalendar, date: string, minute: number) {
  return calendar.columns.flatMap(({ resourceId, name, timing, days }) => {
    if (timing !== "slots") return [];
    const open = days.find((day) => day.date === date)?.open ?? [];
    const stretch = open.find(([from = 0, to = 0]) => from <= minute && to > minute);
    if (!stretch) return [];
    const there = [
      ...calendar.visits.filter(({ status }) => BUSY.has(status)).flatMap(({ parts }) => parts),
      ...calendar.blocks,
    ].filter((part) => part.resourceId === resourceId && !part.startDate);
    const at = (local: string) =>
      datePart(local) < date ? 0 : datePart(local) > date ? 1440 : minuteOfDay(local);
    if (there.some((p) => at(p.startLocal) <= minute && at(p.endLocal) > minute)) return [];
    const next = there.map((p) => at(p.startLocal)).filter((start) => start > minute);
    return [{ resourceId, name, until: Math.min(stretch[1] ?? 1440, ...next) }];
  });
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** The day in questions: who comes, who leaves, who waits for an answer, who is free, who comes tomorrow. */
export function TodayPage() {
  const { t, locale } = useLanguage();
  const { id, name } = useBusiness();
  usePageTitle(t("desk.today"));
  const zone = useZone();
  const date = zone.dateAt(serverNow());
  const minute = zone.minuteAt(serverNow());
  const day = useQuery({
    queryKey: ["calendar", id, date, addDays(date, 2), locale],
    queryFn: ({ signal }) => readCalendar(id, date, addDays(date, 2), signal),
    refetchInterval: POLL_MS,
  });
  const requests = useQuery({
    queryKey: ["bookings", id, "requests", locale],
    queryFn: ({ signal }) =>
      listBookings(id, { status: ["awaiting_approval"], limit: 20, page: 1 }, signal),
    refetchInterval: POLL_MS,
  });
  const visits = day.data?.visits ?? [];
  const begins = (visit: DeskVisit) => visit.parts[0]?.startLocal ?? "";
  const ends = (visit: DeskVisit) => visit.parts[0]?.endLocal ?? "";
  const beginOn = (wanted: string) =>
    visits
      .filter((visit) => datePart(begins(visit)) === wanted && visit.status !== "completed")
      .sort((a, b) => begins(a).localeCompare(begins(b)));
  const arriving = beginOn(date);
  const tomorrow = beginOn(addDays(date, 1));
  const leaving = visits
    .filter(({ status, parts }) => {
      const [part] = parts;
      const nights = Boolean(part?.startDate);
      return nights ? part?.endDate === date : status === "in_progress";
    })
    .sort((a, b) => ends(a).localeCompare(ends(b)));
  const time = (local: string) => (timePart(local) === "00:00" ? "" : timePart(local));
  const free = day.data ? freeNow(day.data, date, minute) : [];
  const waiting = requests.data?.data ?? [];
  return (
    <div className="desk-page">
      <div className="desk-head">
        <h1>
          {name} <small className="second today-date">{longDay(locale, date)}</small>
        </h1>
        <PlaceLink className="button secondary" href={`/b/${id}/calendar`}>
          {t("desk.calendar")} <ChevronRight size={17} aria-hidden="true" />
        </PlaceLink>
      </div>
      {day.isError ? <ErrorState error={day.error} onRetry={() => day.refetch()} /> : null}
      {day.isPending ? <Skeleton height={320} /> : null}
      {day.data ? (
        <div className="today-grid">
          {waiting.length > 0 ? (
            <Box title={t("today.requests")} count={requests.data?.pagination.total ?? 0}>
              <ul>
                {waiting.map(({ bookingId, customerName, startLocal, resourceName, status }) => (
                  <li key={bookingId}>
                    <button type="button" onClick={() => openBooking(bookingId)}>
                      <span className="numeric">{shortDay(locale, datePart(startLocal))}</span>
                      <span>
                        <b>{customerName || t("desk.walkIn")}</b>
                        <small className="second">
                          {timePart(startLocal)} · {resourceName}
                        </small>
                      </span>
                      <StatusTag status={status} />
                    </button>
                  </li>
                ))}
              </ul>
            </Box>
          ) : null}
          <Box title={t("today.arrivals")} count={arriving.length}>
            <Visits visits={arriving} when={(visit) => time(begins(visit))} />
          </Box>
          <Box title={t("today.departures")} count={leaving.length}>
            <Visits visits={leaving} when={(visit) => time(ends(visit))} />
          </Box>
          {day.data.columns.some(({ timing }) => timing === "slots") ? (
            <Box title={t("today.free")} count={free.length}>
              {free.length === 0 ? <p className="second">{t("today.nobodyFree")}</p> : null}
              <ul>
                {free.map(({ resourceId, name: who, until }) => (
                  <li key={resourceId}>
                    <button type="button" onClick={() => openNewBooking({ resourceId })}>
                      <Avatar name={who} id={resourceId} size={32} />
                      <b>{who}</b>
                      <span className="second numeric">
                        {t("today.until", { time: clock(until) })}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </Box>
          ) : null}
          <Box title={t("today.tomorrow")} count={tomorrow.length}>
            <Visits visits={tomorrow} when={(visit) => time(begins(visit))} />
          </Box>
        </div>
      ) : null}
    </div>
  );
}
