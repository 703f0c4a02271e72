import type { UseQueryResult } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import type { SearchReply } from "@/api/contract";
import { useTakeSlot } from "@/api/use-take-slot";
import { groupedNumber } from "@/lib/format/money";
import { dayRange, shortDay } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { inTurns } from "@/lib/in-turns";
import { changeSearch, type SearchState, SORT_ORDERS, type SortOrder } from "@/lib/search-state";
import { Button } from "@/ui/button";
import { ListingCard } from "@/ui/listing-card";
import { RibbonLegend } from "@/ui/ribbon";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { Nothing } from "./nothing";

type Change = (changed: { [K in keyof SearchState]?: SearchState[K] | undefined }) => void;

interface ResultsProps {
  query: UseQueryResult<SearchReply>;
  state: SearchState;
  today: string;
  active: string | undefined;
  onChange: Change;
  /** The page has a heading of its own: what was found comes below it. */
  titled: boolean;
}

const SORT_LABELS: Record<SortOrder, MessageId> = {
  relevance: "sort.relevance",
  price: "sort.price",
  rating: "sort.rating",
  popularity: "sort.popularity",
  distance: "sort.distance",
};

function Heading({
  reply,
  state,
  titled,
  onChange,
}: {
  reply: SearchReply;
  state: SearchState;
  titled: boolean;
  onChange: Change;
}) {
  const Level = titled ? "h2" : "h1";
  const { t, locale } = useLanguage();
  const { total, totalIsExact } = reply.pagination;
  const count = `${groupedNumber(total)}${totalIsExact === false ? "+" : ""}`;
  const { date, checkIn, checkOut } = state;
  const stay = checkIn && checkOut ? dayRange(locale, checkIn, checkOut) : undefined;
  const day = date ? shortDay(locale, date) : stay;
  const located = state.lat !== undefined;
  return (
    <div className="search-head">
      <div>
        <Level className="found" aria-live="polite">
          {day
            ? t("search.foundOn", { n: total, count, day })
            : t("search.found", { n: total, count })}
        </Level>
        <p className="second small">
          {reply.meant ? t("search.meant", { words: reply.meant }) : t("search.localTime")}
        </p>
      </div>
      {reply.data.length > 1 ? (
        <label className="sort">
          <span className="muted">{t("sort.label")}</span>
          <select
            value={state.sort ?? "relevance"}
            onChange={({ target }) =>
              onChange({
                sort: SORT_ORDERS.find((order) => order === target.value && order !== "relevance"),
              })
            }
          >
            {SORT_ORDERS.filter((order) => order !== "distance" || located).map((order) => (
              <option key={order} value={order}>
                {t(SORT_LABELS[order])}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </div>
  );
}

/** What a card's page opens with. */
function datesOf({ date, checkIn, checkOut, guests }: SearchState) {
  return {
    ...(date ? { date } : {}),
    ...(checkIn && checkOut ? { checkIn, checkOut } : {}),
    ...(guests ? { guests } : {}),
  };
}

/**
 * What was found and the dates it was found for. It follows once everything else is shown, and changes
 * once for a question, not twice: many cards at once are too much for a slow phone.
 */
function useFound({ data, isPlaceholderData }: UseQueryResult<SearchReply>, state: SearchState) {
  const [answered, setAnswered] = useState(state);
  if (!isPlaceholderData && answered !== state) setAnswered(state);
  const dates = useMemo(() => datesOf(answered), [answered]);
  return useDeferredValue(useMemo(() => ({ data, dates }), [data, dates]));
}

export function Results({ query, state, today, active, titled, onChange }: ResultsProps) {
  const { t } = useLanguage();
  const take = useTakeSlot();
  const { error, isPlaceholderData, refetch } = query;
  const { data, dates } = useFound(query, state);
  if (!data) {
    if (error) return <ErrorState error={error} onRetry={() => refetch()} />;
    return (
      <div className="results" aria-busy="true">
        <Skeleton height={46} width="60%" />
        {[1, 2, 3, 4].map((n) => (
          <Skeleton key={n} height={186} />
        ))}
      </div>
    );
  }
  const { page, limit, total } = data.pagination;
  const ranked = state.q !== undefined || state.sort !== undefined;
  const shown = ranked ? data.data : inTurns(data.data);
  return (
    <>
      <Heading reply={data} state={state} titled={titled} onChange={onChange} />
      {error ? (
        <Notice tone="warn">
          {t("search.retryBar")}{" "}
          <Button look="quiet" onClick={() => refetch()}>
            {t("error.retry")}
          </Button>
        </Notice>
      ) : null}
      {data.data.length === 0 ? <Nothing state={state} onChange={onChange} /> : null}
      {data.data.some(({ ribbon, hours }) => ribbon ?? hours) ? <RibbonLegend /> : null}
      <div className={`results${isPlaceholderData ? " stale" : ""}`} aria-busy={isPlaceholderData}>
        {shown.map((listing, index) => (
          <ListingCard
            key={listing.id}
            listing={listing}
            wide
            hot={listing.id === active}
            eager={index === 0}
            today={today}
            search={dates}
            onTake={take}
          />
        ))}
      </div>
      {total > page * limit ? (
        <Button look="secondary" wide onClick={() => onChange({ page: page + 1 })}>
          {t("search.nextPage")}
        </Button>
      ) : null}
      {page > 1 ? (
        <Button
          look="quiet"
          onClick={() =>
            onChange({ ...changeSearch(state, {}), page: page > 2 ? page - 1 : undefined })
          }
        >
          {t("search.previousPage")}
        </Button>
      ) : null}
    </>
  );
}
