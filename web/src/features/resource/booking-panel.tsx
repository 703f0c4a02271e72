import type { ReactNode } from "react";
import type { LineRequest } from "@/api/booking-contract";
import type { Offer } from "@/api/contract";
import { usePlaceHold } from "@/api/use-place-hold";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { planOf } from "@/lib/plan-of";
import { isTaken, refusesMembership } from "@/lib/problem";
import { Button } from "@/ui/button";
import { PolicyLine, PriceBreakdown } from "@/ui/price";
import { usePriceUnit } from "@/ui/price-unit";
import { ErrorState, Notice } from "@/ui/states";
import { MemberCode } from "./member-code";
import { PromoCode } from "./promo-code";
import { useCodesQuote } from "./use-codes-quote";

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
  const { quote, promoWrong, memberError, setPromo, setMember, again } = useCodesQuote(lines);
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
          if (refusesMembership(error)) void again();
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
        {current ? <PromoCode wrong={promoWrong} onApply={setPromo} /> : null}
        {priced?.memberPrices ? (
          <MemberCode
            member={priced.member}
            currency={priced.currency}
            error={memberError}
            onApply={setMember}
          />
        ) : null}
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
