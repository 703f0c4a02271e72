import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { lineOf, type Span, weekOf } from "@/lib/week-hours";
import { Button } from "@/ui/button";
import { HoursPainter } from "@/ui/hours-painter";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import type { SetupDraft } from "./draft";
import { readTemplate, saveHours } from "./setup-calls";

interface Preset {
  weekdays: number[];
  opens: string;
  closes: string;
}

const lineOfPreset = (hours: readonly Preset[]): Span[] =>
  lineOf(
    hours.flatMap(({ weekdays, opens, closes }) =>
      weekdays.map((weekday) => ({ weekday, hours: [{ opens, closes }] })),
    ),
  );

/** Round the clock where a template says nothing. */
const ALWAYS: Span[] = [[0, 7 * 1440]];

export function StepHours({ draft, onNext }: { draft: SetupDraft; onNext: () => void }) {
  const { t, locale } = useLanguage();
  const template = useQuery({
    queryKey: ["vertical", draft.vertical, locale],
    queryFn: () => readTemplate(draft.vertical),
  });
  const [painted, setPainted] = useState<Span[]>();
  const timing = template.data?.timing;
  const preset = template.data?.hours.length ? lineOfPreset(template.data.hours) : ALWAYS;
  const line = painted ?? preset;
  const keep = useMutation({
    mutationFn: async () => {
      // An untouched suggestion of nights or an event decides nothing, so nothing is stored.
      if (!painted && timing !== "slots") return;
      await saveHours(draft.vendorId ?? "", draft.venueId ?? "", weekOf(line));
    },
    onSuccess: onNext,
  });
  if (template.isError) {
    return <ErrorState error={template.error} onRetry={() => template.refetch()} />;
  }
  const text =
    timing === "nights"
      ? "setup.hoursNights"
      : timing === "session"
        ? "setup.hoursEvent"
        : "setup.hoursText";
  return (
    <div className="stack setup-step">
      <h1>{t("setup.hours")}</h1>
      {template.data ? <p className="second">{t(text)}</p> : <Skeleton height={22} />}
      {!template.data || timing === "session" ? null : (
        <>
          <HoursPainter line={line} onChange={setPainted} label={t("setup.hours")} />
          {painted ? (
            <div>
              <Button look="quiet" onClick={() => setPainted(undefined)}>
                {t("setup.hoursReset")}
              </Button>
            </div>
          ) : null}
        </>
      )}
      {keep.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, keep.error)}</Notice>
        </div>
      ) : null}
      <div className="setup-foot">
        <Button large busy={keep.isPending} disabled={!template.data} onClick={() => keep.mutate()}>
          {t("setup.next")}
        </Button>
      </div>
    </div>
  );
}
