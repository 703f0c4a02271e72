import { useQuery } from "@tanstack/react-query";
import { readSlots } from "@/api/calls";
import type { CivilDate } from "@/lib/civil";
import { openHours } from "@/lib/open-hours";
import type { PriceCell } from "@/ui/price-map";

const DAYS = 7;

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
