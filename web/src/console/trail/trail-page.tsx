import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AuditEntry, readTrail } from "@/api/console-calls";
import { stamp } from "@/lib/format/stamp";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { ErrorState, Skeleton } from "@/ui/states";

function Entry({ entry }: { entry: AuditEntry }) {
  const { t } = useLanguage();
  const details = Object.entries(entry.details)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
  return (
    <li>
      <div className="ops-line">
        <span>
          {stamp(entry.at)} · <strong>{entry.action}</strong> · {entry.subject}
        </span>
        <span className="second small">{entry.actor}</span>
      </div>
      {entry.onBehalfOf ? (
        <p className="small">
          {t("ops.onBehalf", { who: entry.onBehalfOf })} · {entry.actingId}
        </p>
      ) : null}
      {details ? <p className="second small">{details}</p> : null}
    </li>
  );
}

/** Who did what to what. The trail can be read and added to, never changed. */
export function TrailPage() {
  const { t } = useLanguage();
  const [action, setAction] = useState("");
  const [subject, setSubject] = useState("");
  usePageTitle(t("ops.trail"));
  const trail = useInfiniteQuery({
    queryKey: ["ops-trail", action, subject],
    queryFn: ({ pageParam }) =>
      readTrail({ action: action.trim(), subject: subject.trim(), before: pageParam }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
  });
  const entries = trail.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <div className="ops-head">
        <h1>{t("ops.trail")}</h1>
      </div>
      <div className="ops-columns">
        <Field
          label={t("ops.action")}
          hint="vendor, vendor.verified"
          value={action}
          onChange={({ target }) => setAction(target.value)}
        />
        <Field
          label={t("ops.subject")}
          hint="ven_12"
          value={subject}
          onChange={({ target }) => setSubject(target.value)}
        />
      </div>
      <section className="ops-card" style={{ marginBlockStart: 16 }}>
        {trail.error ? <ErrorState error={trail.error} onRetry={() => trail.refetch()} /> : null}
        {trail.isPending ? <Skeleton height={240} /> : null}
        {trail.data && entries.length === 0 ? <p className="second">{t("ops.noTrail")}</p> : null}
        <ul className="ops-rows">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
        {trail.hasNextPage ? (
          <Button
            look="secondary"
            busy={trail.isFetchingNextPage}
            onClick={() => trail.fetchNextPage()}
          >
            {t("ops.older")}
          </Button>
        ) : null}
      </section>
    </>
  );
}
