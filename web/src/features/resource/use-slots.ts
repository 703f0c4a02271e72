import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { readSlots, type SlotsWanted } from "@/api/calls";

const POLL_MS = 15_000;

/** Seven days of times, asked again every 15 s while the page is looked at. */
export function useSlots(wanted: SlotsWanted, enabled = true) {
  return useQuery({
    queryKey: ["slots", wanted],
    queryFn: () => readSlots(wanted),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
    staleTime: 5_000,
  });
}
