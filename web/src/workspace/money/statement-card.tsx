import { useInfiniteQuery } from "@tanstack/react-query";
import { readStatement, type Stretch } from "@/api/books-calls";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { ErrorState, Skeleton } from "@/ui/states";
import { Lines } from "./lines";

interface StatementProps {
  vendorId: string;
  currency: string;
  stretch: Stretch;
}

/** Every movement of the chosen days with the balance after it, oldest first. */
export function StatementCard({ vendorId, currency, stretch }: StatementProps) {
  const { t } = useLanguage();
  const found = useInfiniteQuery({
    queryKey: ["statement", vendorId, currency, stretch],
    queryFn: ({ pageParam }) => readStatement(vendorId, currency, stretch, pageParam),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const lines = found.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <section className="card money-card">
      <h2>{t("books.statement")}</h2>
      {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={160} /> : null}
      {found.data && lines.length === 0 ? <p className="second">{t("books.noMoves")}</p> : null}
      <Lines lines={lines} currency={currency} />
      {found.hasNextPage ? (
        <div>
          <Button
            look="secondary"
            busy={found.isFetchingNextPage}
            onClick={() => found.fetchNextPage()}
          >
            {t("books.more")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
