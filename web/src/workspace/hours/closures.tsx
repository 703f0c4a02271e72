import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "@/api/client";
import { datePart, timePart } from "@/lib/civil";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { ApiProblem } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";
import { MomentField } from "@/ui/time-field";

const conflictsOf = (error: unknown): number => {
  if (!(error instanceof ApiProblem) || !("conflicts" in error.problem)) return 0;
  return Array.isArray(error.problem.conflicts) ? error.problem.conflicts.length : 0;
};

/** Closing a place, or one resource of it, between two wall times. */
export function Closures({
  vendorId,
  venueId,
  resourceId,
}: {
  vendorId: string;
  venueId: string;
  resourceId: string | undefined;
}) {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const path = { vendor_id: vendorId };
  const [starts, setStarts] = useState("");
  const [ends, setEnds] = useState("");
  const [reason, setReason] = useState("");
  const key = ["closures", vendorId];
  const known = useQuery({
    queryKey: key,
    queryFn: () => body(api.GET("/api/v1/vendors/{vendor_id}/closures", { params: { path } })),
  });
  const again = () => {
    queries.invalidateQueries({ queryKey: key });
    queries.invalidateQueries({ queryKey: ["rehearsal"] });
  };
  const close = useMutation({
    mutationFn: (keepBookings: boolean) =>
      body(
        api.POST("/api/v1/vendors/{vendor_id}/closures", {
          params: { path, header: { "idempotency-key": randomKey() } },
          body: {
            venueId,
            resourceIds: resourceId ? [resourceId] : [],
            starts,
            ends,
            reason,
            keepBookings,
          },
        }),
      ),
    onSuccess: () => {
      setStarts("");
      setEnds("");
      again();
    },
  });
  const reopen = useMutation({
    mutationFn: (closureId: string) =>
      api.DELETE("/api/v1/vendors/{vendor_id}/closures/{closure_id}", {
        params: { path: { ...path, closure_id: closureId } },
      }),
    onSuccess: again,
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    close.mutate(false);
  };
  const conflicts = conflictsOf(close.error);
  const words = (local: string) => `${shortDay(locale, datePart(local))} ${timePart(local)}`;
  return (
    <section className="card hours-card">
      <h2>{t("hours.closures")}</h2>
      <p className="second">{t("hours.closuresText")}</p>
      <ul className="stack">
        {known.data?.closures.map((closure) => (
          <li key={closure.closureId} className="hours-special">
            <span>
              {words(closure.starts)} – {words(closure.ends)} {closure.reason}
            </span>
            <Button look="quiet" onClick={() => reopen.mutate(closure.closureId)}>
              {t("hours.reopen")}
            </Button>
          </li>
        ))}
      </ul>
      <form className="hours-add" onSubmit={onSubmit}>
        <MomentField
          label={t("hours.opens")}
          timeLabel={t("time.from")}
          value={starts}
          onChange={setStarts}
        />
        <MomentField
          label={t("hours.closes")}
          timeLabel={t("time.to")}
          value={ends}
          onChange={setEnds}
        />
        <Field
          label={t("hours.reason")}
          maxLength={200}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <Button
          type="submit"
          look="secondary"
          busy={close.isPending}
          disabled={!starts || !ends || ends <= starts}
        >
          {t("hours.close")}
        </Button>
      </form>
      {close.error ? (
        <div role="alert" className="stack">
          <Notice tone="warn">{problemText(t, close.error)}</Notice>
          {conflicts > 0 ? (
            <Button look="secondary" onClick={() => close.mutate(true)}>
              {t("hours.closeKeeping", { n: conflicts })}
            </Button>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
