import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listRiskCases } from "@/api/risk-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button, Chip } from "@/ui/button";
import { ErrorState, Skeleton } from "@/ui/states";
import { ModeSwitch } from "./mode-switch";
import { RiskCard } from "./risk-card";
import "./risk.css";

/** Bookings that look unusual, with reasons; nothing here was refused by itself. */
export function RiskPage() {
  const { t, locale } = useLanguage();
  const [decided, setDecided] = useState(false);
  usePageTitle(t("ops.risk"));
  const found = useInfiniteQuery({
    queryKey: ["risk-cases", decided, locale],
    queryFn: ({ pageParam }) => listRiskCases(decided, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ before }) => before ?? undefined,
  });
  const cases = found.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      <div className="ops-head">
        <h1>{t("ops.risk")}</h1>
      </div>
      <div className="ops-form">
        <ModeSwitch />
        <div className="ops-chips">
          <Chip pressed={!decided} onClick={() => setDecided(false)}>
            {t("ops.casesOpen")}
          </Chip>
          <Chip pressed={decided} onClick={() => setDecided(true)}>
            {t("ops.casesDecided")}
          </Chip>
        </div>
        {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
        {found.isPending ? <Skeleton height={240} /> : null}
        {found.data ? (
          <div className="ops-card">
            {cases.length === 0 ? (
              <p className="second">{t(decided ? "ops.noDecided" : "ops.riskNobody")}</p>
            ) : null}
            <ul className="ops-rows">
              {cases.map((one) => (
                <RiskCard key={one.bookingId} found={one} />
              ))}
            </ul>
          </div>
        ) : null}
        {found.hasNextPage ? (
          <div>
            <Button
              look="secondary"
              busy={found.isFetchingNextPage}
              onClick={() => found.fetchNextPage()}
            >
              {t("ops.next")}
            </Button>
          </div>
        ) : null}
      </div>
    </>
  );
}
