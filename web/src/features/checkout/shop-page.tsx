import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api, body } from "@/api/client";
import { buy, type OnSale, onSaleAt, sellsAnything } from "@/api/sale-calls";
import { money } from "@/lib/format/money";
import { normalPhone } from "@/lib/guest-store";
import { useLanguage } from "@/lib/i18n";
import { keepSale } from "@/lib/own-sales";
import { usePageTitle } from "@/lib/page-title";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { EmptyState, ErrorState, Notice, Skeleton } from "@/ui/states";
import { GoodsChoice, goodsOf, NOTHING, type Picked } from "./goods";
import { GuestFields, type GuestForm } from "./guest-form";
import { PaymentChoice } from "./payment-choice";
import { useWays } from "./use-ways";
import "./shop.css";

/** S4f: gift cards, passes and memberships of one business, bought without booking anything. */
export function ShopPage() {
  const { t, locale } = useLanguage();
  const { slug } = useParams({ from: "/storefront/at/$slug/gifts" });
  usePageTitle(t("shop.title"));
  const business = useQuery({
    queryKey: ["business", slug, locale],
    queryFn: () => body(api.GET("/api/v1/businesses/{slug}", { params: { path: { slug } } })),
  });
  const vendorId = business.data?.vendorId;
  const seen = useQuery({
    ...onSaleAt(vendorId ?? "", locale),
    enabled: vendorId !== undefined,
  });
  const failed = business.isError ? business : seen;
  return (
    <div className="page narrow stack shop" style={{ gap: 18 }}>
      <header className="stack">
        <h1>{t("shop.title")}</h1>
        {business.data ? (
          <p className="second">
            <Link to="/at/$slug" params={{ slug }}>
              {business.data.name}
            </Link>
          </p>
        ) : null}
      </header>
      {failed.isError ? (
        <ErrorState error={failed.error} onRetry={() => failed.refetch()} />
      ) : seen.data ? (
        <Counter seen={seen.data} />
      ) : (
        <Skeleton height={420} />
      )}
    </div>
  );
}

function Counter({ seen }: { seen: OnSale }) {
  const { t, locale } = useLanguage();
  const navigate = useNavigate();
  const guest = useRef<GuestForm>(null);
  const key = useRef<string>(undefined);
  const [picked, setPicked] = useState<Picked>(NOTHING);
  const ways = useWays(seen.vendorId);
  const chosen = goodsOf(picked, seen);
  const pay = useMutation({
    mutationFn: (details: { name: string; phone: string; email: string }) => {
      // One key per attempt: a repeat after a lost reply ends in the same sale and charge.
      key.current ??= randomKey();
      const { wish } = ways.cards;
      const buyer = {
        name: details.name.trim(),
        phone: normalPhone(details.phone),
        ...(details.email ? { email: details.email } : {}),
      };
      const way = {
        paymentMethod: ways.method ?? "",
        ...(wish ? { paymentDetails: wish } : {}),
      };
      if (!chosen) throw new Error("nothing is chosen");
      return buy(seen.vendorId, chosen.goods, buyer, way, key.current);
    },
    onSuccess: (sale) => {
      key.current = undefined;
      keepSale(sale.id, sale.accessToken);
      if (sale.payment?.nextUrl) location.assign(sale.payment.nextUrl);
      else void navigate({ to: "/bought/$saleId", params: { saleId: sale.id } });
    },
    onError: (error) => {
      // No reply: the next tap repeats this attempt. A refusal: it is a new one.
      if ("problem" in error) key.current = undefined;
    },
  });
  if (!sellsAnything(seen))
    return <EmptyState title={t("shop.nothing")} text={t("shop.nothingText")} />;
  return (
    <form
      className="stack shop-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const details = guest.current?.complete();
        if (details && !pay.isPending) pay.mutate(details);
      }}
    >
      <GoodsChoice seen={seen} picked={picked} onPick={setPicked} />
      <section className="stack shop-group">
        <h2>{t("shop.buyer")}</h2>
        <GuestFields ref={guest} error={pay.error} />
      </section>
      <section className="stack shop-group">
        <PaymentChoice checkout={ways} />
      </section>
      {pay.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, pay.error)}</Notice>
        </div>
      ) : null}
      <Button type="submit" large wide busy={pay.isPending} disabled={!chosen || !ways.method}>
        {chosen
          ? t("checkout.pay", { amount: money(locale, chosen.price, seen.currency) })
          : t("shop.choose")}
      </Button>
      <p className="small second">{t("shop.law")}</p>
    </form>
  );
}
