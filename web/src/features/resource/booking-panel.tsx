import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { LineRequest } from "@/api/booking-contract";
import { priceLines } from "@/api/calls";
import type { Offer } from "@/api/contract";
import { usePlaceHold } from "@/api/use-place-hold";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { planOf } from "@/lib/plan-of";
import { isTaken } from "@/lib/problem";
import { Button } from "@/ui/button";
import { PolicyLine, PriceBreakdown } from "@/ui/price";
import { usePriceUnit } from "@/ui/price-unit";
import { ErrorState, Notice } from "@/ui/states";
import { PromoCode } from "./promo-code";

interface BookingPanelProps {
  resource: Offer;
  /** What would be booked now; undefined until a time or the nights are chosen. */
  lines: readonly LineRequest[] | undefined;
  summary: string;
  /** The line above the button while nothing is chosen. */
  ask: string;
  onTaken: () => void;
  children: ReactNode;
}

const QUOTE_FRESH_MS = 60_000;

function useQuote(lines: readonly LineRequest[] | undefined, promo: string | undefined) {
  const { locale } = useLanguage();
  return useQuery({
    queryKey: ["quote", lines, promo, locale],
    queryFn: () => priceLines(lines ?? [], promo),
    enabled: lines !== undefined,
    staleTime: QUOTE_FRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** The quote of what is chosen; a code that does not apply changes nothing but its own message. */
function usePromoQuote(lines: readonly LineRequest[] | undefined) {
  const [promo, setPromo] = useState<string>();
  const plain = useQuote(lines, undefined);
  const reduced = useQuote(promo ? lines : undefined, promo);
  const applied = promo !== undefined && reduced.data !== undefined && reduced.error === null;
  return { quote: applied ? reduced : plain, wrong: reduced.error !== null, setPromo };
}

function PanelPrice({ resource }: { resource: Offer }) {
  const { t, locale } = useLanguage();
  const unit = usePriceUnit();
  const { price, currency, priceUnit, timing } = resource;
  if (price == null || !currency) return null;
  if (price === 0) return <p className="panel-price">{t("price.free")}</p>;
  return (
    <p className="panel-price numeric">
      {timing === "slots" ? <small>{t("price.from")} </small> : null}
      {money(locale, price, currency)} <small>{unit(priceUnit)}</small>
    </p>
  );
}

/** Price, choice, total and the one button; on a phone the total and the button stay at the bottom. */
export function BookingPanel(props: BookingPanelProps) {
  const { resource, lines, summary, ask, onTaken, children } = props;
  const { t, locale } = useLanguage();
  const { quote, wrong, setPromo } = usePromoQuote(lines);
  const hold = usePlaceHold();
  const priced = lines ? quote.data : undefined;
  const current = priced && !quote.isPlaceholderData ? priced : undefined;

  const book = () => {
    if (!lines) return;
    hold.mutate(
      {
        lines,
        quoteToken: current?.quoteToken,
        from: location.pathname + location.search,
        plan: planOf(resource.vertical, resource.name, resource.attributes),
      },
      {
        onError: (error) => {
          if (isTaken(error)) onTaken();
        },
      },
    );
  };
  return (
    <aside className="panel" aria-label={t("panel.label")}>
      <div className="panel-card">
        <PanelPrice resource={resource} />
        {children}
        {hold.error ? (
          isTaken(hold.error) ? (
            <Notice tone="warn">{t("conflict.takenNow")}</Notice>
          ) : (
            <ErrorState error={hold.error} />
          )
        ) : null}
        {quote.error && lines ? (
          <ErrorState error={quote.error} onRetry={() => quote.refetch()} />
        ) : null}
        {lines ? (
          <div className="price-holder" aria-live="polite" aria-busy={quote.isFetching}>
            {priced ? (
              <PriceBreakdown
                lines={priced.lines}
                total={priced.total}
                currency={priced.currency}
                dueNow={priced.dueNow}
                dueOnSite={priced.dueOnSite}
                cardHold={priced.cardHold}
              />
            ) : null}
          </div>
        ) : (
          <p className="second">{ask}</p>
        )}
        {current ? <PromoCode wrong={wrong} onApply={setPromo} /> : null}
        <div className="bottom-bar">
          <div>
            {priced ? (
              <b className="numeric">{money(locale, priced.total, priced.currency)}</b>
            ) : null}
            <span className="small second">{lines ? summary : ask}</span>
          </div>
          <Button large wide disabled={!lines} busy={hold.isPending} onClick={book}>
            {t(resource.confirmation === "request" ? "panel.request" : "panel.book")}
          </Button>
        </div>
        <PolicyLine policy={current?.policy ?? resource.policy} />
        <p className="small muted">{t("panel.noAccount")}</p>
      </div>
    </aside>
  );
}
