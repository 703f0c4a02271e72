import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, body } from "@/api/client";
import { money } from "@/lib/format/money";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { Button, IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import { Refusal, useChange } from "./changing";

const TAXES: Record<string, MessageId> = {
  none: "prices.tax.none",
  simplified: "prices.tax.simplified",
  vat: "prices.tax.vat",
};

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
