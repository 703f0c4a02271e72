import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { readVertical } from "@/api/calls";
import {
  type OwnerPath,
  readOwnResources,
  readOwnServices,
  readOwnVenues,
} from "@/api/owner-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { lineOf } from "@/lib/week-hours";
import { ErrorState, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { HoursEditor, type Offers } from "./hours-editor";
import "./hours.css";

/** V5: whose hours, and everything about them. */
export function HoursPage() {
  const { t, locale } = useLanguage();
  const { id: vendorId, vendor } = useBusiness();
  usePageTitle(t("hours.title"));
  const found = useQuery({
    queryKey: ["hours-owners", vendorId, locale],
    queryFn: async () => {
      const [venues, resources, services, template] = await Promise.all([
        readOwnVenues(vendorId),
        readOwnResources(vendorId),
        readOwnServices(vendorId),
        vendor.vertical ? readVertical(vendor.vertical) : undefined,
      ]);
      return { venues: venues.data, resources: resources.data, services: services.data, template };
    },
  });
  const [chosen, setChosen] = useState<string>();
  const preset = useMemo(
    () =>
      lineOf(
        (found.data?.template?.hours ?? []).flatMap(({ weekdays, opens, closes }) =>
          weekdays.map((weekday) => ({ weekday, hours: [{ opens, closes }] })),
        ),
      ),
    [found.data],
  );
  if (found.isError) {
    return (
      <div className="desk-page">
        <ErrorState error={found.error} onRetry={() => found.refetch()} />
      </div>
    );
  }
  const first = found.data?.venues[0];
  if (!found.data || !first) {
    return (
      <div className="desk-page stack" aria-busy="true">
        <Skeleton height={36} width={260} />
        <Skeleton height={520} />
      </div>
    );
  }
  const { venues, resources, services } = found.data;
  const ownerId = chosen ?? first.id;
  const resource = resources.find(({ id }) => id === ownerId);
  const path: OwnerPath = {
    vendor_id: vendorId,
    owners: resource ? "resources" : "venues",
    owner_id: ownerId,
  };
  const bookable = [...services, ...resources].filter(
    ({ listed, status }) => listed && status === "active",
  );
  const offers: Offers = {
    venueId: resource?.venueId ?? ownerId,
    resource,
    nights: (resource ?? resources[0])?.timing === "nights",
    shown: resource ? [resource] : bookable,
  };
  return (
    <div className="desk-page">
      <div className="desk-head">
        <h1>{t("hours.title")}</h1>
        <label className="hours-whose">
          <span className="hidden">{t("hours.whose")}</span>
          <select
            className="input"
            value={ownerId}
            onChange={({ target }) => setChosen(target.value)}
          >
            {venues.map(({ id, name }) => (
              <option key={id} value={id}>
                {t("hours.venue", { name })}
              </option>
            ))}
            {resources.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <HoursEditor key={ownerId} path={path} preset={preset} offers={offers} />
    </div>
  );
}
