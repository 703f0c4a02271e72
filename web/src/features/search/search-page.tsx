import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { List, Map as MapIcon } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { searchResources } from "@/api/calls";
import type { Listing } from "@/api/contract";
import { useSuggestions } from "@/api/use-suggestions";
import { timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { areaText } from "@/lib/projection";
import { changeSearch, type SearchState } from "@/lib/search-state";
import { useMedia } from "@/lib/use-media";
import { useToday } from "@/lib/use-today";
import { Button } from "@/ui/button";
import { type MapPin, SchematicMap } from "@/ui/schematic-map";
import { SearchPill } from "@/ui/search-pill";
import { FilterChips } from "./filter-chips";
import { Results } from "./results";
import "./search.css";

const PER_PAGE = 20;

/** A curated search at an address of its own: its kind is given, everything else can be changed. */
export interface SearchPlace {
  to: "/s" | "/hotels" | "/restaurants";
  state: SearchState;
  vertical?: string;
  title?: string;
}

/** The kind a curated address stands for is not repeated in its query. */
function withoutKind(state: SearchState, vertical: string | undefined): SearchState {
  const { vertical: kind, ...rest } = state;
  return kind === undefined || kind === vertical ? rest : state;
}

function usePins(listings: readonly Listing[]): MapPin[] {
  const { t, locale } = useLanguage();
  return listings.flatMap(
    ({ id, name, venueName, vertical, coordinates, price, currency, nextSlots }) => {
      if (!coordinates) return [];
      const costs = price && currency ? `${t("price.from")} ${money(locale, price, currency)}` : "";
      const next = nextSlots?.[0] ? timePart(nextSlots[0].startLocal) : "";
      const label = [price === 0 ? t("price.free") : costs, next].filter(Boolean).join(", ");
      return [{ id, name, house: venueName, kind: vertical, at: coordinates, label }];
    },
  );
}

export function SearchBoard({ to, state: given, vertical, title }: SearchPlace) {
  const { t, locale } = useLanguage();
  const state = useMemo(() => (vertical ? { ...given, vertical } : given), [given, vertical]);
  const navigate = useNavigate();
  const today = useToday();
  const wide = useMedia("(min-width: 1080px)");
  const [active, setActive] = useState<string>();
  const [follow, setFollow] = useState(true);
  const query = useQuery({
    queryKey: ["search", state, locale],
    queryFn: ({ signal }) => searchResources(state, PER_PAGE, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const completing = useSuggestions();
  const pins = usePins(query.data?.data ?? []);
  const asMap = state.view === "map";
  usePageTitle(title ?? state.q ?? t("nav.search"));

  const { bbox } = state;
  const find = useCallback(
    (wanted: SearchState) =>
      navigate({
        // Another kind is another search: the curated address stays what it says.
        to: vertical && wanted.vertical !== vertical ? "/s" : to,
        search: withoutKind(wanted, vertical),
        resetScroll: false,
        replace: wanted.bbox !== bbox,
      }),
    [navigate, bbox, to, vertical],
  );
  const change = useCallback(
    (changed: { [K in keyof SearchState]?: SearchState[K] | undefined }) =>
      find(changeSearch(state, changed)),
    [find, state],
  );
  const pick = (id: string) => {
    setActive(id);
    if (wide) document.getElementById(id)?.scrollIntoView({ block: "center", behavior: "smooth" });
    else void navigate({ to: "/v/$slug/$resourceId", params: { slug: "place", resourceId: id } });
  };

  return (
    <>
      {title ? <h1 className="hidden">{title}</h1> : null}
      <div className="search-top">
        <SearchPill wanted={state} today={today} onSearch={change} {...completing} />
      </div>
      <div className={`search${asMap ? " as-map" : ""}`}>
        <div className="search-list">
          <FilterChips
            state={state}
            today={today}
            facets={query.data?.facets ?? undefined}
            onSearch={find}
          />
          <Results
            query={query}
            state={state}
            today={today}
            active={active}
            onChange={change}
            titled={title !== undefined}
          />
        </div>
        <aside className="search-map" aria-label={t("map.label")}>
          {wide || asMap ? (
            <SchematicMap
              pins={pins}
              active={active}
              area={state.bbox}
              onPick={pick}
              onMove={(bounds) => follow && change({ bbox: areaText(bounds) })}
            >
              <label className="map-follow">
                <input
                  type="checkbox"
                  checked={follow}
                  onChange={({ target }) => setFollow(target.checked)}
                />
                {t("map.searchMoved")}
              </label>
            </SchematicMap>
          ) : null}
        </aside>
      </div>
      <div className="map-toggle">
        <Button onClick={() => change({ view: asMap ? undefined : "map" })}>
          {asMap ? <List size={18} aria-hidden="true" /> : <MapIcon size={18} aria-hidden="true" />}
          {t(asMap ? "search.list" : "search.map")}
        </Button>
      </div>
    </>
  );
}
