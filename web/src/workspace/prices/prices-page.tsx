import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { readPlans } from "@/api/membership-calls";
import { readOwnResources, readOwnServices } from "@/api/owner-calls";
import { previewPrices, readRates, readRuleList } from "@/api/price-calls";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useToday } from "@/lib/use-today";
import { PriceMap } from "@/ui/price-map";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { BaseCard } from "./base-card";
import { FeesCard } from "./fees-card";
import { useOpenCells } from "./open-cells";
import { PromoCard } from "./promo-card";
import { nameIn } from "./rule-fields";
import { type DraftRule, EMPTY_RULE, RuleForm, ruleOf } from "./rule-form";
import { RulesCard } from "./rules-card";
import { WhyCard } from "./why-card";
import "./prices.css";

/** V6: one offer's price and terms, the rules over all of them, and what comes out in the end. */
export function PricesPage() {
  const { t, locale } = useLanguage();
  const { id: vendorId, vendor, currency } = useBusiness();
  const queries = useQueryClient();
  const today = useToday();
  const [chosen, setChosen] = useState<string>();
  const [draft, setDraft] = useState<DraftRule>(EMPTY_RULE);
  const settled = useDeferredValue(draft);
  usePageTitle(t("prices.title"));
  const found = useQuery({
    queryKey: ["prices", vendorId, locale],
    queryFn: async () => {
      const [resources, services, rates, rules, plans] = await Promise.all([
        readOwnResources(vendorId),
        readOwnServices(vendorId),
        readRates(vendorId),
        readRuleList(vendorId),
        readPlans(vendorId),
      ]);
      return { offers: [...services.data, ...resources.data], rates, rules, plans: plans.data };
    },
  });
  const priced = new Set(found.data?.rates.map(({ offerId }) => offerId));
  const offers = (found.data?.offers ?? []).filter(({ id, listed }) => listed || priced.has(id));
  const offer = offers.find(({ id }) => id === chosen) ?? offers[0];
  const position = found.data?.rules.data.length ?? 0;
  const rule = offer ? ruleOf(settled, offer.id, position) : undefined;
  const grid = useQuery({
    queryKey: ["price-map", vendorId, offer?.id, today, rule, settled.plan, found.dataUpdatedAt],
    queryFn: ({ signal }) =>
      previewPrices(
        vendorId,
        {
          offerId: offer?.id ?? "",
          from: today,
          days: 7,
          ...(rule ? { draftRule: rule } : {}),
          ...(settled.plan ? { planId: settled.plan } : {}),
        },
        signal,
      ),
    enabled: offer !== undefined,
    placeholderData: (before) => before,
  });
  const cells = useOpenCells(grid.data?.cells, offer, today);
  if (found.isError) {
    return (
      <div className="desk-page">
        <ErrorState error={found.error} onRetry={() => found.refetch()} />
      </div>
    );
  }
  if (!found.data) {
    return (
      <div className="desk-page stack" aria-busy="true">
        <Skeleton height={36} width={240} />
        <Skeleton height={520} />
      </div>
    );
  }
  if (!offer) {
    return (
      <div className="desk-page">
        <EmptyState title={t("prices.none")} />
      </div>
    );
  }
  const { rates, rules, plans } = found.data;
  const rate = rates.find(({ offerId }) => offerId === offer.id);
  const again = () => queries.invalidateQueries({ queryKey: ["prices", vendorId] });
  return (
    <div className="desk-page">
      <div className="desk-head">
        <h1>{t("prices.title")}</h1>
        <label>
          <span className="hidden">{t("prices.of")}</span>
          <select
            className="input"
            value={offer.id}
            onChange={({ target }) => setChosen(target.value)}
          >
            {offers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="prices-layout">
        <div className="stack">
          <BaseCard
            key={`${offer.id}${rate?.version}${offer.version}`}
            vendorId={vendorId}
            offer={offer}
            rate={rate}
            currency={rate?.currency ?? currency}
            verified={vendor.status === "verified"}
            onSaved={again}
          />
          <RulesCard
            vendorId={vendorId}
            rules={rules.data}
            conflicts={rules.conflicts}
            currency={currency}
            nameOf={(id) => found.data.offers.find((one) => one.id === id)?.name ?? id}
            planName={nameIn(plans)}
          />
          <RuleForm
            vendorId={vendorId}
            offerId={offer.id}
            offerName={offer.name}
            position={position}
            hours={!("timing" in offer && offer.timing === "nights")}
            currency={currency}
            plans={plans}
            draft={draft}
            onChange={setDraft}
            onAdded={again}
          />
        </div>
        <div className="stack">
          <section className="card prices-card">
            <h2>{t("prices.map")}</h2>
            <p className="small second">{t("prices.mapText")}</p>
            {settled.plan ? (
              <p className="small">
                {t("prices.mapMembers", { plan: nameIn(plans)(settled.plan) })}
              </p>
            ) : null}
            {cells?.length === 0 ? <p className="second">{t("prices.mapNone")}</p> : null}
            {grid.data && cells && cells.length > 0 ? (
              <PriceMap cells={cells} currency={grid.data.currency} />
            ) : null}
            {cells ? null : <Skeleton height={360} />}
          </section>
          <WhyCard key={offer.id} vendorId={vendorId} offer={offer} plans={plans} />
          <PromoCard vendorId={vendorId} currency={currency} />
          <FeesCard vendorId={vendorId} currency={currency} />
        </div>
      </div>
    </div>
  );
}
