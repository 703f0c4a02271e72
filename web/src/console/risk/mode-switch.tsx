import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RiskMode, readRiskMode, setRiskMode } from "@/api/risk-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Chip } from "@/ui/button";
import { ErrorState, Notice, Skeleton } from "@/ui/states";

const MODES: readonly (readonly [RiskMode, MessageId, MessageId])[] = [
  ["off", "ops.riskOff", "ops.riskOffText"],
  ["watch", "ops.riskWatch", "ops.riskWatchText"],
  ["act", "ops.riskAct", "ops.riskActText"],
];

/** How far risk may go on the platform, and what that means. */
export function ModeSwitch() {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const found = useQuery({ queryKey: ["risk-mode"], queryFn: readRiskMode });
  const turn = useMutation({
    mutationFn: setRiskMode,
    onSuccess: async (now) => {
      queries.setQueryData(["risk-mode"], now);
      showToast(t("ops.riskTurned"));
    },
  });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={96} />;
  const mode = turn.isPending ? turn.variables : found.data.mode;
  const chosen = MODES.find(([code]) => code === mode);
  return (
    <section className="ops-card ops-form" aria-label={t("ops.riskMode")}>
      <div className="ops-chips">
        {MODES.map(([code, label]) => (
          <Chip
            key={code}
            pressed={code === mode}
            disabled={turn.isPending}
            onClick={() => turn.mutate(code)}
          >
            {t(label)}
          </Chip>
        ))}
      </div>
      {chosen ? <p className="second">{t(chosen[2])}</p> : null}
      {turn.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, turn.error)}</Notice>
        </div>
      ) : null}
    </section>
  );
}
