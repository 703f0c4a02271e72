import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { readMe } from "@/api/console-calls";
import { listSwitches, type SwitchView } from "@/api/switch-calls";
import { SWITCH_WORDS, TurnSwitch } from "@/console/frame/turn-switch";
import { stamp } from "@/lib/format/stamp";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { ErrorState, Skeleton, Tag } from "@/ui/states";
import { Limits } from "./limits";

function Standing({ one, mayTurn }: { one: SwitchView; mayTurn: boolean }) {
  const { t } = useLanguage();
  const [name, text] = SWITCH_WORDS[one.code];
  return (
    <li>
      <div className="ops-line">
        <strong>{t(name)}</strong>
        <Tag tone={one.on ? "ok" : "bad"}>{t(one.on ? "ops.swOn" : "ops.swOff")}</Tag>
        {mayTurn ? <TurnSwitch code={one.code} on={one.on} /> : null}
      </div>
      <p className="second small">{t(text)}</p>
      {one.changedAt ? (
        <p className="small">
          {stamp(one.changedAt)} · {one.reason}
        </p>
      ) : null}
      {one.offFor.map((business) => (
        <div key={business.vendorId} className="ops-line">
          <span className="small">
            {t("ops.swOffFor")}{" "}
            <Link to="/ops/businesses/$vendorId" params={{ vendorId: business.vendorId }}>
              {business.name}
            </Link>{" "}
            · {stamp(business.changedAt)} · {business.reason}
          </span>
          {mayTurn ? <TurnSwitch code={one.code} on={false} vendorId={business.vendorId} /> : null}
        </div>
      ))}
    </li>
  );
}

function Switches() {
  const me = useQuery({ queryKey: ["me"], queryFn: readMe, staleTime: 60_000 });
  const found = useQuery({ queryKey: ["ops-switches"], queryFn: listSwitches });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={320} />;
  return (
    <ul className="ops-rows">
      {found.data.data.map((one) => (
        <Standing key={one.code} one={one} mayTurn={me.data?.role === "admin"} />
      ))}
    </ul>
  );
}

/** What can be turned off without a release, and the limits that hold. */
export function SwitchesPage() {
  const { t } = useLanguage();
  usePageTitle(t("ops.switches"));
  return (
    <>
      <div className="ops-head">
        <h1>{t("ops.switches")}</h1>
      </div>
      <div className="ops-columns">
        <section className="ops-card">
          <p className="second small">{t("ops.swText")}</p>
          <Switches />
        </section>
        <section className="ops-card">
          <h2>{t("ops.limits")}</h2>
          <Limits />
        </section>
      </div>
    </>
  );
}
