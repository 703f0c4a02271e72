import { useQuery } from "@tanstack/react-query";
import { readSlots } from "@/api/calls";
import { type CivilDate, datePart, minuteOfDay } from "@/lib/civil";
import type { PriceCell } from "@/ui/price-map";

const DAYS = 7;
const HOUR = 60;

interface Times {
  days: readonly { slots: readonly { startLocal: string; endLocal: string }[] }[];
}

/** The hours somebody could come at, free or taken: every hour a start time reaches into. */
export function openHours({ days }: Times): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { startLocal, endLocal } of days.flatMap(({ slots }) => slots)) {
    const from = minuteOfDay(startLocal);
    const ends = datePart(endLocal) === datePart(startLocal) ? minuteOfDay(endLocal) : 24 * HOUR;
    for (let hour = Math.floor(from / HOUR); hour * HOUR < ends; hour += 1) {
      found.add(`${datePart(startLocal)}${hour}`);
    }
  }
  return found;
}

interface Priced {
  id: string;
  timing?: string;
  durationMinutes?: number;
}

/** Prices of the hours in which it is open; all of them when that is not known. */
export function useOpenCells(
  cells: readonly PriceCell[] | undefined,
  offer: Priced | undefined,
  today: CivilDate,
): readonly PriceCell[] | undefined {
  const service = offer?.durationMinutes !== undefined;
  const asked = service || offer?.timing === "slots";
  const times = useQuery({
    queryKey: ["open-hours", offer?.id, today],
    queryFn: () =>
      readSlots({
        resourceId: offer?.id ?? "",
        serviceId: service ? offer?.id : undefined,
        from: today,
        days: DAYS,
        quantity: 1,
      }),
    enabled: asked,
    retry: false,
  });
  if (!cells || (asked && times.isPending)) return undefined;
  if (!times.data) return cells;
  const open = openHours(times.data);
  return cells.filter(({ date, hour }) => hour === null || open.has(`${date}${hour}`));
}
