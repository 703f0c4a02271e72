import { useQuery } from "@tanstack/react-query";
import type { LineRequest } from "@/api/booking-contract";
import { readVertical } from "@/api/calls";
import { addDays, daysBetween } from "@/lib/civil";
import { useToday } from "@/lib/use-today";
import type { SlotChoice } from "@/ui/slot-grid";
import type { BookerProps } from "./booker";
import { useSlots } from "./use-slots";

export const WEEK = 7;

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

/** How long a visit may be where the length is not a service's own. */
function useDurations({ resource, state }: BookerProps, service: string | undefined) {
  const vertical = useQuery({
    queryKey: ["vertical", resource.vertical],
    queryFn: () => readVertical(resource.vertical ?? ""),
    enabled: Boolean(resource.vertical) && !service,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const durations = service ? undefined : (vertical.data?.durations ?? undefined);
  const duration = service ? undefined : (state.duration ?? durations?.default);
  return { durations, duration, waiting: vertical.isLoading };
}

/** What is shown and chosen of a place's week, worked out once for the grid and the panel. */
export function useWeek(props: BookerProps) {
  const { resource, state, onChange } = props;
  const today = useToday();
  const service = state.service ?? resource.services?.[0]?.id;
  const { durations, duration, waiting } = useDurations(props, service);
  const asked = state.date && state.date >= today ? state.date : undefined;
  const from = addDays(today, Math.floor(daysBetween(today, asked ?? today) / WEEK) * WEEK);
  const quantity = state.quantity ?? 1;
  const query = useSlots(
    {
      resourceId: resource.id,
      serviceId: service,
      staffId: state.staff,
      from,
      days: WEEK,
      duration,
      quantity,
    },
    service !== undefined || !waiting,
  );
  const anyone = useSlots(
    { resourceId: resource.id, serviceId: service, from, days: WEEK, quantity },
    service !== undefined && state.staff !== undefined,
  );
  const days = query.data?.days ?? [];
  // Who asked for no date sees the first one with a free time: in the evening today is over.
  const day =
    asked ?? days.find(({ slots }) => slots.some((slot) => slot.available))?.date ?? today;
  const whole = state.staff ? anyone.data : query.data;
  const slots = days.flatMap((one) => one.slots);
  const chosen = slots.find(({ start }) => start === state.start);
  const choose = (slot: SlotChoice, date?: string) =>
    onChange({ start: slot.start, date: date ?? day, service });
  const turn = (step: number) => {
    const next = addDays(from, step * WEEK);
    onChange({ date: next < today ? today : next, start: undefined });
  };
  return {
    today,
    service,
    durations,
    waiting,
    duration,
    day,
    from,
    query,
    days,
    anyone: whole?.days.flatMap((one) => one.slots),
    offset: slots[0]?.utcOffset,
    taken: chosen?.available ? chosen : undefined,
    gone: chosen !== undefined && !chosen.available,
    line: chosen?.available
      ? lineOf({ resourceId: resource.id, service, staff: state.staff, quantity }, chosen)
      : undefined,
    choose,
    turn,
  };
}

export type Week = ReturnType<typeof useWeek>;
