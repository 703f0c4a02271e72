import { Clock } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { clockFace, type HoldMoment, minuteToAnnounce, secondsLeft } from "@/lib/hold-clock";
import { useLanguage } from "@/lib/i18n";
import { Button } from "./button";
import "./hold-bar.css";

/** Seconds left, counted from the server's clock; also right after the device slept. */
export function useSecondsLeft(moment: HoldMoment | undefined): number | undefined {
  const [left, setLeft] = useState(() => (moment ? secondsLeft(moment) : undefined));
  useEffect(() => {
    if (!moment) return;
    const tick = () => setLeft(secondsLeft(moment));
    tick();
    const timer = setInterval(tick, 500);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [moment]);
  // Before the first tick too: a place that has just become known is not over.
  return left ?? (moment ? secondsLeft(moment) : undefined);
}

const OFFER_EXTENSION_AT = 60;

interface HoldBarProps {
  secondsLeft: number;
  /** Length of the whole hold, for the bar. */
  total: number;
  extensionsLeft: number;
  busy?: boolean;
  onExtend: () => void;
}

/** Says how long the place is kept: visible, never red, silent but for 5, 2 and 1 minute. */
export function HoldBar({
  secondsLeft: left,
  total,
  extensionsLeft,
  busy = false,
  onExtend,
}: HoldBarProps) {
  const { t } = useLanguage();
  const before = useRef(left);
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    const minute = minuteToAnnounce(before.current, left);
    before.current = left;
    if (minute) setSpoken(t("hold.minutesLeft", { n: minute }));
  }, [left, t]);
  const share = Math.min(100, (left / Math.max(1, total)) * 100);
  return (
    <section className={`hold-bar${left === 0 ? " over" : ""}`} aria-label={t("hold.label")}>
      <div className="hold-bar-line">
        <Clock size={19} aria-hidden="true" />
        <span>{t(left === 0 ? "hold.over" : "hold.kept")}</span>
        {left > 0 && left <= OFFER_EXTENSION_AT && extensionsLeft > 0 ? (
          <Button look="secondary" busy={busy} onClick={onExtend}>
            {t("hold.extend")}
          </Button>
        ) : null}
        <span className="hold-bar-time numeric" role="timer" aria-live="off">
          {clockFace(left)}
        </span>
      </div>
      <div className="hold-bar-left" aria-hidden="true">
        <i style={{ inlineSize: `${share}%` }} />
      </div>
      <p className="hidden" role="status">
        {spoken}
      </p>
    </section>
  );
}
