import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { List, Map as MapIcon } from "lucide-react";
import { useCallback, useState } from "react";
import { searchResources } from "@/api/calls";
import type { Listing } from "@/api/contract";
import { useSuggestions } from "@/api/use-suggestions";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
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

function usePins(listings: readonly Listing[]): MapPin[] {
  const { t, locale } = useLanguage();
  return listings.flatMap(({ id, name, venueName, vertical, coordinates, price, currency }) => {
    if (!coordinates) return [];
    const costs = price && currency ? `${t("price.from")} ${money(locale, price, currency)}` : "";
    const label = price === 0 ? t("price.free") : costs;
    return [{ id, name, house: venueName, kind: vertical, at: coordinates, label }];
  });
}

export function SearchPage() {
  const { t, locale } = useLanguage();
  const state = useSearch({ from: "/storefront/s" });
  const navigate = useNavigate();
  const today = useToday();
  const wide = useMedia("(min-width: 1080px)");
  const [active, setActive] = useState<string>();
  const query = useQuery({
    queryKey: ["search", state, locale],
    queryFn: ({ signal }) => searchResources(state, PER_PAGE, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const completing = useSuggestions();
  const pins = usePins(query.data?.data ?? []);
  const asMap = state.view === "map";
  usePageTitle(state.q ?? t("nav.search"));

  const change = useCallback(
    (changed: { [K in keyof SearchState]?: SearchState[K] | undefined }) =>
      navigate({ to: "/s", search: changeSearch(state, changed), resetScroll: false }),
    [navigate, state],
  );
  const pick = (id: string) => {
    setActive(id);
    if (wide) document.getElementById(id)?.scrollIntoView({ block: "center", behavior: "smooth" });
    else void navigate({ to: "/v/$slug/$resourceId", params: { slug: "place", resourceId: id } });
  };

  return (
    <>
      <div className="search-top">
        <SearchPill wanted={state} today={today} onSearch={change} {...completing} />
      </div>
      <div className={`search${asMap ? " as-map" : ""}`}>
        <div className="search-list">
          <FilterChips
            state={state}
            today={today}
            facets={query.data?.facets ?? undefined}
            onChange={change}
          />
          <Results query={query} state={state} today={today} active={active} onChange={change} />
        </div>
        <aside className="search-map" aria-label={t("map.label")}>
          {wide || asMap ? <SchematicMap pins={pins} active={active} onPick={pick} /> : null}
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
