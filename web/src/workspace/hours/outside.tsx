import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Outside, type OwnerPath, readBooking, rehearse } from "@/api/owner-calls";
import type { components } from "@/api/v1";
import { datePart } from "@/lib/civil";
import { shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/states";
import type { Move } from "./use-hours";

type Draft = components["schemas"]["DraftBody"];
const CHOICES = 3;

/** One row per booking, however many people and rooms it takes. */
export function byBooking(found: readonly Outside[]): Outside[] {
  return found.filter(
    (one, at) => !one.bookingId || found.findIndex((o) => o.bookingId === one.bookingId) === at,
  );
}

interface RowProps {
  outside: Outside;
  path: OwnerPath;
  draft: Draft;
  onChoose: (move: Move | undefined) => void;
}

/** One booking that would lie outside: it stays, or moves to a time the new hours offer. */
function Row({ outside, path, draft, onChoose }: RowProps) {
  const { t, locale } = useLanguage();
  const bookingId = outside.bookingId ?? "";
  const known = useQuery({
    queryKey: ["outside", bookingId, draft],
    queryFn: async () => {
      const booking = await readBooking(bookingId);
      const line = booking.lines[0];
      const offerId = line?.serviceId ?? line?.resourceId;
      const from = datePart(booking.startLocal);
      const length = Date.parse(booking.endsAt) - Date.parse(booking.startsAt);
      const movable = booking.lines.length === 1 && offerId && outside.startLocal.length > 10;
      const seen = movable ? await rehearse(path, { ...draft, offerId, from, days: 7 }) : undefined;
      const free = seen?.days.flatMap(({ slots = [] }) => slots.filter((s) => s.available)) ?? [];
      return { booking, length, free: free.slice(0, CHOICES) };
    },
    enabled: bookingId !== "",
  });
  if (!known.data) return <Skeleton height={64} />;
  const { booking, length, free } = known.data;
  const when = (start: string, end: string) =>
    `${shortDay(locale, datePart(start))}, ${timeRange(locale, start, end)}`;
  return (
    <li className="hours-outside">
      <div>
        <b>{booking.userDetails?.firstName ?? booking.confirmationCode}</b>
        <span className="second">
          {booking.resourceName} · {when(booking.startLocal, booking.endLocal)}
        </span>
      </div>
      <select
        className="input"
        aria-label={t("hours.choice", { code: booking.confirmationCode })}
        defaultValue=""
        onChange={({ target }) => {
          const slot = free.find(({ start }) => start === target.value);
          if (!slot) return onChoose(undefined);
          const end = new Date(Date.parse(slot.start) + length).toISOString();
          onChoose({ bookingId, start: slot.start, end });
        }}
      >
        <option value="">{t("hours.keep")}</option>
        {free.map(({ start, startLocal, endLocal }) => (
          <option key={start} value={start}>
            {t("hours.moveTo", { when: when(startLocal, endLocal) })}
          </option>
        ))}
      </select>
    </li>
  );
}

interface OutsideProps {
  found: readonly Outside[];
  path: OwnerPath;
  draft: Draft;
  open: boolean;
  busy: boolean;
  onClose: () => void;
  onSave: (moves: Move[]) => void;
}

/** Before anything is stored: every booking the new hours would leave outside. */
export function OutsideDialog({ found, path, draft, open, busy, onClose, onSave }: OutsideProps) {
  const { t } = useLanguage();
  const [moves, setMoves] = useState<Record<string, Move | undefined>>({});
  return (
    <Dialog title={t("hours.outside", { n: found.length })} open={open} onClose={onClose}>
      <div className="stack">
        <p className="second">{t("hours.outsideText")}</p>
        <ul className="stack">
          {found.map((one) => (
            <Row
              key={`${one.bookingId}${one.resourceId}${one.startLocal}`}
              outside={one}
              path={path}
              draft={draft}
              onChoose={(move) =>
                setMoves((before) => ({ ...before, [one.bookingId ?? ""]: move }))
              }
            />
          ))}
        </ul>
        <Button
          large
          busy={busy}
          onClick={() => onSave(Object.values(moves).flatMap((move) => (move ? [move] : [])))}
        >
          {t("hours.saveAnyway")}
        </Button>
      </div>
    </Dialog>
  );
}
