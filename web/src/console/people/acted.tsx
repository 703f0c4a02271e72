import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { readActingOf, stopActing } from "@/api/acting-calls";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { ActingRows } from "@/ui/acting-rows";
import { ErrorState, Notice, Skeleton } from "@/ui/states";

/** Who acted in this person's name, and why; one's own can be ended from here, by administrators any. */
export function Acted({ userId }: { userId: string }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const queryKey = ["ops-acted", userId];
  const found = useQuery({ queryKey, queryFn: () => readActingOf(userId) });
  const end = useMutation({
    mutationFn: stopActing,
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={48} />;
  if (found.data.data.length === 0) return <p className="second">{t("acting.nobody")}</p>;
  return (
    <>
      {end.error ? <Notice tone="bad">{problemText(t, end.error)}</Notice> : null}
      <ActingRows rows={found.data.data} busy={end.isPending} onEnd={end.mutate} />
    </>
  );
}
