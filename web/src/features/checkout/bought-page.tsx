import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { payForSale, readSale, type Sale } from "@/api/sale-calls";
import { money } from "@/lib/format/money";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { keepSale, tokenOfSale } from "@/lib/own-sales";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { ErrorState, Notice, Skeleton } from "@/ui/states";
import { BoughtCard } from "./bought-card";
import { KINDS } from "./kinds";
import { PaymentChoice } from "./payment-choice";
import { useWays } from "./use-ways";
import "./shop.css";

const POLL_MS = 2_000;
const DECLINED = new Set(["failed", "voided"]);
// The customer may still turn round: everything else is decided already, or nobody knows yet.
const OPEN = new Set(["created", "requires_action", "failed", "voided"]);
/** S4g: what was bought, by its secret link; waits for the payment, then shows the code once. */
export function BoughtPage() {
  const { t } = useLanguage();
  const { saleId } = useParams({ from: "/storefront/bought/$saleId" });
  const { token: given } = useSearch({ from: "/storefront/bought/$saleId" });
  const token = given ?? tokenOfSale(saleId);
  useEffect(() => {
    if (given) keepSale(saleId, given);
  }, [saleId, given]);
  usePageTitle(t("shop.bought"));
  const query = useQuery({
    queryKey: ["sale", saleId],
    queryFn: () => readSale(saleId, token),
    refetchInterval: ({ state }) => (state.data?.status === "awaiting_payment" ? POLL_MS : false),
  });
  const sale = query.data;
  return (
    <div className="page narrow stack shop" style={{ gap: 18 }}>
      {query.error && !sale ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : null}
      {!sale && !query.error ? <Skeleton height={360} /> : null}
      {sale?.status === "awaiting_payment" ? <Waiting sale={sale} token={token} /> : null}
      {sale?.status === "issued" ? <BoughtCard sale={sale} token={token} /> : null}
      {sale && sale.status in ENDS ? <Over sale={sale} /> : null}
    </div>
  );
}

function Waiting({ sale, token }: { sale: Sale; token: string | undefined }) {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const key = useRef<string>(undefined);
  const ways = useWays(sale.vendorId);
  const pay = useMutation({
    mutationFn: () => {
      key.current ??= randomKey();
      const { wish } = ways.cards;
      const way = { paymentMethod: ways.method ?? "", ...(wish ? { paymentDetails: wish } : {}) };
      return payForSale(sale.id, token, way, key.current);
    },
    onSuccess: (next) => {
      key.current = undefined;
      if (next.payment?.nextUrl) location.assign(next.payment.nextUrl);
      void queries.invalidateQueries({ queryKey: ["sale", sale.id] });
    },
    onError: (error) => {
      if ("problem" in error) key.current = undefined;
    },
  });
  const state = sale.payment?.status ?? "";
  const underway = !DECLINED.has(state);
  return (
    <>
      <header className="stack">
        <h1>{t(underway ? "payment.checking" : "shop.notPaid")}</h1>
        <p className="second">
          {t(KINDS[sale.kind])} · {money(locale, sale.price, sale.currency)}
        </p>
      </header>
      <Notice tone="plain">{t(underway ? "shop.waitText" : "shop.declined")}</Notice>
      {sale.payment?.nextUrl ? (
        <a className="button" href={sale.payment.nextUrl}>
          {t("shop.toPayment")}
        </a>
      ) : null}
      {OPEN.has(state) ? (
        <section className="stack shop-group">
          <PaymentChoice checkout={ways} />
        </section>
      ) : null}
      {pay.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, pay.error)}</Notice>
        </div>
      ) : null}
      {OPEN.has(state) ? (
        <Button
          large
          wide
          busy={pay.isPending}
          disabled={!ways.method}
          onClick={() => pay.mutate()}
        >
          {t("checkout.pay", { amount: money(locale, sale.price, sale.currency) })}
        </Button>
      ) : null}
    </>
  );
}

const ENDS: Record<string, { title: MessageId; text: MessageId }> = {
  expired: { title: "shop.expired", text: "shop.expiredText" },
  returned: { title: "shop.returned", text: "shop.returnedText" },
  refunded: { title: "shop.refunded", text: "shop.refundedText" },
};

function Over({ sale }: { sale: Sale }) {
  const { t, locale } = useLanguage();
  const end = ENDS[sale.status];
  if (!end) return null;
  return (
    <>
      <header className="stack">
        <h1>{t(end.title)}</h1>
        <p className="second">
          {t(KINDS[sale.kind])} · {money(locale, sale.price, sale.currency)}
        </p>
      </header>
      <p>{t(end.text)}</p>
      {sale.returns.map((one) => (
        <Notice key={one.at} tone={one.status === "succeeded" ? "ok" : "plain"}>
          {t(one.status === "succeeded" ? "shop.moneyBack" : "shop.moneyGoing", {
            amount: money(locale, one.amount, sale.currency),
          })}
        </Notice>
      ))}
    </>
  );
}
