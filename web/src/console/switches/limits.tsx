import { useQuery } from "@tanstack/react-query";
import { readMe } from "@/api/console-calls";
import { type LimitView, listLimits } from "@/api/switch-calls";
import { stamp } from "@/lib/format/stamp";
import { useLanguage } from "@/lib/i18n";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { ChangeLimit } from "./change-limit";
import { LIMIT_WORDS, SOURCES } from "./limit-words";

function Row({ limit, mayChange }: { limit: LimitView; mayChange: boolean }) {
  const { t } = useLanguage();
  const { name, value, source, changeable, changedAt, reason } = limit;
  const words = LIMIT_WORDS[name];
  return (
    <li className={mayChange ? "ops-limit with-deed" : "ops-limit"}>
      <span>
        {words ? t(words) : null} <code className="second small">{name}</code>
        {changedAt ? (
          <small className="second">
            {stamp(changedAt)} · {reason}
          </small>
        ) : null}
      </span>
      <b className="numeric">{value}</b>
      <span className="second small">
        {t(SOURCES[source])}
        {changeable || source === "code" ? "" : `, ${t("ops.limitRestart")}`}
      </span>
      {changeable && mayChange ? <ChangeLimit limit={limit} /> : null}
    </li>
  );
}

/** Numbers that bound what people may do, with where they are said; administrators change them. */
export function Limits() {
  const { t } = useLanguage();
  const me = useQuery({ queryKey: ["me"], queryFn: readMe, staleTime: 60_000 });
  const found = useQuery({ queryKey: ["ops-limits"], queryFn: listLimits, staleTime: 60_000 });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={320} />;
  const { data, ratesOn } = found.data;
  const rows = (kind: LimitView["kind"]) => (
    <ul className="ops-rows">
      {data
        .filter((limit) => limit.kind === kind)
        .map((limit) => (
          <Row key={limit.name} limit={limit} mayChange={me.data?.role === "admin"} />
        ))}
    </ul>
  );
  return (
    <>
      <p className="second small">{t("ops.limitsText")}</p>
      {rows("setting")}
      <h2 style={{ marginBlockStart: 20 }}>{t("ops.rates")}</h2>
      {ratesOn ? null : <Notice tone="bad">{t("ops.ratesOff")}</Notice>}
      {rows("rate")}
    </>
  );
}
