import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { searchResources } from "@/api/calls";
import { useSuggestions } from "@/api/use-suggestions";
import { useTakeSlot } from "@/api/use-take-slot";
import { useLanguage } from "@/lib/i18n";
import { inTurns } from "@/lib/in-turns";
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
  const priced = data.data.filter(({ price }) => price != null);
  if (priced.length === 0) {
    return <EmptyState title={t("home.nothingFree")} text={t("home.nothingFreeText")} />;
  }
  return (
    <div className="home-cards">
      {inTurns(priced)
        .slice(0, SHOWN)
        .map((listing, index) => (
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

const BARS = [
  [4, 20, 30, 62],
  [0, 36, 52, 24],
  [12, 18, 38, 46],
  [0, 58, 66, 30],
  [8, 26, 44, 40],
] as const;
const CHOSEN = 2;

/** Time as the material: days as bars, what is free in colour, one gold piece is yours. */
function DayBars() {
  return (
    <svg className="hero-bars" viewBox="0 0 320 190" aria-hidden="true">
      {BARS.map(([from, length, second, rest], row) => (
        <g key={second} transform={`translate(0 ${row * 38})`}>
          <rect className="track" width="320" height="26" rx="8" />
          <rect className="open" x={from * 3.2} width={length * 3.2} height="26" rx="8" />
          <rect className="open" x={second * 3.2 + 20} width={rest * 2.6} height="26" rx="8" />
          {row === CHOSEN ? <rect className="yours" x="176" width="58" height="26" rx="8" /> : null}
        </g>
      ))}
    </svg>
  );
}

export function HomePage() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const today = useToday();
  const [wanted] = useState<Wanted>({ date: today });
  const completing = useSuggestions();
  usePageTitle(t("home.title"));
  return (
    <div className="page">
      <section className="hero">
        <DayBars />
        <h1>{t("home.title")}</h1>
        <SearchPill
          stacked
          wanted={wanted}
          today={today}
          {...completing}
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
