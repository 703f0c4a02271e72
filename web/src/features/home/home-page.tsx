import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { searchResources } from "@/api/calls";
import type { Listing } from "@/api/contract";
import { useTakeSlot } from "@/api/use-take-slot";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { changeSearch } from "@/lib/search-state";
import { useToday } from "@/lib/use-today";
import { VERTICALS } from "@/lib/verticals";
import { ListingCard } from "@/ui/listing-card";
import { PlanCover } from "@/ui/plan-cover";
import { SearchPill, type Wanted } from "@/ui/search-pill";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import "./home.css";

const SHOWN = 6;
const ASKED = 40;

/** One card for each place before a second one of any, so that the page shows the variety. */
function varied(listings: readonly Listing[]): Listing[] {
  const places = new Set<string>();
  const first = listings.filter(({ venueName }) => {
    const fresh = !places.has(venueName);
    places.add(venueName);
    return fresh;
  });
  const rest = listings.filter((listing) => !first.includes(listing));
  return [...first, ...rest].slice(0, SHOWN);
}

function FreeNow({ today }: { today: string }) {
  const { t, locale } = useLanguage();
  const take = useTakeSlot();
  const { data, error, refetch } = useQuery({
    queryKey: ["search", "free-now", today, locale],
    queryFn: ({ signal }) => searchResources({ date: today, sort: "popularity" }, ASKED, signal),
    refetchInterval: 60_000,
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => refetch()} />;
  if (!data) {
    return (
      <div className="home-cards">
        {Array.from({ length: SHOWN }, (_, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal placeholders
          <Skeleton key={n} height={352} />
        ))}
      </div>
    );
  }
  if (data.data.length === 0) {
    return <EmptyState title={t("home.nothingFree")} text={t("home.nothingFreeText")} />;
  }
  return (
    <div className="home-cards">
      {varied(data.data).map((listing, index) => (
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

export function HomePage() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const today = useToday();
  const [wanted] = useState<Wanted>({ date: today });
  usePageTitle(t("home.title"));
  return (
    <div className="page">
      <section className="hero">
        <h1>{t("home.title")}</h1>
        <SearchPill
          stacked
          wanted={wanted}
          today={today}
          onSearch={(next) => navigate({ to: "/s", search: changeSearch({}, next) })}
        />
      </section>
      <nav className="home-section" aria-label={t("home.kinds")}>
        <div className="tiles">
          {VERTICALS.map(({ code, label }) => (
            <Link key={code} to="/s" search={{ vertical: code }} className="tile">
              <div className="tile-cover">
                <PlanCover vertical={code} />
              </div>
              {t(label)}
            </Link>
          ))}
        </div>
      </nav>
      <section className="home-section">
        <div className="spread">
          <h2>{t("home.freeNow")}</h2>
          <Link to="/s" search={{ date: today }}>
            {t("home.all")}
          </Link>
        </div>
        <FreeNow today={today} />
      </section>
    </div>
  );
}
