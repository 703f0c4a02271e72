import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listPayouts, type Payout, readPayout } from "@/api/books-calls";
import { money } from "@/lib/format/money";
import { stamp } from "@/lib/format/stamp";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { Dialog } from "@/ui/dialog";
import { ErrorState, Skeleton, Tag } from "@/ui/states";
import { Lines } from "./lines";

const STATUS: Record<Payout["status"], readonly ["plain" | "warn" | "ok" | "bad", MessageId]> = {
  calculated: ["plain", "books.calculated"],
  approved: ["warn", "books.approved"],
  paid: ["ok", "books.paid"],
  cancelled: ["bad", "books.cancelled"],
};

function Detail({ vendorId, payout }: { vendorId: string; payout: Payout }) {
  const found = useQuery({
    queryKey: ["payout", vendorId, payout.id, payout.status],
    queryFn: () => readPayout(vendorId, payout.id),
  });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={180} />;
  return <Lines lines={found.data.lines} currency={payout.currency} />;
}

/** Every payout with its state; opening one shows the movements it pays for. */
export function PayoutsCard({ vendorId }: { vendorId: string }) {
  const { t, locale } = useLanguage();
  const [open, setOpen] = useState<Payout>();
  const found = useQuery({
    queryKey: ["payouts", vendorId],
    queryFn: () => listPayouts(vendorId),
  });
  return (
    <section className="card money-card">
      <h2>{t("books.payouts")}</h2>
      {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={120} /> : null}
      {found.data?.data.length === 0 ? <p className="second">{t("books.noPayouts")}</p> : null}
      <ul className="money-rows">
        {found.data?.data.map((payout) => {
          const [tone, label] = STATUS[payout.status];
          return (
            <li key={payout.id}>
              <button type="button" onClick={() => setOpen(payout)}>
                <span>
                  <b>{t("books.payout", { n: payout.number })}</b>
                  <small className="second">
                    {[stamp(payout.updatedAt), payout.reference].filter(Boolean).join(" · ")}
                  </small>
                </span>
                <span className="numeric">{money(locale, payout.amount, payout.currency)}</span>
                <Tag tone={tone}>{t(label)}</Tag>
              </button>
            </li>
          );
        })}
      </ul>
      <Dialog
        title={t("books.payout", { n: open?.number ?? 0 })}
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
      >
        {open ? <Detail vendorId={vendorId} payout={open} /> : null}
      </Dialog>
    </section>
  );
}
