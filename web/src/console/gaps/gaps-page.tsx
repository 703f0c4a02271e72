import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type BusinessGaps, type Gap, listGaps } from "@/api/console-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button, Chip } from "@/ui/button";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import "./gaps.css";

/** What is missing, its words, and the page of the business where it is filled in. */
const GAPS = [
  ["photos", "ops.gapPhotos", "/b/$vendorId/offers"],
  ["descriptions", "ops.gapDescriptions", "/b/$vendorId/offers"],
  ["kk", "ops.gapKk", "/b/$vendorId/offers"],
  ["ru", "ops.gapRu", "/b/$vendorId/offers"],
  ["en", "ops.gapEn", "/b/$vendorId/offers"],
  ["points", "ops.gapPoints", "/b/$vendorId/settings"],
  ["hours", "ops.gapHours", "/b/$vendorId/hours"],
  ["prices", "ops.gapPrices", "/b/$vendorId/prices"],
] as const satisfies readonly (readonly [Gap, MessageId, string])[];

function Business({ one }: { one: BusinessGaps }) {
  const { t } = useLanguage();
  const { vendorId } = one;
  return (
    <li>
      <div className="ops-line">
        <Link to="/ops/businesses/$vendorId" params={{ vendorId }} className="gap-name">
          {one.name}
        </Link>
        <span className="second small">{t("ops.gapOffers", { n: one.offers })}</span>
      </div>
      <div className="ops-chips">
        {GAPS.filter(([gap]) => one[gap] > 0).map(([gap, label, to]) => (
          <Link key={gap} to={to} params={{ vendorId }} className="gap">
            {t(label)} <strong className="numeric">{one[gap]}</strong>
          </Link>
        ))}
      </div>
    </li>
  );
}

/** What businesses lack that people look for before they book; each count leads to where it is filled in. */
export function GapsPage() {
  const { t } = useLanguage();
  const [gap, setGap] = useState<Gap | undefined>();
  usePageTitle(t("ops.gaps"));
  const found = useInfiniteQuery({
    queryKey: ["ops-gaps", gap],
    queryFn: ({ pageParam }) => listGaps(gap, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextAfter ?? undefined,
  });
  const rows = found.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <div className="ops-head">
        <h1>{t("ops.gaps")}</h1>
      </div>
      <div className="ops-chips">
        <Chip pressed={gap === undefined} onClick={() => setGap(undefined)}>
          {t("ops.all")}
        </Chip>
        {GAPS.map(([code, label]) => (
          <Chip key={code} pressed={code === gap} onClick={() => setGap(code)}>
            {t(label)}
          </Chip>
        ))}
      </div>
      <section className="ops-card" style={{ marginBlockStart: 16 }}>
        {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
        {found.isPending ? <Skeleton height={240} /> : null}
        {found.data && rows.length === 0 ? (
          <EmptyState title={t("ops.noGaps")} text={t("ops.noGapsText")} />
        ) : null}
        <ul className="ops-rows">
          {rows.map((one) => (
            <Business key={one.vendorId} one={one} />
          ))}
        </ul>
        {found.hasNextPage ? (
          <Button
            look="secondary"
            busy={found.isFetchingNextPage}
            onClick={() => found.fetchNextPage()}
          >
            {t("ops.gapsMore")}
          </Button>
        ) : null}
      </section>
    </>
  );
}
