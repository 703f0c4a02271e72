import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "@/api/client";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Refusal, useChange } from "./changing";

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
