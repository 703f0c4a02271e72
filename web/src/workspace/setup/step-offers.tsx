import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { usePriceUnit } from "@/ui/price-unit";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import type { SetupDraft } from "./draft";
import { type Row, readRows, rename, savePrice } from "./setup-calls";

const SHOWN = 3;
type Edits = Record<string, { name?: string; amount?: string }>;

function amountOf(text: string | undefined, before: number): number {
  const amount = Number((text ?? "").replace(/\s/g, "").replace(",", "."));
  return text === undefined || text.trim() === "" || !Number.isFinite(amount) ? before : amount;
}

/** The first rows of the template: only their prices need a look. */
export function StepOffers({
  draft,
  onNext,
  onBack,
}: {
  draft: SetupDraft;
  onNext: () => void;
  onBack: () => void;
}) {
  const { t, locale } = useLanguage();
  const unitOf = usePriceUnit();
  const queries = useQueryClient();
  const vendorId = draft.vendorId ?? "";
  const key = ["setup-rows", vendorId, locale];
  const rows = useQuery({ queryKey: key, queryFn: () => readRows(vendorId) });
  const [edits, setEdits] = useState<Edits>({});
  const edit = (id: string, change: Edits[string]) =>
    setEdits((before) => ({ ...before, [id]: { ...before[id], ...change } }));
  const saveRow = async (row: Row) => {
    const change = edits[row.id];
    if (!change) return;
    const amount = amountOf(change.amount, row.rate.amount);
    const name = change.name?.trim();
    if (amount !== row.rate.amount) await savePrice(vendorId, row, amount);
    if (name && name !== row.name) await rename(vendorId, row, name);
  };
  const keep = useMutation({
    mutationFn: async () => {
      for (const row of rows.data ?? []) await saveRow(row);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
    onSuccess: onNext,
  });
  if (rows.isError) return <ErrorState error={rows.error} onRetry={() => rows.refetch()} />;
  const more = Math.max(0, (rows.data?.length ?? 0) - SHOWN);
  return (
    <div className="stack setup-step">
      <h1>{t("setup.offers")}</h1>
      <p className="second">{t("setup.offersText")}</p>
      <ul className="setup-rows card">
        {rows.data?.slice(0, SHOWN).map((row, index) => (
          <li key={row.id}>
            <input
              className="input"
              aria-label={t("setup.offerName", { n: index + 1 })}
              maxLength={120}
              value={edits[row.id]?.name ?? row.name}
              onChange={({ target }) => edit(row.id, { name: target.value })}
            />
            <span className="setup-price">
              <input
                className="input numeric"
                inputMode="decimal"
                aria-label={t("setup.offerPrice", { n: index + 1 })}
                value={edits[row.id]?.amount ?? String(row.rate.amount)}
                onChange={({ target }) => edit(row.id, { amount: target.value })}
              />
              <small className="second">
                {row.rate.currency === "KZT" ? "₸" : row.rate.currency} {unitOf(row.rate.unit)}
              </small>
            </span>
          </li>
        )) ?? <Skeleton height={180} />}
      </ul>
      {more > 0 ? <p className="small second">{t("setup.offersMore", { n: more })}</p> : null}
      {keep.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, keep.error)}</Notice>
        </div>
      ) : null}
      <div className="setup-foot">
        <Button look="secondary" large onClick={onBack}>
          {t("setup.back")}
        </Button>
        <Button large busy={keep.isPending} disabled={!rows.data} onClick={() => keep.mutate()}>
          {t("setup.open")}
        </Button>
      </div>
    </div>
  );
}
