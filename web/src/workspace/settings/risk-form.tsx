import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RiskMode, readOwnRiskMode, setOwnRiskMode } from "@/api/risk-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Choice } from "@/ui/field";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";

const MODES: readonly (readonly [RiskMode, MessageId, MessageId])[] = [
  ["off", "settings.riskOff", "settings.riskOffText"],
  ["watch", "settings.riskWatch", "settings.riskWatchText"],
  ["act", "settings.riskAct", "settings.riskActText"],
];

/** What happens with bookings that look unusual: nothing, a mark, or one more step for the customer. */
export function RiskForm() {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const found = useQuery({ queryKey: ["own-risk", id], queryFn: () => readOwnRiskMode(id) });
  const turn = useMutation({
    mutationFn: (mode: RiskMode) => setOwnRiskMode(id, mode),
    onSuccess: (now) => {
      queries.setQueryData(["own-risk", id], now);
      showToast(t("settings.saved"));
    },
  });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={200} />;
  const { mode, effective } = found.data;
  const shown = turn.isPending ? turn.variables : mode;
  return (
    <section className="card settings-card">
      <h2>{t("settings.risk")}</h2>
      <fieldset className="stack" style={{ gap: 8 }}>
        <legend className="hidden">{t("settings.risk")}</legend>
        {MODES.map(([code, label, aside]) => (
          <Choice
            key={code}
            name="risk"
            value={code}
            checked={code === shown}
            onChange={() => turn.mutate(code)}
            aside={t(aside)}
          >
            {t(label)}
          </Choice>
        ))}
      </fieldset>
      {effective === mode ? null : <Notice tone="plain">{t("settings.riskHeldBack")}</Notice>}
      {turn.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, turn.error)}</Notice>
        </div>
      ) : null}
    </section>
  );
}
