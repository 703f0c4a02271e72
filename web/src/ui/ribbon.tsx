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

const clock = (minute: number): string => String(Math.floor(minute / 60)).padStart(2, "0");

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
        <div className="ribbon-hours numeric" aria-hidden="true">
          {[0, 1, 2, 3, 4].map((quarter) => (
            <span key={quarter}>{clock(from + (length * quarter) / 4)}</span>
          ))}
        </div>
      ) : null}
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
