import { useQuery } from "@tanstack/react-query";
import { readMe } from "@/api/console-calls";
import { listSwitches } from "@/api/switch-calls";
import { SWITCH_WORDS, TurnSwitch } from "@/console/frame/turn-switch";
import { useLanguage } from "@/lib/i18n";
import { ErrorState, Skeleton, Tag } from "@/ui/states";

/** What can be turned off for this business alone. */
export function OwnSwitches({ vendorId }: { vendorId: string }) {
  const { t } = useLanguage();
  const me = useQuery({ queryKey: ["me"], queryFn: readMe, staleTime: 60_000 });
  const found = useQuery({ queryKey: ["ops-switches"], queryFn: listSwitches });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={96} />;
  return (
    <ul className="ops-rows">
      {found.data.data
        .filter(({ perBusiness }) => perBusiness)
        .map(({ code, on, offFor }) => {
          const own = !offFor.some((one) => one.vendorId === vendorId);
          return (
            <li key={code} className="ops-line">
              <span>{t(SWITCH_WORDS[code][0])}</span>
              <Tag tone={on && own ? "ok" : "bad"}>
                {t(on ? (own ? "ops.swOn" : "ops.swOff") : "ops.swOffForAll")}
              </Tag>
              {me.data?.role === "admin" ? (
                <TurnSwitch code={code} on={own} vendorId={vendorId} />
              ) : null}
            </li>
          );
        })}
    </ul>
  );
}
