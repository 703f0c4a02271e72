import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { previewMove, rescheduleBooking } from "@/api/booking-calls";
import type { Booking, LineRequest } from "@/api/booking-contract";
import { readNights, readSlots } from "@/api/calls";
import { addDays, addMonths, daysBetween, firstOfMonth } from "@/lib/civil";
import { dayRange, shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { departureRefusal, nightTable } from "@/lib/stay";
import { showToast } from "@/lib/toast";
import { useToday } from "@/lib/use-today";
import { Button } from "@/ui/button";
import { Sheet } from "@/ui/dialog";
import { MonthGrid } from "@/ui/month-grid";
import { useRefusalText } from "@/ui/refusal-text";
import { DayStrip, type SlotChoice, SlotGrid } from "@/ui/slot-grid";
import { ErrorState, Skeleton } from "@/ui/states";
import { MovePrice } from "./move-price";

interface RescheduleProps {
  booking: Booking;
  token: string | undefined;
  open: boolean;
  onClose: () => void;
}

/** Another time for the same booking: its length and what was booked stay. */
export function Reschedule({ booking, token, open, onClose }: RescheduleProps) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [key, setKey] = useState(randomKey);
  const [line, setLine] = useState<{ request: LineRequest; text: string }>();
  const preview = useQuery({
    queryKey: ["move", booking.bookingId, line?.request],
    queryFn: () => previewMove(booking.bookingId, line ? [line.request] : [], token),
    enabled: line !== undefined,
    staleTime: 0,
    retry: false,
  });
  const move = useMutation({
    mutationFn: ({ request, total }: { request: LineRequest; total: number }) =>
      rescheduleBooking(booking.bookingId, [request], total, token, key),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["booking", booking.bookingId] });
      await queries.invalidateQueries({ queryKey: ["money", booking.bookingId] });
      showToast(t("reschedule.done"));
      onClose();
    },
    onError: () => {
      setKey(randomKey());
      void preview.refetch();
    },
  });
  const stay = Boolean(booking.lines?.[0]?.startDate ?? (booking.startDate && !booking.startLocal));
  const Picker = stay ? StayPicker : SlotPicker;
  return (
    <Sheet title={t("reschedule.title")} open={open} onClose={onClose}>
      <Picker booking={booking} onPick={(request, text) => setLine({ request, text })} />
      {line && preview.data ? <MovePrice data={preview.data} /> : null}
      {(move.error ?? preview.error) ? <ErrorState error={move.error ?? preview.error} /> : null}
      <Button
        wide
        large
        disabled={!line || !preview.data}
        busy={move.isPending}
        onClick={() => {
          if (line && preview.data) {
            move.mutate({ request: line.request, total: preview.data.total });
          }
        }}
      >
        {line ? t("reschedule.confirm", { when: line.text }) : t("panel.chooseTime")}
      </Button>
    </Sheet>
  );
}

interface PickerProps {
  booking: Booking;
  onPick: (request: LineRequest, text: string) => void;
}

const WEEK = 7;
const BEFORE = 3;

function SlotPicker({ booking, onPick }: PickerProps) {
  const { t, locale } = useLanguage();
  const today = useToday();
  // Most people move by hours or a day: it begins where the booking is.
  const own = booking.startLocal.slice(0, 10);
  const from = own > addDays(today, BEFORE) ? addDays(own, -BEFORE) : today;
  const [day, setDay] = useState(own < today ? today : own);
  const [start, setStart] = useState<string>();
  const [line] = booking.lines ?? [];
  const resourceId = line?.resourceId ?? booking.resourceId ?? "";
  const quantity = line?.quantity ?? 1;
  const length =
    line?.start && line.end ? (Date.parse(line.end) - Date.parse(line.start)) / 60_000 : undefined;
  const query = useQuery({
    queryKey: ["slots", "move", booking.bookingId, from],
    queryFn: () =>
      readSlots({
        resourceId,
        serviceId: line?.serviceId ?? undefined,
        from,
        days: WEEK * 2,
        duration: length,
        quantity,
      }),
  });
  const choose = (slot: SlotChoice & { end?: string }) => {
    setStart(slot.start);
    const end =
      slot.end ?? new Date(Date.parse(slot.start) + (length ?? 60) * 60_000).toISOString();
    const offer = line?.serviceId ? { serviceId: line.serviceId } : { resourceId };
    onPick(
      { ...offer, start: slot.start, end, quantity },
      `${shortDay(locale, slot.startLocal)}, ${timeRange(locale, slot.startLocal, slot.endLocal)}`,
    );
  };
  if (!query.data) {
    return query.error ? (
      <ErrorState error={query.error} onRetry={() => query.refetch()} />
    ) : (
      <Skeleton height={240} />
    );
  }
  const shown = query.data.days.find(({ date }) => date === day);
  return (
    <>
      <DayStrip days={query.data.days} chosen={day} onChoose={setDay} />
      {shown?.slots.some(({ available }) => available) ? (
        <SlotGrid
          label={t("panel.startTime")}
          slots={shown.slots}
          chosen={start}
          onChoose={choose}
        />
      ) : (
        <p className="second">{t("slots.none")}</p>
      )}
    </>
  );
}

function StayPicker({ booking, onPick }: PickerProps) {
  const { t, locale } = useLanguage();
  const refusalText = useRefusalText();
  const today = useToday();
  const [line] = booking.lines ?? [];
  const from = line?.startDate ?? booking.startDate ?? today;
  const until = line?.endDate ?? booking.endDate ?? addDays(from, 1);
  const length = daysBetween(from.slice(0, 10), until.slice(0, 10));
  const [month, setMonth] = useState(firstOfMonth(today));
  const [chosen, setChosen] = useState<{ arrival: string; departure: string }>();
  const [note, setNote] = useState(t("stay.chooseArrival"));
  const resourceId = line?.resourceId ?? booking.resourceId ?? "";
  const quantity = line?.quantity ?? 1;
  const first = month < today ? today : month;
  const days = daysBetween(first, addMonths(month, 2));
  const query = useQuery({
    queryKey: ["nights", resourceId, first, days, quantity],
    queryFn: () => readNights(resourceId, first, days, quantity),
  });
  const table = nightTable(
    (query.data?.nights ?? []).map((night) => ({
      ...night,
      maxNights: night.maxNights ?? null,
      price: night.price ?? null,
    })),
  );
  const choose = (arrival: string) => {
    const departure = addDays(arrival, length);
    const refusal = departureRefusal(table, arrival, departure);
    if (refusal) {
      setNote(refusalText(refusal));
      return;
    }
    setChosen({ arrival, departure });
    setNote(t("stay.chosen", { n: length }));
    onPick(
      { resourceId, startDate: arrival, endDate: departure, quantity },
      dayRange(locale, arrival, departure),
    );
  };
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  }
  return (
    <>
      <MonthGrid
        month={month}
        today={today}
        nights={table}
        chosen={chosen ?? {}}
        onMonth={setMonth}
        onChoose={choose}
      />
      <p role="status" className="second">
        {note}
      </p>
    </>
  );
}
