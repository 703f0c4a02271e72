import { useQueries, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import { api, body } from "@/api/client";
import type { components } from "@/api/v1";
import { useLanguage } from "@/lib/i18n";
import { save } from "@/lib/saved";
import { useZoneOf, ZoneProvider } from "@/lib/zone";
import { ErrorState, Skeleton } from "@/ui/states";
import type { Role } from "./sections";

export type Vendor = components["schemas"]["VendorView"];

/** The business a screen is about, and what the signed-in person is to it. */
export interface Business {
  id: string;
  name: string;
  role: Role;
  currency: string;
  vendor: Vendor;
}

const BusinessContext = createContext<Business | null>(null);

export function useBusiness(): Business {
  const business = useContext(BusinessContext);
  if (!business) throw new Error("useBusiness outside a business");
  return business;
}

export function readVendor(vendorId: string) {
  return body(
    api.GET("/api/v1/vendors/{vendor_id}", { params: { path: { vendor_id: vendorId } } }),
  );
}

/** The businesses the signed-in person works for. */
export function useMemberships() {
  return useQuery({
    queryKey: ["memberships"],
    queryFn: () => body(api.GET("/api/v1/users/me/memberships")),
    staleTime: 60_000,
  });
}

/** Names and roles of all of them, for the switcher. */
export function useOwnBusinesses(): Vendor[] {
  const { locale } = useLanguage();
  const memberships = useMemberships();
  return useQueries({
    queries: (memberships.data?.data ?? []).map(({ vendorId }) => ({
      queryKey: ["vendor", vendorId, locale],
      queryFn: () => readVendor(vendorId),
      staleTime: 60_000,
    })),
    combine: (found) => found.flatMap(({ data }) => (data ? [data] : [])),
  });
}

/** Shows its children once the business is known; strangers get the same answer as for no business. */
export function BusinessGate({ vendorId, children }: { vendorId: string; children: ReactNode }) {
  const { locale, t } = useLanguage();
  const vendor = useQuery({
    queryKey: ["vendor", vendorId, locale],
    queryFn: () => readVendor(vendorId),
    staleTime: 60_000,
    placeholderData: (before) => (before?.id === vendorId ? before : undefined),
  });
  const zone = useZoneOf(vendor.data?.offsets);
  const business = useMemo<Business | null>(() => {
    const found = vendor.data;
    // Only its own people and operators are told the status.
    if (!found?.status) return null;
    const { id, name, currency } = found;
    return { id, name, currency, role: found.yourRole ?? "owner", vendor: found };
  }, [vendor.data]);
  useEffect(() => {
    if (business) save("sb.business", business.id);
  }, [business]);
  if (vendor.isError) {
    return (
      <div className="desk-page">
        <ErrorState error={vendor.error} onRetry={() => vendor.refetch()} />
      </div>
    );
  }
  if (vendor.data && !business) {
    return (
      <div className="desk-page">
        <div className="state card" role="alert">
          <h1>{t("desk.notYours")}</h1>
          <p className="second">{t("desk.notYoursText")}</p>
        </div>
      </div>
    );
  }
  if (!business) {
    return (
      <div className="desk-page stack" aria-busy="true">
        <Skeleton height={36} width={260} />
        <Skeleton height={420} />
      </div>
    );
  }
  return (
    <ZoneProvider value={zone}>
      <BusinessContext value={business}>{children}</BusinessContext>
    </ZoneProvider>
  );
}
