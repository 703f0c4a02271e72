import { CircleCheck, CircleX } from "lucide-react";
import { useEffect, useRef } from "react";
import { bookedWhen } from "@/lib/booked-when";
import { clock, stamp } from "@/lib/format/stamp";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { serverNow } from "@/lib/server-clock";
import { Button } from "@/ui/button";
import type { Verdict } from "./judge";

const TITLES: Record<Verdict["kind"], MessageId> = {
  welcome: "door.welcome",
  already: "door.already",
  "other-time": "door.otherTime",
  unpaid: "door.unpaid",
  ended: "door.ended",
  unknown: "door.unknown",
};
/** Long enough to read a name; the next guest does not wait. */
const SHOWN_MS = 2_500;

function since(at: string): string {
  const days = Math.abs(serverNow() - Date.parse(at)) > 20 * 3_600_000;
  return days ? stamp(at) : clock(at);
}

function Why({ verdict }: { verdict: Verdict }) {
  const { t, locale } = useLanguage();
  if (verdict.kind === "unknown") return <p className="numeric">{verdict.code}</p>;
  const { visit } = verdict;
  const [part] = visit.parts;
  const when = part ? bookedWhen(locale, part) : undefined;
  return (
    <>
      <p className="door-name">{visit.name || t("desk.walkIn")}</p>
      <p>
        {[part?.title, part && part.guests > 1 ? t("door.guests", { n: part.guests }) : ""]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {when ? <p className="numeric">{[when.day, when.time].filter(Boolean).join(", ")}</p> : null}
      {verdict.kind === "already" && verdict.at ? (
        <p className="door-since">
          {t("door.since", { time: since(verdict.at) })}
          {verdict.who ? ` · ${verdict.who}` : ""}
        </p>
      ) : null}
      {verdict.kind === "welcome" && verdict.unsent ? (
        <p className="door-since">{t("door.unsent")}</p>
      ) : null}
    </>
  );
}

/** Green or red over the whole screen, with words: seen from two metres, understood without colours. */
export function VerdictScreen({ verdict, onNext }: { verdict: Verdict; onNext: () => void }) {
  const { t } = useLanguage();
  const good = verdict.kind === "welcome";
  const button = useRef<HTMLDivElement>(null);
  useEffect(() => {
    button.current?.querySelector("button")?.focus();
    if (!good) return;
    const timer = setTimeout(onNext, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [good, onNext]);
  const Icon = good ? CircleCheck : CircleX;
  return (
    <div className={`door-verdict ${good ? "yes" : "no"}`} ref={button}>
      <div role="alert">
        <Icon size={88} aria-hidden="true" />
        <h2>{t(TITLES[verdict.kind])}</h2>
        <Why verdict={verdict} />
      </div>
      <Button look="secondary" large onClick={onNext}>
        {t("door.next")}
      </Button>
    </div>
  );
}
