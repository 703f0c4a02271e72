import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type Business, readBusiness, readDecisions, readPlaces } from "@/api/console-calls";
import { stamp } from "@/lib/format/stamp";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { buttonClass } from "@/ui/button";
import { ErrorState, Skeleton } from "@/ui/states";
import { BusinessTag } from "./business-tag";
import { Decision } from "./decision";
import { Fees } from "./fees";
import { OwnSwitches } from "./own-switches";

function Facts({ business }: { business: Business }) {
  const { t } = useLanguage();
  const facts = [
    [t("ops.legalName"), business.legalName],
    [t("ops.businessNumber"), business.businessNumber],
    [t("ops.phone"), business.phone],
    [t("ops.email"), business.email],
    [t("ops.website"), business.website],
    [t("ops.kind"), business.vertical],
    [t("ops.since"), business.createdAt ? stamp(business.createdAt) : ""],
  ] as const;
  return (
    <dl className="ops-facts">
      {facts.map(([label, value]) => (
        <div key={label} style={{ display: "contents" }}>
          <dt>{label}</dt>
          <dd>{value || t("ops.notTold")}</dd>
        </div>
      ))}
    </dl>
  );
}

function Places({ vendorId }: { vendorId: string }) {
  const { t } = useLanguage();
  const places = useQuery({
    queryKey: ["ops-places", vendorId],
    queryFn: () => readPlaces(vendorId),
  });
  if (places.error) return <ErrorState error={places.error} onRetry={() => places.refetch()} />;
  if (!places.data) return <Skeleton height={60} />;
  if (places.data.data.length === 0) return <p className="second">{t("ops.noPlaces")}</p>;
  return (
    <ul className="ops-rows">
      {places.data.data.map((place) => (
        <li key={place.id}>
          {place.name}, {place.address}
        </li>
      ))}
    </ul>
  );
}

function History({ vendorId }: { vendorId: string }) {
  const { t } = useLanguage();
  const history = useQuery({
    queryKey: ["ops-business", vendorId, "history"],
    queryFn: () => readDecisions(vendorId),
  });
  if (history.error) return <ErrorState error={history.error} onRetry={() => history.refetch()} />;
  if (!history.data) return <Skeleton height={60} />;
  if (history.data.data.length === 0) return <p className="second">{t("ops.noHistory")}</p>;
  return (
    <ul className="ops-rows">
      {history.data.data.map((one) => (
        <li key={one.at}>
          <div className="ops-line">
            <span>{stamp(one.at)}</span>
            <BusinessTag status={one.toStatus} />
          </div>
          {one.reason ? <p>{one.reason}</p> : null}
        </li>
      ))}
    </ul>
  );
}

/** Everything that decides whether a business is listed, and the decision itself. */
export function BusinessPage() {
  const { t } = useLanguage();
  const { vendorId } = useParams({ from: "/ops/businesses/$vendorId" });
  const found = useQuery({
    queryKey: ["ops-business", vendorId],
    queryFn: () => readBusiness(vendorId),
  });
  usePageTitle(found.data?.name ?? t("ops.businesses"));
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={320} />;
  const business = found.data;
  return (
    <>
      <div className="ops-head">
        <h1>{business.name}</h1>
        {business.status ? <BusinessTag status={business.status} /> : null}
        <Link
          to="/b/$vendorId"
          params={{ vendorId }}
          className={buttonClass({ look: "secondary" })}
        >
          {t("ops.workspace")}
        </Link>
      </div>
      <div className="ops-columns">
        <section className="ops-card">
          <h2>{t("ops.facts")}</h2>
          <Facts business={business} />
          <h2 style={{ marginBlockStart: 20 }}>{t("ops.places")}</h2>
          <Places vendorId={vendorId} />
        </section>
        <div className="ops-form">
          <section className="ops-card">
            <h2>{t("ops.decision")}</h2>
            <Decision business={business} />
          </section>
          <section className="ops-card">
            <h2>{t("ops.fees")}</h2>
            <Fees vendorId={vendorId} currency={business.currency} />
          </section>
          <section className="ops-card">
            <h2>{t("ops.switches")}</h2>
            <OwnSwitches vendorId={vendorId} />
          </section>
          <section className="ops-card">
            <h2>{t("ops.history")}</h2>
            <History vendorId={vendorId} />
          </section>
        </div>
      </div>
    </>
  );
}
