import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { readOffer } from "@/api/calls";
import { onSaleAt, sellsAnything } from "@/api/sale-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { ShopLink } from "@/ui/shop-link";
import { ErrorState, Skeleton } from "@/ui/states";
import type { BookerProps, ChangeChoice } from "./booker";
import { NightsBooker } from "./nights-booker";
import { SessionBooker } from "./session-booker";
import { SlotsBooker } from "./slots-booker";
import "./resource.css";

function Booker(props: BookerProps) {
  const { timing } = props.resource;
  if (timing === "nights") return <NightsBooker {...props} />;
  return timing === "session" ? <SessionBooker {...props} /> : <SlotsBooker {...props} />;
}

/** Below everything: what arrives late must push nothing away from under a finger. */
function AlsoSold({ vendorId }: { vendorId: string }) {
  const { locale } = useLanguage();
  const { data } = useQuery(onSaleAt(vendorId, locale));
  if (!data || !sellsAnything(data)) return null;
  return (
    <div className="page">
      <ShopLink slug={data.slug} />
    </div>
  );
}

export function ResourcePage() {
  const { locale } = useLanguage();
  const { slug, resourceId } = useParams({ from: "/storefront/v/$slug/$resourceId" });
  const state = useSearch({ from: "/storefront/v/$slug/$resourceId" });
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: ["resource", resourceId, locale],
    queryFn: () => readOffer(resourceId),
    staleTime: 60_000,
  });
  usePageTitle(data?.name);
  const onChange = useCallback<ChangeChoice>(
    (change) => {
      const next = Object.entries({ ...state, ...change }).filter(
        ([, value]) => value !== undefined,
      );
      void navigate({
        to: "/v/$slug/$resourceId",
        params: { slug, resourceId },
        search: Object.fromEntries(next),
        replace: true,
        resetScroll: false,
      });
    },
    [navigate, resourceId, slug, state],
  );
  if (error && !data) {
    return (
      <div className="page narrow">
        <ErrorState error={error} onRetry={() => refetch()} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className="resource" aria-busy="true">
        <div className="resource-main">
          <Skeleton height={270} />
          <Skeleton height={64} />
          <Skeleton height={420} />
        </div>
        <Skeleton height={520} />
      </div>
    );
  }
  return (
    <>
      <Booker resource={data} state={state} onChange={onChange} />
      <AlsoSold vendorId={data.vendorId} />
    </>
  );
}
