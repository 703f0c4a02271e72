import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LocateFixed } from "lucide-react";
import { searchResources } from "@/api/calls";
import type { Listing, SearchReply } from "@/api/contract";
import { useTakeSlot } from "@/api/use-take-slot";
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

function Cards({ reply, near, today }: { reply: SearchReply; near: boolean; today: string }) {
  const { t } = useLanguage();
  const take = useTakeSlot();
  const free = reply.data.filter(isFree);
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

/** What can be taken today, nearest first once the visitor has said where she is. */
export function FreeNow({ today }: { today: string }) {
  const { t, locale } = useLanguage();
  const { here, locating, failed, locate, forget } = useHere();
  const wanted: SearchState = here
    ? { date: today, sort: "distance", ...here }
    : { date: today, sort: "popularity" };
  const { data, error, refetch } = useQuery({
    queryKey: ["search", "free-now", wanted, locale],
    queryFn: ({ signal }) => searchResources(wanted, ASKED, signal),
    refetchInterval: 60_000,
  });
  const cities = data?.facets.city ?? [];
  return (
    <section className="home-section">
      <div className="spread">
        <h2>{t(here ? "home.freeNear" : "home.freeNow")}</h2>
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
          <Link key={value} className="chip" to="/s" search={{ date: today, city: label }}>
            {label}
          </Link>
        ))}
      </fieldset>
      <p role="status" className="small second">
        {failed ? t("home.notLocated") : ""}
      </p>
      {error && !data ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
      {data ? <Cards reply={data} near={here !== undefined} today={today} /> : null}
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
