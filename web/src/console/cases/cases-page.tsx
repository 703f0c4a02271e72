import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listCases } from "@/api/books-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { Button, Chip } from "@/ui/button";
import { ErrorState, Skeleton } from "@/ui/states";
import { CaseCard } from "./case-card";

/** Money that does not match what was agreed, and what was decided about it. */
export function CasesPage() {
  const { t } = useLanguage();
  const [resolved, setResolved] = useState(false);
  usePageTitle(t("ops.cases"));
  const found = useInfiniteQuery({
    queryKey: ["ops-cases", resolved],
    queryFn: ({ pageParam }) => listCases(resolved, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ before }) => before ?? undefined,
  });
  const cases = found.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      <div className="ops-head">
        <h1>{t("ops.cases")}</h1>
      </div>
      <div className="ops-form">
        <div className="ops-chips">
          <Chip pressed={!resolved} onClick={() => setResolved(false)}>
            {t("ops.casesOpen")}
          </Chip>
          <Chip pressed={resolved} onClick={() => setResolved(true)}>
            {t("ops.casesDecided")}
          </Chip>
        </div>
        {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
        {found.isPending ? <Skeleton height={240} /> : null}
        {found.data ? (
          <div className="ops-card">
            {cases.length === 0 ? (
              <p className="second">{t(resolved ? "ops.noDecided" : "ops.noCases")}</p>
            ) : null}
            <ul className="ops-rows">
              {cases.map((one) => (
                <CaseCard key={one.id} found={one} />
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
