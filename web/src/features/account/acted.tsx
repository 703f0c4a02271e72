import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { readMyActing, stopActing } from "@/api/acting-calls";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { ActingRows } from "@/ui/acting-rows";
import { ErrorState, Notice, Skeleton } from "@/ui/states";

/** Who of the help desk acted in this person's name; what is open can be ended from here. */
export function Acted() {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: ["acted"], queryFn: readMyActing });
  const end = useMutation({
    mutationFn: stopActing,
    onSettled: () => queries.invalidateQueries({ queryKey: ["acted"] }),
  });
  return (
    <section className="card account-part">
      <h2>{t("acting.who")}</h2>
      <p className="small second">{t("acting.whoText")}</p>
      {error && !data ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
      {data || error ? null : <Skeleton height={40} />}
      {data?.data.length === 0 ? <p className="second">{t("acting.nobody")}</p> : null}
      {end.error ? <Notice tone="bad">{problemText(t, end.error)}</Notice> : null}
      {data ? <ActingRows rows={data.data} busy={end.isPending} onEnd={end.mutate} /> : null}
    </section>
  );
}
