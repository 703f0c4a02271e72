import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LocateFixed } from "lucide-react";
import { searchResources } from "@/api/calls";
import type { Listing } from "@/api/contract";
import { useTakeSlot } from "@/api/use-take-slot";
import { addDays } from "@/lib/civil";
import { useLanguage } from "@/lib/i18n";
import { inTurns } from "@/lib/in-turns";
import type { SearchState } from "@/lib/search-state";
import { useHere } from "@/lib/use-here";
import { Chip } from "@/ui/button";
import { ListingCard } from "@/ui/listing-card";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

const SHOWN = 6;
const ASKED = 40;

/** Free means that it can be taken today: with a price, and a start that is still to come. */
function isFree({ price, available, timing, nextSlots }: Listing): boolean {
  if (price == null || !available) return false;
  return timing !== "slots" || Boolean(nextSlots?.length);
}

interface CardsProps {
  free: readonly Listing[];
  near: boolean;
  today: string;
}

function Cards({ free, near, today }: CardsProps) {
  const { t } = useLanguage();
  const take = useTakeSlot();
  if (free.length === 0) {
    return <EmptyState title={t("home.nothingFree")} text={t("home.nothingFreeText")} />;
  }
  return (
    <div className="home-cards">
      {(near ? free : inTurns(free)).slice(0, SHOWN).map((listing, index) => (
        <ListingCard
          key={listing.id}
          listing={listing}
          today={today}
          eager={index === 0}
          onTake={take}
        />
      ))}
    </div>
  );
}

/** One day's answer; with `asked` false nothing is asked. */
function useDay(wanted: SearchState, asked: boolean) {
  const { locale } = useLanguage();
  const found = useQuery({
    queryKey: ["search", "free-now", wanted, locale],
    queryFn: ({ signal }) => searchResources(wanted, ASKED, signal),
    refetchInterval: 60_000,
    enabled: asked,
  });
  return { ...found, free: found.data?.data.filter(isFree) };
}

/** What can be taken today, late in the evening tomorrow; nearest first once the visitor has said where she is. */
export function FreeNow({ today }: { today: string }) {
  const { t } = useLanguage();
  const { here, locating, failed, locate, forget } = useHere();
  const order: SearchState = here ? { sort: "distance", ...here } : { sort: "popularity" };
  const now = useDay({ ...order, date: today }, true);
  const late = now.free?.length === 0;
  const next = useDay({ ...order, date: addDays(today, 1) }, late);
  const { data, free, error, refetch } = late ? next : now;
  const wanted = { ...order, date: late ? addDays(today, 1) : today };
  const cities = data?.facets.city ?? [];
  const title = late ? "home.freeTomorrow" : here ? "home.freeNear" : "home.freeNow";
  return (
    <section className="home-section">
      <div className="spread">
        <h2>{t(title)}</h2>
        <Link to="/s" search={wanted}>
          {t("home.all")}
        </Link>
      </div>
      <fieldset className="row" aria-busy={locating}>
        <legend className="hidden">{t("search.where")}</legend>
        <Chip pressed={here !== undefined} onClick={here ? forget : locate}>
          <LocateFixed size={16} aria-hidden="true" />
          {t(locating ? "home.locating" : "home.near")}
        </Chip>
        {cities.slice(0, 4).map(({ value, label }) => (
          <Link key={value} className="chip" to="/s" search={{ date: wanted.date, city: label }}>
            {label}
          </Link>
        ))}
      </fieldset>
      <p role="status" className="small second">
        {failed ? t("home.notLocated") : ""}
      </p>
      {error && !data ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
      {free ? <Cards free={free} near={here !== undefined} today={today} /> : null}
      {data || error ? null : (
        <div className="home-cards">
          {Array.from({ length: SHOWN }, (_, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: equal placeholders
            <Skeleton key={n} height={352} />
          ))}
        </div>
      )}
    </section>
  );
}
