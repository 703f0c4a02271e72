import { Minus, Plus } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { type Bounds, clustered, gridStepKm, type Point, place } from "@/lib/projection";
import { IconButton } from "./button";
import { groundOf } from "./plans";
import { useMapFrame } from "./use-map-frame";
import "./schematic-map.css";

export interface MapPin {
  id: string;
  at: Point;
  label: string;
  name: string;
  house: string;
  kind?: string | null | undefined;
}

interface SchematicMapProps {
  pins: readonly MapPin[];
  active?: string | undefined;
  onPick: (id: string) => void;
  /** The part to begin with, as the address keeps it; else all pins. */
  area?: string | undefined;
  /** Somebody moved or zoomed it and let go. */
  onMove?: (bounds: Bounds) => void;
  children?: ReactNode;
}

function useSize() {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 600, height: 700 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setSize(entry.contentRect);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, size };
}

const PIN_WIDTH = 150;
const PIN_HEIGHT = 50;

/** Pins at true distances over a kilometre grid; the list beside it is its accessible twin. */
export function SchematicMap({ pins, active, onPick, area, onMove, children }: SchematicMapProps) {
  const { t } = useLanguage();
  const { box, size } = useSize();
  const points = useMemo(() => pins.map(({ at }) => at), [pins]);
  const view = useMapFrame(points, size, area, onMove);
  const { frame, aspect } = view;
  if (!frame) {
    return (
      <div className="map" ref={box}>
        {children}
      </div>
    );
  }
  const step = gridStepKm(frame.widthKm);
  const cell = (step / frame.widthKm) * size.width;
  const marks = clustered(
    pins.map((pin) => ({ ...place(frame, aspect, pin.at), pin })),
    { width: PIN_WIDTH / size.width, height: PIN_HEIGHT / size.height },
  );
  const middle = { x: size.width / 2, y: size.height / 2 };
  return (
    <section
      className="map"
      ref={box}
      aria-label={t("map.label")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the map
      tabIndex={0}
      {...view.handlers}
    >
      <svg aria-hidden="true">
        <defs>
          <pattern
            id="roads"
            width={cell}
            height={cell}
            patternUnits="userSpaceOnUse"
            x={middle.x}
            y={middle.y}
            patternTransform={`rotate(-4 ${middle.x} ${middle.y})`}
          >
            <path className="roads" d={`M0 0H${cell}M0 0V${cell}`} strokeWidth="6" />
            <path className="roads" d={`M0 ${cell / 2}H${cell}M${cell / 2} 0V${cell}`} />
          </pattern>
        </defs>
        <rect width="100%" height="100%" fill="url(#roads)" />
        <circle className="ring" cx={middle.x} cy={middle.y} r={cell} />
        <circle className="ring" cx={middle.x} cy={middle.y} r={cell * 2} />
      </svg>
      {marks
        .filter(({ x, y }) => x > -0.1 && x < 1.1 && y > -0.1 && y < 1.1)
        .map(({ x, y, members }) => {
          const [first] = members;
          if (!first) return null;
          const on = members.some(({ id }) => id === active);
          return (
            <button
              key={first.id}
              type="button"
              className={`pin numeric${on ? " on" : ""}`}
              style={{
                insetInlineStart: `${x * 100}%`,
                insetBlockStart: `${y * 100}%`,
                "--lean": `${Math.min(92, Math.max(8, x * 100))}%`,
              }}
              onClick={() => onPick(first.id)}
            >
              <i aria-hidden="true" style={{ background: groundOf(first.kind) }} />
              <span>
                {first.house}
                <small>
                  {[first.label, members.length > 1 ? t("map.more", { n: members.length - 1 }) : ""]
                    .filter(Boolean)
                    .join(" · ")}
                </small>
                <span className="hidden">{members.map(({ name }) => name).join(", ")}</span>
              </span>
            </button>
          );
        })}
      <div className="map-zoom">
        <IconButton label={t("map.zoomIn")} onClick={() => view.zoomIn()}>
          <Plus size={20} aria-hidden="true" />
        </IconButton>
        <IconButton label={t("map.zoomOut")} onClick={() => view.zoomOut()}>
          <Minus size={20} aria-hidden="true" />
        </IconButton>
      </div>
      {children}
      <p className="map-note">
        <i aria-hidden="true" style={{ inlineSize: Math.min(120, cell) }} />
        {t("map.scale", { km: String(step) })}
      </p>
    </section>
  );
}
