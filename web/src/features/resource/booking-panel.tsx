import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
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

function useQuote(lines: readonly LineRequest[] | undefined) {
  const { locale } = useLanguage();
  return useQuery({
    queryKey: ["quote", lines, locale],
    queryFn: () => priceLines(lines ?? []),
    enabled: lines !== undefined,
    staleTime: QUOTE_FRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** Price, choice, total and the one button; on a phone the total and the button stay at the bottom. */
export function BookingPanel(props: BookingPanelProps) {
  const { resource, lines, summary, ask, onTaken, children } = props;
  const { t, locale } = useLanguage();
  const unit = usePriceUnit();
  const quote = useQuote(lines);
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
        plan: planOf(resource.vertical, resource.attributes),
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
        {resource.price != null && resource.currency ? (
          <p className="panel-price numeric">
            {resource.price === 0
              ? t("price.free")
              : money(locale, resource.price, resource.currency)}{" "}
            {resource.price === 0 ? null : <small>{unit(resource.priceUnit)}</small>}
          </p>
        ) : null}
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
              />
            ) : null}
          </div>
        ) : (
          <p className="second">{ask}</p>
        )}
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
