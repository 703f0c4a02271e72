import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "@/api/client";
import type { OwnResource, OwnService } from "@/api/owner-calls";
import { putRate, type Rate } from "@/api/price-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Choice, Field } from "@/ui/field";
import { usePriceUnit } from "@/ui/price-unit";
import { Notice } from "@/ui/states";
import { CardHoldNote } from "./card-hold-note";

type OwnOffer = OwnResource | OwnService;
type Timing = OwnOffer["paymentTiming"];

const WAYS: Record<Timing, MessageId> = {
  on_site: "prices.pay.onSite",
  card_hold: "prices.pay.cardHold",
  deposit: "prices.pay.deposit",
  prepay: "prices.pay.prepay",
  free: "prices.pay.free",
};
const isTiming = (text: string): text is Timing => text in WAYS;
const POLICIES = [
  ["flexible", "prices.flexible"],
  ["moderate", "prices.moderate"],
  ["strict", "prices.strict"],
] as const;
const PERCENTS = [10, 20, 30, 50];

function changeOffer(vendorId: string, offer: OwnOffer, change: Partial<OwnOffer>) {
  const { paymentTiming, policy } = { ...offer, ...change };
  const sent = { version: offer.version, paymentTiming, policy };
  if ("durationMinutes" in offer) {
    const path = { vendor_id: vendorId, service_id: offer.id };
    return body(
      api.PATCH("/api/v1/vendors/{vendor_id}/services/{service_id}", {
        params: { path },
        body: sent,
      }),
    );
  }
  const path = { vendor_id: vendorId, resource_id: offer.id };
  return body(
    api.PATCH("/api/v1/vendors/{vendor_id}/resources/{resource_id}", {
      params: { path },
      body: sent,
    }),
  );
}

// A hotel asks for the rest days ahead, a barber when the client sits down.
const AHEAD = [0, 2, 24, 48, 72, 168, 336];

const depositText = ({ kind, percent }: NonNullable<Rate["deposit"]>) =>
  kind === "percent" ? String(percent ?? 0) : kind === "none" ? "" : "first";

interface BaseCardProps {
  vendorId: string;
  offer: OwnOffer;
  rate: Rate | undefined;
  currency: string;
  verified: boolean;
  onSaved: () => void;
}

/** Base price, how and when it is paid, and what a cancellation costs, in plain words. */
export function BaseCard({ vendorId, offer, rate, currency, verified, onSaved }: BaseCardProps) {
  const { t } = useLanguage();
  const unitOf = usePriceUnit();
  const nights = "timing" in offer && offer.timing === "nights";
  const unit = rate?.unit ?? (nights ? "night" : "durationMinutes" in offer ? "slot" : "hour");
  const [amount, setAmount] = useState(String(rate?.amount ?? ""));
  const [timing, setTiming] = useState<Timing>(offer.paymentTiming);
  const [deposit, setDeposit] = useState(depositText(rate?.deposit ?? { kind: "none" }) || "20");
  const [ahead, setAhead] = useState(rate?.deposit?.balanceHours ?? 0);
  const [policy, setPolicy] = useState(offer.policy);
  const save = useMutation({
    mutationFn: async () => {
      const { offerId: _, ...kept } = rate ?? { offerId: "", currency, unit };
      const first = nights ? "first_night" : "first_hour";
      const asked =
        timing !== "deposit"
          ? rate?.deposit
          : deposit === "first"
            ? ({ kind: first, balanceHours: ahead } as const)
            : ({ kind: "percent", percent: Number(deposit), balanceHours: ahead } as const);
      await putRate(vendorId, offer.id, {
        ...kept,
        amount: Number(amount.replace(",", ".")),
        ...(asked ? { deposit: asked } : {}),
      });
      if (timing !== offer.paymentTiming || policy !== offer.policy) {
        await changeOffer(vendorId, offer, { paymentTiming: timing, policy });
      }
    },
    onSuccess: () => {
      showToast(t("prices.saved"));
      onSaved();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const canTakeFirst = unit === "night" || unit === "hour";
  return (
    <form className="card prices-card" onSubmit={onSubmit}>
      <h2>{t("prices.base")}</h2>
      <div className="prices-fields">
        <Field
          label={t("prices.amount", {
            unit: `${currency === "KZT" ? "₸" : currency} ${unitOf(unit)}`,
          })}
          inputMode="decimal"
          required
          value={amount}
          error={fieldError(save.error, "amount")}
          onChange={({ target }) => setAmount(target.value)}
        />
        <label className="field">
          <span className="label">{t("prices.pay")}</span>
          <select
            className="input"
            value={timing}
            onChange={({ target }) => (isTiming(target.value) ? setTiming(target.value) : null)}
          >
            {Object.entries(WAYS).map(([value, label]) => (
              <option key={value} value={value}>
                {t(label)}
              </option>
            ))}
          </select>
        </label>
        {timing === "deposit" ? (
          <label className="field">
            <span className="label">{t("prices.deposit")}</span>
            <select
              className="input"
              value={deposit}
              onChange={({ target }) => setDeposit(target.value)}
            >
              {PERCENTS.map((n) => (
                <option key={n} value={n}>
                  {t("prices.depositPercent", { n })}
                </option>
              ))}
              {canTakeFirst ? <option value="first">{t("prices.depositFirst")}</option> : null}
            </select>
          </label>
        ) : null}
        {timing === "deposit" ? (
          <label className="field">
            <span className="label">{t("prices.balance")}</span>
            <select
              className="input"
              value={ahead}
              onChange={({ target }) => setAhead(Number(target.value))}
            >
              {[...new Set([...AHEAD, ahead])].map((n) => (
                <option key={n} value={n}>
                  {n === 0 ? t("prices.balanceStart") : t("prices.balanceHours", { n })}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </div>
      {!verified && timing !== "on_site" && timing !== "free" ? (
        <Notice tone="warn">{t("prices.payLater")}</Notice>
      ) : null}
      {timing === "card_hold" ? <CardHoldNote vendorId={vendorId} /> : null}
      <fieldset className="stack">
        <legend className="label">{t("prices.policy")}</legend>
        {POLICIES.map(([code, label]) => (
          <Choice
            key={code}
            name="policy"
            value={code}
            checked={policy === code}
            onChange={() => setPolicy(code)}
          >
            {t(label)}
          </Choice>
        ))}
        {offer.policy === "custom" ? (
          <Choice
            name="policy"
            value="custom"
            checked={policy === "custom"}
            onChange={() => setPolicy("custom")}
          >
            {t("prices.custom")}
          </Choice>
        ) : null}
      </fieldset>
      <p className="small second">{t("prices.floor")}</p>
      {save.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, save.error)}</Notice>
        </div>
      ) : null}
      <div>
        <Button type="submit" busy={save.isPending}>
          {t("prices.save")}
        </Button>
      </div>
    </form>
  );
}
