import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type DeskCalendar, type DeskVisit, readCalendar, readChanges } from "@/api/desk-calls";
import type { CivilDate } from "@/lib/civil";
import { useLanguage } from "@/lib/i18n";

const POLL_MS = 15_000;
// Blocks and opening hours are not among the changes; they are read anew now and then.
const WHOLE_MS = 120_000;

/** The delta put into what is on screen: by version, so that a repeated or late one does no harm. */
export function merged(calendar: DeskCalendar, changed: readonly DeskVisit[]): DeskCalendar {
  const visits = new Map(calendar.visits.map((visit) => [visit.bookingId, visit]));
  for (const visit of changed) {
    const known = visits.get(visit.bookingId);
    if (known && known.version > visit.version) continue;
    if (visit.shown) visits.set(visit.bookingId, visit);
    else visits.delete(visit.bookingId);
  }
  return { ...calendar, visits: [...visits.values()] };
}

export function calendarKey(vendorId: string) {
  return ["calendar", vendorId];
}

/** Some days of the business, kept fresh: a poll of changes every 15 s and on focus, all of it now and then. */
export function useCalendar(vendorId: string, from: CivilDate, to: CivilDate) {
  const { locale } = useLanguage();
  const client = useQueryClient();
  const place = useRef({ cursor: "", etag: "" });
  const calendar = useQuery({
    queryKey: [...calendarKey(vendorId), from, to, locale],
    queryFn: ({ signal }) => readCalendar(vendorId, from, to, signal),
    staleTime: WHOLE_MS,
    refetchInterval: WHOLE_MS,
    placeholderData: keepPreviousData,
  });
  const cursor = calendar.data?.cursor;
  useEffect(() => {
    if (cursor && !place.current.cursor) place.current = { cursor, etag: "" };
  }, [cursor]);
  const changes = useQuery({
    queryKey: ["changes", vendorId, locale],
    queryFn: async () => {
      const { cursor: after, etag } = place.current;
      const found = await readChanges(vendorId, after, etag);
      if (!found) return Date.now();
      place.current = { cursor: found.cursor, etag: found.etag };
      if (found.visits.length > 0) {
        client.setQueriesData<DeskCalendar>({ queryKey: calendarKey(vendorId) }, (before) =>
          before ? merged(before, found.visits) : before,
        );
      }
      return Date.now();
    },
    enabled: cursor !== undefined,
    refetchInterval: POLL_MS,
    refetchOnWindowFocus: "always",
    staleTime: 0,
  });
  const heard = Math.max(calendar.dataUpdatedAt, changes.data ?? 0);
  return { calendar, heard, behind: changes.isError || calendar.isError };
}
