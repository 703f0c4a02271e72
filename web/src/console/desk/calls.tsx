import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Phone } from "lucide-react";
import { useState } from "react";
import {
  type Call,
  closeCall,
  listCalls,
  readMe,
  releaseCall,
  takeCall,
} from "@/api/console-calls";
import { minutesBetween } from "@/lib/format/stamp";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button, buttonClass } from "@/ui/button";
import { Field } from "@/ui/field";
import { ErrorState, Notice, Skeleton, Tag } from "@/ui/states";

const TOPIC: Record<Call["topic"], MessageId> = {
  booking: "ops.topicBooking",
  payment: "ops.topicPayment",
  business: "ops.topicBusiness",
  other: "ops.topicOther",
};

function Promised({ call, now }: { call: Call; now: string }) {
  const { t } = useLanguage();
  const left = minutesBetween(now, call.promisedAt);
  return (
    <span className={call.late ? "late" : "second"}>
      {call.late ? t("ops.lateBy", { n: -left }) : t("ops.callWithin", { n: Math.max(left, 0) })}
    </span>
  );
}

function Closing({
  call,
  onEnd,
}: {
  call: Call;
  onEnd: (outcome: "done" | "unreached", note: string) => void;
}) {
  const { t } = useLanguage();
  const [note, setNote] = useState("");
  return (
    <div className="ops-form">
      <Field
        label={t("ops.callNote")}
        maxLength={1000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <div className="row">
        <a className={buttonClass()} href={`tel:${call.phone}`}>
          <Phone size={18} aria-hidden="true" /> {call.phone}
        </a>
        <Button look="secondary" onClick={() => onEnd("done", note)}>
          {t("ops.callDone")}
        </Button>
        <Button look="quiet" onClick={() => onEnd("unreached", note)}>
          {t("ops.callUnreached")}
        </Button>
      </div>
    </div>
  );
}

function CallCard({ call, now, me }: { call: Call; now: string; me: string | undefined }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (step: () => Promise<unknown>) => step(),
    onSettled: () => queries.invalidateQueries({ queryKey: ["ops-calls"] }),
  });
  const mine = call.takenBy !== null && call.takenBy === me;
  return (
    <li className="ops-call">
      <div className="ops-line">
        <strong>{call.name || call.phone}</strong>
        <Tag tone="plain">{t(TOPIC[call.topic])}</Tag>
        <span lang={call.locale}>{call.locale}</span>
        <Promised call={call} now={now} />
      </div>
      {call.note ? <p>{call.note}</p> : null}
      {call.problemCode || call.page ? (
        <p className="second small">{[call.page, call.problemCode].filter(Boolean).join(" · ")}</p>
      ) : null}
      {call.bookingId ? (
        <Link to="/ops/bookings/$bookingId" params={{ bookingId: call.bookingId }}>
          {t("ops.openBooking")}
        </Link>
      ) : null}
      {act.error ? <Notice tone="bad">{problemText(t, act.error)}</Notice> : null}
      {call.status === "waiting" ? (
        <div className="row">
          <Button busy={act.isPending} onClick={() => act.mutate(() => takeCall(call.id))}>
            {t("ops.take")}
          </Button>
        </div>
      ) : null}
      {mine ? (
        <>
          <Closing
            call={call}
            onEnd={(outcome, note) => act.mutate(() => closeCall(call.id, outcome, note))}
          />
          <div className="row">
            <Button look="quiet" onClick={() => act.mutate(() => releaseCall(call.id))}>
              {t("ops.release")}
            </Button>
          </div>
        </>
      ) : null}
      {call.status === "taken" && !mine ? (
        <p className="second">{t("ops.takenByColleague")}</p>
      ) : null}
    </li>
  );
}

/** The calls we owe, the most urgent first. */
export function Calls() {
  const { t } = useLanguage();
  const me = useQuery({ queryKey: ["me"], queryFn: readMe, staleTime: 60_000 });
  const calls = useQuery({ queryKey: ["ops-calls"], queryFn: listCalls, refetchInterval: 10_000 });
  const { data } = calls;
  return (
    <section className="ops-card" aria-label={t("ops.calls")}>
      <h2>{t("ops.calls")}</h2>
      {calls.error && !data ? (
        <ErrorState error={calls.error} onRetry={() => calls.refetch()} />
      ) : null}
      {data ? (
        data.data.length === 0 ? (
          <p className="second">{t("ops.noCalls")}</p>
        ) : (
          <ul className="ops-rows">
            {data.data.map((call) => (
              <CallCard key={call.id} call={call} now={data.serverNow} me={me.data?.id} />
            ))}
          </ul>
        )
      ) : calls.error ? null : (
        <Skeleton height={160} />
      )}
    </section>
  );
}
