import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Affected, cancelMany, listAffected, readCancellation } from "@/api/money-calls";
import { addDays, datePart, timePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { DateField } from "@/ui/date-field";
import { Field } from "@/ui/field";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";

const OUTCOMES: Record<string, MessageId> = {
  waiting: "many.waiting",
  cancelled: "many.cancelled",
  skipped: "many.skipped",
};

/** A closed day: first whom it meets, then one command, then how far it has come. */
export function CancelMany({ today }: { today: string }) {
  const [started, setStarted] = useState<string>();
  return started ? <Progress id={started} /> : <Choose today={today} onStarted={setStarted} />;
}

function Choose({ today, onStarted }: { today: string; onStarted: (id: string) => void }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const [key, setKey] = useState(randomKey);
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState("");
  const met = useQuery({
    queryKey: ["affected", id, from, to],
    queryFn: () => listAffected(id, from, addDays(to, 1)),
    enabled: Boolean(from && to && from <= to),
    staleTime: 0,
  });
  const rows = met.data?.data ?? [];
  const chosen = rows.filter(({ bookingId }) => !left.has(bookingId));
  const start = useMutation({
    mutationFn: () =>
      cancelMany(
        id,
        chosen.map(({ bookingId }) => bookingId),
        reason,
        key,
      ),
    onSuccess: (made) => onStarted(made.id),
    onError: () => setKey(randomKey()),
  });
  const toggle = (bookingId: string) => {
    const next = new Set(left);
    if (!next.delete(bookingId)) next.add(bookingId);
    setLeft(next);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form className="stack" style={{ "--gap": "16px" }} onSubmit={send}>
      <div className="row">
        <DateField
          label={t("many.from")}
          value={from}
          onChange={(date) => {
            setFrom(date);
            if (to < date) setTo(date);
          }}
        />
        <DateField label={t("many.to")} value={to} least={from} onChange={setTo} />
      </div>
      {met.isError ? <ErrorState error={met.error} onRetry={() => met.refetch()} /> : null}
      {met.isFetching ? <Skeleton height={96} /> : null}
      {met.data && rows.length === 0 ? <Notice tone="plain">{t("many.nothing")}</Notice> : null}
      {rows.length > 0 ? <Met rows={rows} left={left} onToggle={toggle} /> : null}
      {met.data && !met.data.complete ? <Notice tone="plain">{t("many.more")}</Notice> : null}
      {rows.length > 0 ? (
        <Field
          label={t("many.reason")}
          hint={t("deed.reasonHint")}
          required
          minLength={3}
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      ) : null}
      {start.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, start.error)}</Notice>
        </div>
      ) : null}
      {chosen.length > 0 ? (
        <Button
          type="submit"
          look="danger"
          busy={start.isPending}
          disabled={reason.trim().length < 3 || met.isFetching}
        >
          {t("many.do", { n: chosen.length })}
        </Button>
      ) : null}
    </form>
  );
}

interface MetProps {
  rows: readonly Affected[];
  left: ReadonlySet<string>;
  onToggle: (bookingId: string) => void;
}

function Met({ rows, left, onToggle }: MetProps) {
  const { t, locale } = useLanguage();
  const { currency } = useBusiness();
  const chosen = rows.filter(({ bookingId }) => !left.has(bookingId));
  const sum = chosen.reduce((whole, { refund }) => whole + refund, 0);
  return (
    <>
      <ul className="stack many-list">
        {rows.map(({ bookingId, customerName, resourceName, startLocal, refund, ...row }) => (
          <li key={bookingId}>
            <label className="spread">
              <span className="row">
                <input
                  type="checkbox"
                  checked={!left.has(bookingId)}
                  onChange={() => onToggle(bookingId)}
                />
                <span>
                  {shortDay(locale, datePart(startLocal))}, {timePart(startLocal)} ·{" "}
                  {customerName ?? row.confirmationCode} · {resourceName}
                </span>
              </span>
              <span className="numeric">{refund ? money(locale, refund, row.currency) : ""}</span>
            </label>
          </li>
        ))}
      </ul>
      <p role="status">
        {t("many.sum", { n: chosen.length, amount: money(locale, sum, currency) })}
      </p>
    </>
  );
}

function Progress({ id: cancellationId }: { id: string }) {
  const { t, locale } = useLanguage();
  const { id, currency } = useBusiness();
  const client = useQueryClient();
  const found = useQuery({
    queryKey: ["cancellation", cancellationId],
    queryFn: async () => {
      const now = await readCancellation(id, cancellationId);
      if (now.waiting === 0) client.invalidateQueries({ queryKey: ["bookings", id] });
      return now;
    },
    refetchInterval: ({ state }) => (state.data?.waiting === 0 ? false : 1_000),
  });
  const { data } = found;
  if (!data) {
    return found.isError ? (
      <ErrorState error={found.error} onRetry={() => found.refetch()} />
    ) : (
      <Skeleton height={160} />
    );
  }
  const { total, waiting, cancelled } = data;
  const done = total - waiting;
  return (
    <div className="stack">
      <progress max={total} value={done} aria-label={t("many.title")} />
      <p role="status">
        {waiting > 0 ? t("many.progress", { done, total }) : t("many.done", { cancelled, total })}
      </p>
      {waiting > 0 ? <p className="small second">{t("many.leave")}</p> : null}
      <ul className="stack many-list">
        {data.rows.map(({ bookingId, customerName, confirmationCode, outcome, refund }) => (
          <li key={bookingId} className="spread">
            <span>
              {customerName ?? confirmationCode}, {t(OUTCOMES[outcome] ?? "many.waiting")}
            </span>
            <span className="numeric">{refund ? money(locale, refund, currency) : ""}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
