import { useState } from "react";
import type { OwnerPath, OwnResource } from "@/api/owner-calls";
import { weekdayNames } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { copyDay, type Span } from "@/lib/week-hours";
import { Button } from "@/ui/button";
import { HoursPainter } from "@/ui/hours-painter";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { Closures } from "./closures";
import { bodyOf } from "./draft";
import { byBooking, OutsideDialog } from "./outside";
import { Preview, type Shown } from "./preview";
import { Rules } from "./rules";
import { HolidayChoice, Specials } from "./specials";
import { type Move, useHours } from "./use-hours";

const WEEKDAYS = [1, 2, 3, 4, 5];
const ALL = [1, 2, 3, 4, 5, 6, 7];

export interface Offers {
  venueId: string;
  resource: OwnResource | undefined;
  nights: boolean;
  shown: readonly Shown[];
}

function CopyDay({ line, onChange }: { line: Span[]; onChange: (line: Span[]) => void }) {
  const { t, locale } = useLanguage();
  const [from, setFrom] = useState(1);
  const names = weekdayNames(locale);
  return (
    <div className="row hours-copy">
      <label>
        <span className="hidden">{t("hours.copyDay")}</span>
        <select
          className="input"
          value={from}
          onChange={({ target }) => setFrom(Number(target.value))}
        >
          {ALL.map((day) => (
            <option key={day} value={day}>
              {t("hours.copy", { day: names.long[day - 1] ?? "" })}
            </option>
          ))}
        </select>
      </label>
      <Button look="secondary" onClick={() => onChange(copyDay(line, from, WEEKDAYS))}>
        {t("hours.toWeekdays")}
      </Button>
      <Button look="secondary" onClick={() => onChange(copyDay(line, from, ALL))}>
        {t("hours.toAll")}
      </Button>
    </div>
  );
}

export function HoursEditor({
  path,
  preset,
  offers,
}: {
  path: OwnerPath;
  preset: Span[];
  offers: Offers;
}) {
  const { t } = useLanguage();
  const [shown, setShown] = useState<string | undefined>(offers.shown[0]?.id);
  const [asking, setAsking] = useState(false);
  const { stored, draft, trial, save, dirty, effective, edit, discard } = useHours(
    path,
    shown,
    preset,
  );
  if (stored.isError) return <ErrorState error={stored.error} onRetry={() => stored.refetch()} />;
  if (!draft || !stored.data) return <Skeleton height={560} />;
  const outside = byBooking(trial.data?.outside ?? []);
  const store = (moves: Move[]) =>
    save.mutate(moves, {
      onSuccess: (failed) => {
        setAsking(false);
        showToast(failed ? t("hours.notMoved", { n: failed }) : t("hours.saved"));
      },
    });
  const body = { ...bodyOf(draft, stored.data.schedule), exceptions: draft.specials };
  return (
    <div className="hours-layout">
      <div className="stack">
        <section className="card hours-card">
          <h2>{t("hours.week")}</h2>
          <p className="small second">{t(draft.own ? "hours.weekHelp" : "hours.follows")}</p>
          <CopyDay line={draft.line} onChange={(line) => edit({ line, own: true })} />
          <HoursPainter
            line={draft.line}
            label={t("hours.week")}
            onChange={(line) => edit({ line, own: true })}
          />
          <HolidayChoice
            value={draft.holidays}
            inherits={path.owners !== "venues"}
            onChange={(holidays) => edit({ holidays })}
          />
        </section>
        <Specials specials={draft.specials} onChange={(specials) => edit({ specials })} />
        <Rules
          rules={draft.rules}
          effective={effective}
          resource={path.owners === "resources"}
          nights={offers.nights}
          onChange={(rules) => edit({ rules })}
        />
        <Closures
          vendorId={path.vendor_id}
          venueId={offers.venueId}
          resourceId={offers.resource?.id}
        />
      </div>
      <Preview
        offers={offers.shown}
        shown={shown}
        onShow={setShown}
        trial={trial.data}
        busy={trial.isFetching}
      />
      {dirty ? (
        <div className="hours-bar">
          {save.error ? <Notice tone="bad">{problemText(t, save.error)}</Notice> : null}
          {trial.error ? <Notice tone="bad">{problemText(t, trial.error)}</Notice> : null}
          {outside.length > 0 ? (
            <Notice tone="warn">{t("hours.outside", { n: outside.length })}</Notice>
          ) : null}
          <Button look="secondary" onClick={discard}>
            {t("hours.discard")}
          </Button>
          <Button
            busy={save.isPending || trial.isFetching}
            disabled={trial.isError}
            onClick={() => (outside.length > 0 ? setAsking(true) : store([]))}
          >
            {t("hours.save")}
          </Button>
        </div>
      ) : null}
      <OutsideDialog
        found={outside}
        path={path}
        draft={body}
        open={asking}
        busy={save.isPending}
        onClose={() => setAsking(false)}
        onSave={store}
      />
    </div>
  );
}
