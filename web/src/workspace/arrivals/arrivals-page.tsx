import { ScanLine } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { DeskVisit } from "@/api/desk-calls";
import { datePart, timePart } from "@/lib/civil";
import { clock } from "@/lib/format/stamp";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { ErrorState, Notice, Skeleton, StatusTag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { openBooking } from "@/workspace/frame/layers";
import { Camera } from "./camera";
import type { Arrival } from "./queue";
import { useDoor } from "./use-door";
import { VerdictScreen } from "./verdict-screen";
import "./arrivals.css";

const EXPECTED = new Set(["confirmed", "in_progress", "completed"]);
const CAME = new Set(["in_progress", "completed"]);

/** For a scanner that types, a code read aloud, or a phone without a camera. */
function CodeForm({ busy, onCode }: { busy: boolean; onCode: (code: string) => void }) {
  const { t } = useLanguage();
  const [code, setCode] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onCode(code);
    setCode("");
  };
  return (
    <form className="door-form" onSubmit={send}>
      <Field
        label={t("door.code")}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={20}
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      <Button type="submit" busy={busy} disabled={code.trim() === ""}>
        {t("door.check")}
      </Button>
    </form>
  );
}

function Kept({ kept, onForget }: { kept: readonly Arrival[]; onForget: (key: string) => void }) {
  const { t } = useLanguage();
  const waiting = kept.filter(({ refusal }) => !refusal).length;
  return (
    <>
      {waiting > 0 ? <Notice tone="warn">{t("door.waiting", { n: waiting })}</Notice> : null}
      {kept.map(({ key, name, at, refusal }) =>
        refusal ? (
          <div key={key} role="alert">
            <Notice tone="bad">
              {name}, {clock(at)}: {refusal}{" "}
              <Button look="quiet" onClick={() => onForget(key)}>
                {t("door.read")}
              </Button>
            </Notice>
          </div>
        ) : null,
      )}
    </>
  );
}

interface GuestsProps {
  visits: readonly DeskVisit[];
  kept: readonly Arrival[];
  today: string;
}

/** Whoever begins today, or is in the middle of their nights. */
function isToday({ parts }: DeskVisit, today: string): boolean {
  return parts.some(({ startLocal, startDate, endDate }) =>
    startDate && endDate ? startDate <= today && today < endDate : datePart(startLocal) === today,
  );
}

function Guests({ visits, kept, today }: GuestsProps) {
  const { t } = useLanguage();
  const here = new Set(kept.map(({ bookingId }) => bookingId));
  const start = ({ parts }: DeskVisit) => parts[0]?.startLocal ?? "";
  const guests = visits
    .filter((visit) => EXPECTED.has(visit.status) && isToday(visit, today))
    .sort((a, b) => start(a).localeCompare(start(b)));
  const came = guests.filter(({ status, bookingId }) => CAME.has(status) || here.has(bookingId));
  return (
    <section className="card door-guests" aria-label={t("door.guestsToday")}>
      <h2>
        {t("door.guestsToday")}{" "}
        <span className="desk-count numeric">
          {came.length}/{guests.length}
        </span>
      </h2>
      {guests.length === 0 ? <p className="second">{t("door.nobody")}</p> : null}
      <ul>
        {guests.map((visit) => (
          <li key={visit.bookingId}>
            <button type="button" onClick={() => openBooking(visit.bookingId)}>
              <span className="numeric">{timePart(start(visit))}</span>
              <span>
                <b>{visit.name || t("desk.walkIn")}</b>
                <small className="second">{visit.parts[0]?.title}</small>
              </span>
              <StatusTag status={here.has(visit.bookingId) ? "in_progress" : visit.status} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** V15: who has come. By the camera, by a scanner that types, or by hand; also without a connection. */
export function ArrivalsPage() {
  const { t } = useLanguage();
  const { id } = useBusiness();
  usePageTitle(t("desk.arrivals"));
  const { today, day, kept, verdict, busy, scan, next, forget } = useDoor(id);
  const [camera, setCamera] = useState(false);
  return (
    <div className="desk-page narrow">
      <div className="desk-head">
        <h1>{t("desk.arrivals")}</h1>
        <Button look={camera ? "secondary" : "primary"} onClick={() => setCamera(!camera)}>
          <ScanLine size={18} aria-hidden="true" /> {t(camera ? "door.cameraOff" : "door.cameraOn")}
        </Button>
      </div>
      {camera ? <Camera paused={busy || verdict !== undefined} onCode={scan} /> : null}
      <CodeForm busy={busy} onCode={scan} />
      <Kept kept={kept} onForget={forget} />
      {day.isError && !day.data ? (
        <ErrorState error={day.error} onRetry={() => day.refetch()} />
      ) : null}
      {day.isPending ? <Skeleton height={240} /> : null}
      {day.data ? <Guests visits={day.data.visits} kept={kept} today={today} /> : null}
      {verdict ? <VerdictScreen verdict={verdict} onNext={next} /> : null}
    </div>
  );
}
