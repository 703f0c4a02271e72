import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useSuggestions } from "@/api/use-suggestions";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { changeSearch } from "@/lib/search-state";
import { useToday } from "@/lib/use-today";
import { VERTICALS } from "@/lib/verticals";
import { PlanCover } from "@/ui/plan-cover";
import { SearchPill, type Wanted } from "@/ui/search-pill";
import { BookAgain } from "./book-again";
import { FreeNow } from "./free-now";
import "./home.css";

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
      <BookAgain today={today} />
      <FreeNow today={today} />
    </div>
  );
}
