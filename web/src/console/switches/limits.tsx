import { useQuery } from "@tanstack/react-query";
import { type LimitView, listLimits } from "@/api/switch-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { ErrorState, Notice, Skeleton } from "@/ui/states";

const SOURCE: Record<LimitView["source"], MessageId> = {
  default: "ops.limitDefault",
  environment: "ops.limitEnvironment",
  code: "ops.limitCode",
};

function Rows({ rows }: { rows: readonly LimitView[] }) {
  const { t } = useLanguage();
  return (
    <ul className="ops-rows">
      {rows.map(({ name, value, source }) => (
        <li key={name} className="ops-line">
          <span>
            <code>{name}</code>
          </span>
          <span className="numeric">{value}</span>
          <span className="second small">{t(SOURCE[source])}</span>
        </li>
      ))}
    </ul>
  );
}

/** Numbers that bound what people may do: read when the server starts, shown with where they are said. */
export function Limits() {
  const { t } = useLanguage();
  const found = useQuery({ queryKey: ["ops-limits"], queryFn: listLimits, staleTime: 60_000 });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={320} />;
  const { data, ratesOn } = found.data;
  return (
    <>
      <p className="second small">{t("ops.limitsText")}</p>
      <Rows rows={data.filter(({ kind }) => kind === "setting")} />
      <h2 style={{ marginBlockStart: 20 }}>{t("ops.rates")}</h2>
      {ratesOn ? null : <Notice tone="bad">{t("ops.ratesOff")}</Notice>}
      <Rows rows={data.filter(({ kind }) => kind === "rate")} />
    </>
  );
}
