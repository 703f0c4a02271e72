import type { Rehearsal } from "@/api/owner-calls";
import { timePart } from "@/lib/civil";
import { shortDay } from "@/lib/format/when";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { Skeleton } from "@/ui/states";

const MOST = 12;
const NIGHT: Record<"free" | "taken" | "closed", MessageId> = {
  free: "hours.previewFree",
  taken: "hours.previewTaken",
  closed: "hours.previewClosed",
};

export interface Shown {
  id: string;
  name: string;
}

/** The free times of the draft as the server would offer them. */
export function Preview({
  offers,
  shown,
  onShow,
  trial,
  busy,
}: {
  offers: readonly Shown[];
  shown: string | undefined;
  onShow: (id: string) => void;
  trial: Rehearsal | undefined;
  busy: boolean;
}) {
  const { t, locale } = useLanguage();
  return (
    <section className="card hours-card hours-preview" aria-busy={busy || undefined}>
      <h2>{t("hours.preview")}</h2>
      <label className="field">
        <span className="label">{t("hours.previewOf")}</span>
        <select className="input" value={shown} onChange={({ target }) => onShow(target.value)}>
          {offers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {trial ? (
        <dl>
          {trial.days.map(({ date, slots = [], night }) => {
            const free = slots.filter(({ available }) => available);
            return (
              <div key={date}>
                <dt>{shortDay(locale, date)}</dt>
                {night ? <dd>{t(NIGHT[night])}</dd> : null}
                {!night && free.length === 0 ? (
                  <dd className="muted">{t("hours.previewNone")}</dd>
                ) : null}
                {free.length > 0 ? (
                  <dd className="hours-slots numeric">
                    {free.slice(0, MOST).map(({ start, startLocal }) => (
                      <span key={start}>{timePart(startLocal)}</span>
                    ))}
                    {free.length > MOST ? (
                      <em>{t("hours.previewMore", { n: free.length - MOST })}</em>
                    ) : null}
                  </dd>
                ) : null}
              </div>
            );
          })}
        </dl>
      ) : (
        <Skeleton height={280} />
      )}
    </section>
  );
}
