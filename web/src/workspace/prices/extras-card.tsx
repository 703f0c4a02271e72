import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, body } from "@/api/client";
import { money } from "@/lib/format/money";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button, IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/states";

const TAXES: Record<string, MessageId> = {
  none: "prices.tax.none",
  simplified: "prices.tax.simplified",
  vat: "prices.tax.vat",
};

function useChange(key: readonly unknown[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useLanguage();
  if (!error) return null;
  return (
    <div role="alert">
      <Notice tone="bad">{problemText(t, error)}</Notice>
    </div>
  );
}

export function PromoCard({ vendorId, currency }: { vendorId: string; currency: string }) {
  const { t, locale } = useLanguage();
  const params = { path: { vendor_id: vendorId } };
  const key = ["promos", vendorId];
  const known = useQuery({
    queryKey: key,
    queryFn: () => body(api.GET("/api/v1/vendors/{vendor_id}/promo-codes", { params })),
  });
  const change = useChange(key);
  const [code, setCode] = useState("");
  const [percent, setPercent] = useState("10");
  const [limit, setLimit] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const most = limit === "" ? {} : { maxRedemptions: Number(limit) };
    const promo = { code, effect: "percent" as const, percent: Number(percent), active: true };
    change.mutate(async () => {
      await body(
        api.POST("/api/v1/vendors/{vendor_id}/promo-codes", {
          params,
          body: { ...promo, offerIds: [], ...most },
        }),
      );
      setCode("");
    });
  };
  const promos = known.data?.data ?? [];
  return (
    <section className="card prices-card">
      <h2>{t("prices.promos")}</h2>
      {known.data && promos.length === 0 ? (
        <p className="second">{t("prices.promosNone")}</p>
      ) : null}
      <ul className="stack">
        {promos.map((promo) => (
          <li key={promo.id} className="prices-line">
            <input
              type="checkbox"
              checked={promo.active ?? true}
              aria-label={t("prices.on", { code: promo.code })}
              onChange={({ target }) =>
                change.mutate(() =>
                  api.PATCH("/api/v1/vendors/{vendor_id}/promo-codes/{promo_id}", {
                    params: { path: { vendor_id: vendorId, promo_id: promo.id } },
                    body: {
                      code: promo.code,
                      effect: promo.effect,
                      active: target.checked,
                      version: promo.version,
                      ...(promo.percent == null ? {} : { percent: promo.percent }),
                      ...(promo.amount == null ? {} : { amount: promo.amount }),
                    },
                  }),
                )
              }
            />
            <b>{promo.code}</b>
            <span className="second">
              {promo.percent == null
                ? t("prices.promoSum", {
                    amount: money(locale, promo.amount ?? 0, currency),
                    used: promo.redeemed,
                  })
                : t("prices.promoUsed", { n: promo.percent, used: promo.redeemed })}
            </span>
          </li>
        ))}
      </ul>
      <form className="prices-fields" onSubmit={add}>
        <Field
          label={t("prices.promoCode")}
          required
          minLength={2}
          maxLength={40}
          value={code}
          onChange={({ target }) => setCode(target.value.toUpperCase())}
        />
        <Field
          label={t("prices.promoPercent")}
          type="number"
          min={1}
          max={100}
          required
          value={percent}
          onChange={({ target }) => setPercent(target.value)}
        />
        <Field
          label={t("prices.promoLimit")}
          type="number"
          min={1}
          value={limit}
          onChange={({ target }) => setLimit(target.value)}
        />
        <Button type="submit" look="secondary" busy={change.isPending}>
          {t("prices.add")}
        </Button>
      </form>
      <Refusal error={change.error ?? known.error} />
    </section>
  );
}

export function FeesCard({ vendorId, currency }: { vendorId: string; currency: string }) {
  const { t, locale } = useLanguage();
  const params = { path: { vendor_id: vendorId } };
  const key = ["fees", vendorId];
  const known = useQuery({
    queryKey: key,
    queryFn: async () => {
      const [fees, tax] = await Promise.all([
        body(api.GET("/api/v1/vendors/{vendor_id}/fees", { params })),
        body(api.GET("/api/v1/vendors/{vendor_id}/tax", { params })),
      ]);
      return { fees: fees.data, tax };
    },
  });
  const change = useChange(key);
  const [name, setName] = useState("");
  const [amount, setAmount] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(async () => {
      await body(
        api.POST("/api/v1/vendors/{vendor_id}/fees", {
          params,
          body: {
            kind: "other",
            translations: { [locale]: name },
            basis: "booking",
            amount: Number(amount),
            adultsOnly: false,
            taxable: true,
            collect: "now",
            active: true,
          },
        }),
      );
      setName("");
      setAmount("");
    });
  };
  const { fees = [], tax } = known.data ?? {};
  return (
    <section className="card prices-card">
      <h2>{t("prices.fees")}</h2>
      {known.data && fees.length === 0 ? <p className="second">{t("prices.feesNone")}</p> : null}
      <ul className="stack">
        {fees.map((fee) => (
          <li key={fee.id} className="prices-line">
            <b>{fee.name}</b>
            <span className="numeric second">
              {fee.percent == null ? money(locale, fee.amount ?? 0, currency) : `${fee.percent} %`}
            </span>
            <IconButton
              label={t("prices.remove", { name: fee.name })}
              onClick={() =>
                change.mutate(() =>
                  api.DELETE("/api/v1/vendors/{vendor_id}/fees/{fee_id}", {
                    params: { path: { vendor_id: vendorId, fee_id: fee.id } },
                  }),
                )
              }
            >
              <Trash2 size={18} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <form className="prices-fields" onSubmit={add}>
        <Field
          label={t("prices.feeName")}
          required
          maxLength={200}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <Field
          label={t("prices.feeAmount")}
          type="number"
          min={0}
          required
          value={amount}
          onChange={({ target }) => setAmount(target.value)}
        />
        <Button type="submit" look="secondary" busy={change.isPending}>
          {t("prices.add")}
        </Button>
      </form>
      {tax ? (
        <label className="field">
          <span className="label">{t("prices.tax")}</span>
          <select
            className="input"
            value={tax.regime}
            onChange={({ target }) =>
              change.mutate(() =>
                api.PUT("/api/v1/vendors/{vendor_id}/tax", {
                  params,
                  body: { regime: target.value, inclusive: tax.inclusive ?? true },
                }),
              )
            }
          >
            {Object.entries(TAXES).map(([code, label]) => (
              <option key={code} value={code}>
                {t(label)}
              </option>
            ))}
            {tax.regime in TAXES ? null : <option value={tax.regime}>{tax.regime}</option>}
          </select>
        </label>
      ) : null}
      <Refusal error={change.error ?? known.error} />
    </section>
  );
}
