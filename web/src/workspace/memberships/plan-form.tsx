import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addPlan, changePlan, type NewPlan, type Plan } from "@/api/membership-calls";
import { useLanguage } from "@/lib/i18n";
import { LOCALES, type Locale } from "@/lib/locale";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, sumIn } from "@/workspace/frame/desk-form";
import { PERIODS } from "./words";

const NAMES = {
  kk: "members.name.kk",
  ru: "members.name.ru",
  en: "members.name.en",
} as const satisfies Record<Locale, string>;

/** What a membership costs and allows. */
export function PlanForm({ plan, onDone }: { plan?: Plan | undefined; onDone: () => void }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [names, setNames] = useState<Record<string, string>>(plan?.translations ?? {});
  const [price, setPrice] = useState(plan ? String(plan.price) : "");
  const [period, setPeriod] = useState<Plan["period"]>(plan?.period ?? "month");
  const [grace, setGrace] = useState(String(plan?.graceDays ?? 3));
  const [freeze, setFreeze] = useState(String(plan?.freezeDays ?? 0));
  const [limit, setLimit] = useState(plan?.monthlyLimit ? String(plan.monthlyLimit) : "");
  const [onSale, setOnSale] = useState(plan?.onSale ?? true);
  const given = LOCALES.filter((one) => names[one]?.trim());
  const save = useMutation({
    mutationFn: () => {
      const sent: NewPlan = {
        translations: Object.fromEntries(given.map((one) => [one, names[one]?.trim() ?? ""])),
        price: sumIn(price),
        period,
        graceDays: Number(grace),
        freezeDays: Number(freeze),
        monthlyLimit: limit.trim() ? Number(limit) : null,
        onSale,
      };
      return plan ? changePlan(id, plan, sent) : addPlan(id, sent);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["memberships", id] });
      onDone();
    },
  });
  const numbers = [
    ["grace", "members.grace", "members.graceHint", grace, setGrace, "31"],
    ["freeze", "members.freezeDays", "members.freezeHint", freeze, setFreeze, "184"],
  ] as const;
  const ready = given.length > 0 && price.trim() !== "" && sumIn(price) >= 0;
  return (
    <Form onSend={() => save.mutate()}>
      {LOCALES.map((one) => (
        <Field
          key={one}
          label={t(NAMES[one])}
          name={`name-${one}`}
          maxLength={120}
          value={names[one] ?? ""}
          onChange={({ target }) => setNames({ ...names, [one]: target.value })}
        />
      ))}
      <div className="members-fields">
        <Field
          label={t("members.price")}
          name="price"
          inputMode="decimal"
          required
          maxLength={14}
          value={price}
          onChange={({ target }) => setPrice(target.value)}
        />
        <label className="field">
          <span className="label">{t("members.period")}</span>
          <select
            className="input"
            name="period"
            value={period}
            onChange={({ target }) => {
              const chosen = PERIODS.find(([value]) => value === target.value);
              if (chosen) setPeriod(chosen[0]);
            }}
          >
            {PERIODS.map(([value, label]) => (
              <option key={value} value={value}>
                {t(label)}
              </option>
            ))}
          </select>
        </label>
        {numbers.map(([name, label, hint, value, set, max]) => (
          <Field
            key={name}
            label={t(label)}
            name={name}
            type="number"
            min="0"
            max={max}
            required
            hint={t(hint)}
            value={value}
            onChange={({ target }) => set(target.value)}
          />
        ))}
        <Field
          label={t("members.limit")}
          name="limit"
          type="number"
          min="1"
          max="1000"
          hint={t("members.limitHint")}
          value={limit}
          onChange={({ target }) => setLimit(target.value)}
        />
      </div>
      <label className="members-check">
        <input
          type="checkbox"
          checked={onSale}
          onChange={({ target }) => setOnSale(target.checked)}
        />
        <span>{t("members.onSale")}</span>
      </label>
      <Failed error={save.error} />
      <Button type="submit" wide busy={save.isPending} disabled={!ready}>
        {t("members.savePlan")}
      </Button>
    </Form>
  );
}
