import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readMoney, type Stretch } from "@/api/books-calls";
import { addDays } from "@/lib/civil";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useToday } from "@/lib/use-today";
import { DateField } from "@/ui/date-field";
import { ErrorState, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { BalanceCard } from "./balance-card";
import { ExportsCard } from "./exports-card";
import { PayoutsCard } from "./payouts-card";
import { StatementCard } from "./statement-card";
import "./money.css";

const DAYS = 30;

/** V10: what the business is to get, what was paid out, every movement, and tables for the accountant. */
export function MoneyPage() {
  const { t } = useLanguage();
  const { id, currency } = useBusiness();
  const today = useToday();
  const [days, setDays] = useState({ first: addDays(today, -DAYS), last: today });
  usePageTitle(t("books.title"));
  const found = useQuery({ queryKey: ["money", id], queryFn: () => readMoney(id) });
  const inOrder = days.first !== "" && days.last !== "" && days.first <= days.last;
  const stretch: Stretch | undefined = inOrder
    ? { from: days.first, to: addDays(days.last, 1) }
    : undefined;
  const payable = found.data?.payable ?? [];
  const own = payable.find((one) => one.currency === currency) ?? payable[0];
  return (
    <div className="desk-page stack" style={{ gap: 16 }}>
      <div className="desk-head">
        <h1>{t("books.title")}</h1>
      </div>
      {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      <div className="money-layout">
        <div className="stack" style={{ gap: 16 }}>
          {found.isPending ? <Skeleton height={180} /> : null}
          {payable.map((one) => (
            <BalanceCard key={one.currency} payable={one} accounts={found.data?.accounts ?? []} />
          ))}
          <PayoutsCard vendorId={id} />
        </div>
        <div className="stack" style={{ gap: 16 }}>
          <section className="card money-card">
            <h2>{t("books.days")}</h2>
            <div className="money-days">
              <DateField
                label={t("books.from")}
                value={days.first}
                most={days.last}
                onChange={(first) => setDays({ ...days, first })}
              />
              <DateField
                label={t("books.to")}
                value={days.last}
                least={days.first}
                onChange={(last) => setDays({ ...days, last })}
              />
            </div>
            {inOrder ? null : <p role="alert">{t("books.daysOrder")}</p>}
          </section>
          {stretch ? (
            <>
              <StatementCard vendorId={id} currency={own?.currency ?? currency} stretch={stretch} />
              <ExportsCard vendorId={id} stretch={stretch} />
            </>
          ) : null}
        </div>
      </div>
    </div>
  );
}
