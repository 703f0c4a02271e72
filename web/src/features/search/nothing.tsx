import { useQueries } from "@tanstack/react-query";
import { searchResources } from "@/api/calls";
import { groupedNumber } from "@/lib/format/money";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { changeSearch, type SearchState } from "@/lib/search-state";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/states";

type Changed = { [K in keyof SearchState]?: SearchState[K] | undefined };

interface Way {
  label: MessageId;
  change: Changed;
  on: boolean;
}

/** Each wish that can be dropped, most likely first; more than one at a time only at the end. */
function waysOf(state: SearchState): Way[] {
  const filters = { maxPrice: undefined, rating: undefined, amenities: undefined };
  const day = { date: undefined, checkIn: undefined, checkOut: undefined };
  const ways: Way[] = [
    {
      label: "search.widen.filters",
      change: filters,
      on: Boolean(state.maxPrice ?? state.rating ?? state.amenities),
    },
    { label: "search.widen.day", change: day, on: Boolean(state.date ?? state.checkIn) },
    { label: "search.widen.area", change: { bbox: undefined }, on: Boolean(state.bbox) },
    { label: "search.widen.city", change: { city: undefined }, on: Boolean(state.city) },
    { label: "search.widen.instant", change: { instant: undefined }, on: Boolean(state.instant) },
    { label: "search.widen.kind", change: { vertical: undefined }, on: Boolean(state.vertical) },
    { label: "search.widen.words", change: { q: undefined }, on: Boolean(state.q) },
  ];
  return ways.filter(({ on }) => on);
}

/** Nothing found: every way to widen the search says how much it would really find. */
export function Nothing({
  state,
  onChange,
}: {
  state: SearchState;
  onChange: (changed: Changed) => void;
}) {
  const { t, locale } = useLanguage();
  const ways = waysOf(state);
  const counts = useQueries({
    queries: ways.map(({ change }) => {
      const wider = changeSearch(state, change);
      return {
        queryKey: ["search", "count", wider, locale],
        queryFn: ({ signal }: { signal: AbortSignal }) => searchResources(wider, 1, signal),
        staleTime: 60_000,
        retry: false,
      };
    }),
  });
  const waiting = counts.some(({ isLoading }) => isLoading);
  const found = ways
    .map((way, index) => ({ ...way, pagination: counts[index]?.data?.pagination }))
    .filter(({ pagination }) => (pagination?.total ?? 0) > 0);
  return (
    <EmptyState title={t("search.nothing")} text={t("search.nothingText")}>
      {found.map(({ label, change, pagination }) => (
        <Button key={label} look="secondary" onClick={() => onChange(change)}>
          {t("search.widened", {
            label: t(label),
            count: `${groupedNumber(pagination?.total ?? 0)}${pagination?.totalIsExact === false ? "+" : ""}`,
          })}
        </Button>
      ))}
      {!waiting && found.length === 0 ? (
        <Button
          look="secondary"
          onClick={() =>
            onChange(Object.fromEntries(Object.keys(state).map((key) => [key, undefined])))
          }
        >
          {t("search.widen.all")}
        </Button>
      ) : null}
    </EmptyState>
  );
}
