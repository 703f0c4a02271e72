import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import type { LineRequest } from "@/api/booking-contract";
import { readNights } from "@/api/calls";
import { addMonths, daysBetween, firstOfMonth } from "@/lib/civil";
import { dayRange, shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import {
  afterTap,
  type ChosenStay,
  departureRefusal,
  type NightTable,
  nearestStay,
  nightTable,
  type Refusal,
  type Stay,
} from "@/lib/stay";
import { useMedia } from "@/lib/use-media";
import { useToday } from "@/lib/use-today";
import { Button } from "@/ui/button";
import { Stepper } from "@/ui/field";
import { MonthGrid } from "@/ui/month-grid";
import { useRefusalText } from "@/ui/refusal-text";
import { ErrorState, Skeleton } from "@/ui/states";
import type { BookerProps } from "./booker";
import { BookingPanel } from "./booking-panel";
import { Freshness } from "./freshness";
import { ResourceHead } from "./resource-head";

const POLL_MS = 15_000;

function useNights(resourceId: string, month: string, today: string, quantity: number) {
  const from = month < today ? today : month;
  // Two months to look at and one more, so that a stay may end in the next.
  const days = daysBetween(from, addMonths(firstOfMonth(month), 3));
  const query = useQuery({
    queryKey: ["nights", resourceId, from, days, quantity],
    queryFn: () => readNights(resourceId, from, days, quantity),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
  const table = useMemo(
    () =>
      nightTable(
        (query.data?.nights ?? []).map((night) => ({
          ...night,
          maxNights: night.maxNights ?? null,
          price: night.price ?? null,
        })),
      ),
    [query.data],
  );
  return { query, table };
}

/** Dates from a link count only while they can really be booked. */
function bookable(table: NightTable, arrival?: string, departure?: string): ChosenStay {
  if (!arrival || !table.get(arrival)?.available) return {};
  const ok = departure && !departureRefusal(table, arrival, departure);
  return { arrival, ...(ok ? { departure } : {}) };
}

export function NightsBooker({ resource, state, onChange }: BookerProps) {
  const { t, locale } = useLanguage();
  const refusalText = useRefusalText();
  const today = useToday();
  const wide = useMedia("(min-width: 1080px)");
  const [month, setMonth] = useState(firstOfMonth(state.checkIn ?? state.date ?? today));
  const [refused, setRefused] = useState<Refusal>();
  const quantity = state.quantity ?? 1;
  const guests = state.guests ?? Math.min(2, resource.maxParty ?? 2);
  const { query, table } = useNights(resource.id, month, today, quantity);
  const chosen = bookable(table, state.checkIn, state.checkOut);
  const { arrival, departure } = chosen;
  const nights = arrival && departure ? daysBetween(arrival, departure) : 0;
  const nearest = nearestStay(table, today, 1);

  const tap = (date: string) => {
    const next = afterTap(table, chosen, date);
    if ("refusal" in next) {
      setRefused(next.refusal);
      return;
    }
    setRefused(undefined);
    onChange({ checkIn: next.arrival, checkOut: next.departure });
  };
  const line: LineRequest | undefined =
    arrival && departure
      ? {
          resourceId: resource.id,
          startDate: arrival,
          endDate: departure,
          quantity,
          guests: { adults: guests, children: 0 },
        }
      : undefined;
  const note = refused
    ? refusalText(refused)
    : line
      ? t("stay.chosen", { n: nights })
      : t(arrival ? "stay.chooseDeparture" : "stay.chooseArrival");
  return (
    <div className="resource">
      <div className="resource-main">
        <ResourceHead resource={resource} />
        <div className="resource-body">
          <StayCalendar
            query={query}
            note={note}
            offer={arrival ? undefined : nearest}
            onOffer={(stay) => {
              onChange({ checkIn: stay.arrival, checkOut: stay.departure });
              setMonth(firstOfMonth(stay.arrival));
            }}
          >
            <MonthGrid
              month={month}
              months={wide ? 2 : 1}
              today={today}
              nights={table}
              chosen={chosen}
              onMonth={setMonth}
              onChoose={tap}
            />
          </StayCalendar>
        </div>
      </div>
      <BookingPanel
        resource={resource}
        lines={line ? [line] : undefined}
        summary={arrival && departure ? dayRange(locale, arrival, departure) : ""}
        ask={t(arrival ? "stay.chooseDeparture" : "stay.chooseArrival")}
        onTaken={() => void query.refetch()}
      >
        <div className="panel-two">
          <StayDate label={t("stay.arrival")} date={arrival} time={resource.venue.checkIn} />
          <StayDate label={t("stay.departure")} date={departure} time={resource.venue.checkOut} />
        </div>
        <PartySteppers
          resource={resource}
          guests={guests}
          quantity={quantity}
          onChange={onChange}
        />
      </BookingPanel>
    </div>
  );
}

interface StayDateProps {
  label: string;
  date: string | undefined;
  time: string | null | undefined;
}

function StayDate({ label, date, time }: StayDateProps) {
  const { locale } = useLanguage();
  return (
    <div className="field">
      <span className="label">{label}</span>
      <span className="shown-date">
        {date ? shortDay(locale, date) : "—"}
        {date && time ? <small className="muted">{time.slice(0, 5)}</small> : null}
      </span>
    </div>
  );
}

interface StayCalendarProps {
  query: ReturnType<typeof useNights>["query"];
  note: string;
  offer: Stay | undefined;
  onOffer: (stay: Stay) => void;
  children: ReactNode;
}

function StayCalendar({ query, note, offer, onOffer, children }: StayCalendarProps) {
  const { t, locale } = useLanguage();
  if (query.error && !query.data) {
    return (
      <ErrorState error={query.error} title={t("slots.error")} onRetry={() => query.refetch()} />
    );
  }
  return (
    <section className="block card">
      <header className="block-head">
        <h2>
          {t("stay.title")} <small className="muted small">{t("stay.thousands")}</small>
        </h2>
        <Freshness updatedAt={query.dataUpdatedAt} failed={query.isError} />
      </header>
      {query.data ? children : <Skeleton height={396} />}
      <p className="month-note" role="status">
        {note}
      </p>
      {offer ? (
        <Button look="secondary" onClick={() => onOffer(offer)}>
          {t("stay.nearest", { days: dayRange(locale, offer.arrival, offer.departure) })}
        </Button>
      ) : null}
    </section>
  );
}

const MOST_ROOMS = 9;
const MOST_GUESTS = 10;

interface PartySteppersProps extends Omit<BookerProps, "state"> {
  guests: number;
  quantity: number;
}

function PartySteppers({ resource, guests, quantity, onChange }: PartySteppersProps) {
  const { t } = useLanguage();
  return (
    <div className="panel-two">
      <Stepper
        label={t("panel.guests")}
        value={guests}
        least={1}
        most={(resource.maxParty ?? MOST_GUESTS) * quantity}
        onChange={(next) => onChange({ guests: next })}
      />
      {resource.capacity > 1 ? (
        <Stepper
          label={t("stay.rooms")}
          value={quantity}
          least={1}
          most={Math.min(resource.capacity, MOST_ROOMS)}
          onChange={(next) => onChange({ quantity: next })}
        />
      ) : null}
    </div>
  );
}
