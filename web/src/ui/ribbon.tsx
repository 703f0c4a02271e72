import { addDays, type CivilDate } from "@/lib/civil";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import "./ribbon.css";

export interface Stretch {
  /** Minutes after local midnight. */
  start: number;
  end: number;
  kind?: "free" | "peak" | "mine";
}

interface RibbonProps {
  from: number;
  to: number;
  stretches: readonly Stretch[];
  hours?: boolean;
}

const HOUR = 60;
const MOST_MARKS = 5;

/** A visit past midnight goes on counting: minute 1,500 is 01:00 of the next day. */
const clock = (minute: number): string =>
  String(Math.floor(minute / HOUR) % 24 || (minute === 24 * HOUR ? 24 : 0)).padStart(2, "0");

/** Whole hours under the bar, at most five, each where it really is. */
function marksOf(from: number, to: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / HOUR / (MOST_MARKS - 1))) * HOUR;
  const first = Math.ceil(from / HOUR) * HOUR;
  const count = Math.floor((to - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => first + n * step);
}

function span(minute: number): string {
  return `${clock(minute)}:${String(minute % 60).padStart(2, "0")}`;
}

/** One bar is one day: solid is free, darker is dearer, hatch is taken, gold is yours. */
export function Ribbon({ from, to, stretches, hours = true }: RibbonProps) {
  const { t } = useLanguage();
  const length = Math.max(1, to - from);
  const free = stretches.filter(({ kind }) => kind !== "mine");
  const spoken =
    free.length === 0
      ? t("ribbon.none")
      : t("ribbon.free", { times: free.map((s) => `${span(s.start)}–${span(s.end)}`).join(", ") });
  return (
    <div>
      <div className="ribbon" role="img" aria-label={spoken}>
        {stretches.map((stretch) => (
          <i
            key={`${stretch.start}-${stretch.kind ?? "free"}`}
            className={stretch.kind ?? "free"}
            style={{
              insetInlineStart: `${((stretch.start - from) / length) * 100}%`,
              inlineSize: `${((stretch.end - stretch.start) / length) * 100}%`,
            }}
          />
        ))}
      </div>
      {hours ? (
        <div className="ribbon-hours at numeric" aria-hidden="true">
          {marksOf(from, to).map((minute) => (
            <span
              key={minute}
              style={{ insetInlineStart: `${((minute - from) / length) * 100}%` }}
              className={minute === from ? "first" : minute === to ? "last" : undefined}
            >
              {clock(minute)}
            </span>
          ))}
        </div>
      ) : null}
    </div>
  );
}

interface NightRibbonProps {
  /** The first night shown. */
  from: CivilDate;
  /** One letter a night; "1" is sold out. */
  nights: string;
  chosen?: { arrival?: CivilDate | undefined; departure?: CivilDate | undefined };
}

/** A fortnight as one bar; the nights asked for are gold when they are free. */
export function NightRibbon({ from, nights, chosen }: NightRibbonProps) {
  const { t, locale } = useLanguage();
  const { arrival, departure } = chosen ?? {};
  const days = [...nights].map((letter, step) => ({
    date: addDays(from, step),
    full: letter === "1",
  }));
  const free = days.filter(({ full }) => !full).length;
  const ends = [0, Math.floor(days.length / 2), days.length - 1];
  const kind = ({ date, full }: { date: CivilDate; full: boolean }): string => {
    if (full) return "taken";
    return arrival && departure && date >= arrival && date < departure ? "mine" : "free";
  };
  return (
    <div>
      <div
        className="ribbon nights"
        role="img"
        aria-label={t("ribbon.nights", { n: free, all: days.length })}
      >
        {days.map((day) => (
          <i key={day.date} className={kind(day)} />
        ))}
      </div>
      <div className="ribbon-hours" aria-hidden="true">
        {ends.map((step) => (
          <span key={step}>{days[step] ? shortDay(locale, days[step].date) : ""}</span>
        ))}
      </div>
    </div>
  );
}

export function RibbonLegend() {
  const { t } = useLanguage();
  return (
    <div className="legend">
      <span>
        <i aria-hidden="true" /> {t("legend.free")}
      </span>
      <span>
        <i className="taken" aria-hidden="true" /> {t("legend.taken")}
      </span>
      <span>
        <i className="mine" aria-hidden="true" /> {t("legend.mine")}
      </span>
    </div>
  );
}
