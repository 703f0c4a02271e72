import { ChevronLeft, ChevronRight } from "lucide-react";
import { addDays } from "@/lib/civil";
import { dayRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { IconButton } from "@/ui/button";
import { Skeleton } from "@/ui/states";
import { WeekGrid } from "@/ui/week-grid";
import { Freshness } from "./freshness";
import type { Week } from "./use-week";

/** Seven days by hours, for screens wide enough to show them. */
export function WeekCard({ week }: { week: Week }) {
  const { t, locale } = useLanguage();
  const { query, days, from, today, taken, choose, turn } = week;
  return (
    <section className="block card wide-grid">
      <header className="block-head">
        <h2>
          {t("week.title")} <small className="muted small">{t("week.thousands")}</small>
        </h2>
        <Freshness updatedAt={query.dataUpdatedAt} failed={query.isError} />
        <IconButton
          label={t("week.previous")}
          outlined
          disabled={from <= today}
          onClick={() => turn(-1)}
        >
          <ChevronLeft size={20} aria-hidden="true" />
        </IconButton>
        <b>{dayRange(locale, from, addDays(from, 6))}</b>
        <IconButton label={t("week.next")} outlined onClick={() => turn(1)}>
          <ChevronRight size={20} aria-hidden="true" />
        </IconButton>
      </header>
      {query.data ? (
        <WeekGrid
          label={t("week.title")}
          days={days}
          today={today}
          chosen={taken}
          onChoose={choose}
        />
      ) : (
        <Skeleton height={420} />
      )}
      <div className="legend">
        <span>
          <i className="soft" aria-hidden="true" /> {t("legend.free")}
        </span>
        <span>
          <i className="mid" aria-hidden="true" /> {t("legend.peak")}
        </span>
        <span>
          <i className="taken" aria-hidden="true" /> {t("legend.taken")}
        </span>
        <span>
          <i className="mine" aria-hidden="true" /> {t("legend.mine")}
        </span>
      </div>
    </section>
  );
}
