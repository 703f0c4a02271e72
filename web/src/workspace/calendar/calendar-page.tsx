import { useNavigate, useSearch } from "@tanstack/react-router";
import { memo, useDeferredValue, useEffect, useMemo, useState } from "react";
import type { DeskCalendar } from "@/api/desk-calls";
import { addDays, daysBetween } from "@/lib/civil";
import { dayMonth, weekdayShort } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { serverNow } from "@/lib/server-clock";
import { type Shortcut, useShortcuts } from "@/lib/shortcuts";
import { useMedia } from "@/lib/use-media";
import { useOnline } from "@/lib/use-online";
import { useZone } from "@/lib/zone";
import { Avatar } from "@/ui/desk/avatar";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { Agenda } from "./agenda";
import { HoursGrid } from "./hours-grid";
import { type Board, dayBoard, nightsBoard, weekBoard } from "./model";
import { NightsGrid } from "./nights-grid";
import { type CalendarState, rangeOf, stepDays, type View } from "./state";
import { Toolbar } from "./toolbar";
import { useBoard } from "./use-board";
import { useCalendar } from "./use-calendar";
import "./calendar.css";
import "./piece.css";
import "./nights.css";

/** The minute of the venue's day, from the server's clock; ticks twice a minute. */
function useNow() {
  const zone = useZone();
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const date = zone.dateAt(now);
  const minute = zone.minuteAt(now);
  return useMemo(() => ({ date, minute }), [date, minute]);
}

/** Which ways of looking make sense for what the business has. */
function viewsFor(calendar: DeskCalendar | undefined): View[] {
  const nights = calendar?.columns.some(({ timing }) => timing === "nights") ?? false;
  const hours = calendar?.columns.some(({ timing }) => timing !== "nights") ?? true;
  return [
    ...(hours ? (["day", "week"] as const) : []),
    ...(nights ? (["nights"] as const) : []),
    "list",
  ];
}

interface StripProps {
  calendar: DeskCalendar;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** On a phone one person or place at a time; in a week always. */
function WhoStrip({ calendar, chosen, onChoose }: StripProps) {
  const { t } = useLanguage();
  return (
    <fieldset className="cal-who no-print">
      <legend className="hidden">{t("calendar.whose")}</legend>
      {calendar.columns
        .filter(({ timing }) => timing !== "nights")
        .map(({ resourceId, name }) => (
          <button
            key={resourceId}
            type="button"
            aria-pressed={resourceId === chosen}
            onClick={() => onChoose(resourceId)}
          >
            <Avatar name={name} id={resourceId} size={36} />
            <span>{name}</span>
          </button>
        ))}
    </fieldset>
  );
}

function boardOf(
  calendar: DeskCalendar,
  view: View,
  from: string,
  to: string,
  only?: string,
): Board {
  if (view === "nights") return nightsBoard(calendar, from, daysBetween(from, to));
  if (view === "week") return weekBoard(calendar, from, only ?? "");
  return dayBoard(calendar, from, only);
}

interface LoadedProps {
  calendar: DeskCalendar;
  view: View;
  from: string;
  to: string;
  only: string | undefined;
  stamp: number;
  now: { date: string; minute: number };
}

const Loaded = memo(function Loaded(props: LoadedProps) {
  const { calendar, view, from, to, only, stamp, now } = props;
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const board = useMemo(
    () => boardOf(calendar, view, from, to, only),
    [calendar, view, from, to, only],
  );
  const doors = useBoard(id, board, stamp);
  if (board.tracks.length === 0) {
    return (
      <div className="desk-page">
        <EmptyState title={t("calendar.nothing")} text={t("calendar.nothingHint")} />
      </div>
    );
  }
  const titles =
    view === "week"
      ? board.tracks.map(({ date }) => `${weekdayShort(locale, date)}, ${dayMonth(locale, date)}`)
      : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the visits inside
    <div className="cal-root" ref={doors.root} onKeyDown={doors.onKeyDown}>
      {view === "nights" ? (
        <NightsGrid board={board} doors={doors} today={now.date} />
      ) : (
        <HoursGrid board={board} doors={doors} now={now} {...(titles ? { titles } : {})} />
      )}
    </div>
  );
});

export function CalendarPage() {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const state: CalendarState = useSearch({ strict: false });
  const navigate = useNavigate();
  const wide = useMedia("(min-width: 720px)");
  const online = useOnline();
  usePageTitle(t("desk.calendar"));
  const now = useNow();
  const date = state.date ?? now.date;
  const asked = state.view ?? "day";
  const probe = rangeOf(asked, date, wide);
  const { calendar, heard, behind } = useCalendar(id, probe.from, probe.to);
  const shown = calendar.data;
  const views = viewsFor(shown);
  const view = views.includes(asked) ? asked : (views[0] ?? "day");
  const change = useMemo(
    () => (next: Partial<CalendarState>) =>
      navigate({
        to: "/b/$vendorId/calendar",
        params: { vendorId: id },
        search: { ...state, ...next },
        replace: true,
      }),
    [navigate, id, state],
  );
  // A business of nights alone opens on its timeline.
  useEffect(() => {
    if (shown && view !== asked) change({ view });
  }, [shown, view, asked, change]);
  const shortcuts = useMemo<Shortcut[]>(() => {
    const step = stepDays[view];
    return [
      { key: "[", label: "keys.earlier", run: () => change({ date: addDays(date, -step) }) },
      { key: "]", label: "keys.later", run: () => change({ date: addDays(date, step) }) },
      { key: "t", label: "keys.todayKey", run: () => change({ date: now.date }) },
      { key: "d", label: "keys.dayView", run: () => change({ view: "day" }) },
      { key: "w", label: "keys.weekView", run: () => change({ view: "week" }) },
      { key: "l", label: "keys.listView", run: () => change({ view: "list" }) },
      { key: "M", label: "keys.move", run: () => undefined },
    ];
  }, [change, date, now.date, view]);
  useShortcuts(shortcuts);
  const columns = shown?.columns.filter(({ timing }) => timing !== "nights") ?? [];
  const one = view === "week" || (view === "day" && !wide);
  const only = one
    ? (columns.find(({ resourceId }) => resourceId === state.resource) ?? columns[0])?.resourceId
    : undefined;
  const { from, to } = probe;
  const stamp = calendar.dataUpdatedAt;
  // The board is much to draw: everything around it answers first.
  const board = useDeferredValue(
    useMemo(
      () => ({ calendar: shown, view, from, to, only, stamp }),
      [shown, view, from, to, only, stamp],
    ),
  );
  return (
    <div className="cal-page">
      <Toolbar
        date={date}
        view={view}
        views={views}
        wide={wide}
        today={now.date}
        heard={heard}
        behind={behind || !online}
        onDate={(next) => change({ date: next })}
        onView={(next) => change({ view: next })}
      />
      {shown && one && columns.length > 1 ? (
        <WhoStrip calendar={shown} chosen={only} onChoose={(resource) => change({ resource })} />
      ) : null}
      {calendar.isError && !shown ? (
        <div className="desk-page">
          <ErrorState error={calendar.error} onRetry={() => calendar.refetch()} />
        </div>
      ) : null}
      {calendar.isPending ? (
        <div className="desk-page" aria-busy="true">
          <Skeleton height={480} />
        </div>
      ) : null}
      {shown && view === "list" ? (
        <Agenda calendar={shown} from={probe.from} to={probe.to} />
      ) : null}
      {board.calendar && view !== "list" && view === asked ? (
        <Loaded {...board} calendar={board.calendar} now={now} />
      ) : null}
    </div>
  );
}
