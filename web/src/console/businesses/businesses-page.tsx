import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type BusinessStatus, listBusinesses } from "@/api/console-calls";
import { stamp } from "@/lib/format/stamp";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button, Chip } from "@/ui/button";
import { Field } from "@/ui/field";
import { ErrorState, Skeleton } from "@/ui/states";
import { BusinessTag } from "./business-tag";

const FILTERS: readonly (readonly [BusinessStatus | undefined, MessageId])[] = [
  ["submitted", "ops.waitingFor"],
  ["verified", "ops.verified"],
  ["rejected", "ops.rejected"],
  ["suspended", "ops.suspended"],
  ["draft", "ops.draft"],
  [undefined, "ops.all"],
];

/** Every business; those that wait for a decision come first into sight. */
export function BusinessesPage() {
  const { t } = useLanguage();
  const [status, setStatus] = useState<BusinessStatus | undefined>("submitted");
  const [query, setQuery] = useState("");
  const [page, setPage] = useState(1);
  usePageTitle(t("ops.businesses"));
  const found = useQuery({
    queryKey: ["ops-businesses", status, query, page],
    queryFn: () => listBusinesses(status, query.trim(), page),
    placeholderData: (before) => before,
  });
  const { data } = found;
  const more = data ? data.pagination.page * data.pagination.limit < data.pagination.total : false;
  return (
    <>
      <div className="ops-head">
        <h1>{t("ops.businesses")}</h1>
      </div>
      <div className="ops-form">
        <Field
          label={t("ops.nameOrPhone")}
          type="search"
          value={query}
          onChange={({ target }) => {
            setQuery(target.value);
            setPage(1);
          }}
        />
        <div className="ops-chips">
          {FILTERS.map(([wanted, label]) => (
            <Chip
              key={label}
              pressed={wanted === status}
              onClick={() => {
                setStatus(wanted);
                setPage(1);
              }}
            >
              {t(label)}
            </Chip>
          ))}
        </div>
        {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
        {data ? (
          <div className="ops-card">
            {data.data.length === 0 ? <p className="second">{t("ops.noBusinesses")}</p> : null}
            <ul className="ops-rows">
              {data.data.map((one) => (
                <li key={one.id} className="ops-line">
                  <Link to="/ops/businesses/$vendorId" params={{ vendorId: one.id }}>
                    {one.name}
                  </Link>
                  <span className="second">{one.phone}</span>
                  <span className="second">{one.updatedAt ? stamp(one.updatedAt) : ""}</span>
                  {one.status ? <BusinessTag status={one.status} /> : null}
                </li>
              ))}
            </ul>
          </div>
        ) : found.error ? null : (
          <Skeleton height={240} />
        )}
        <div className="row">
          {page > 1 ? (
            <Button look="secondary" onClick={() => setPage(page - 1)}>
              {t("ops.previous")}
            </Button>
          ) : null}
          {more ? (
            <Button look="secondary" onClick={() => setPage(page + 1)}>
              {t("ops.next")}
            </Button>
          ) : null}
        </div>
      </div>
    </>
  );
}
