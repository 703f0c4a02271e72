import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import type { Plan } from "@/api/membership-calls";
import { addRule, type NewRule } from "@/api/price-calls";
import { weekdayNames } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { fieldError } from "@/lib/problem";
import { problemText } from "@/lib/problem-text";
import { Button, Chip } from "@/ui/button";
import { Notice } from "@/ui/states";
import { TimeField } from "@/ui/time-field";
import { EffectFields, nameIn, PlanSelect } from "./rule-fields";
import { sentence } from "./sentence";

/** A rule while it is written; the heat map already counts it. */
export interface DraftRule {
  effect: NewRule["effect"];
  value: string;
  plan: string;
  weekdays: number[];
  from: string;
  until: string;
  scope: "all" | "offer";
}

export const EMPTY_RULE: DraftRule = {
  effect: "percent",
  value: "",
  plan: "",
  weekdays: [],
  from: "",
  until: "",
  scope: "all",
};

export function ruleOf(draft: DraftRule, offerId: string, position: number): NewRule | undefined {
  const number = Number(draft.value.replace(/\s/g, "").replace(",", ".").replace("−", "-"));
  const { effect } = draft;
  const strange = !Number.isFinite(number) || (effect === "price" ? number < 0 : number === 0);
  if (draft.value.trim() === "" || strange) return undefined;
  return {
    translations: { ru: "—" },
    effect,
    ...(effect === "percent" ? { percent: number } : { amount: number }),
    position,
    compounds: false,
    stops: false,
    active: true,
    ...(draft.scope === "offer" ? { offerId } : {}),
    conditions: {
      yearly: false,
      weekdays: [...draft.weekdays].sort((a, b) => a - b),
      ...(draft.from ? { timeFrom: `${draft.from}:00` } : {}),
      ...(draft.until ? { timeUntil: `${draft.until}:00` } : {}),
      plans: draft.plan ? [draft.plan] : [],
    },
  };
}

interface RuleFormProps {
  vendorId: string;
  offerId: string;
  offerName: string;
  position: number;
  hours: boolean;
  currency: string;
  plans: readonly Plan[];
  draft: DraftRule;
  onChange: (draft: DraftRule) => void;
  onAdded: () => void;
}

export function RuleForm(props: RuleFormProps) {
  const { vendorId, offerId, offerName, position, hours, currency, plans, draft, onChange } = props;
  const { t, locale } = useLanguage();
  const names = weekdayNames(locale);
  const rule = ruleOf(draft, offerId, position);
  const words = rule ? sentence(t, locale, rule, currency, nameIn(plans)) : "";
  const add = useMutation({
    mutationFn: async () => {
      // The sentence is the name customers read beside the sum.
      const when = words.split(":").slice(0, -1).join(":");
      if (rule) await addRule(vendorId, { ...rule, translations: { [locale]: when } });
    },
    onSuccess: () => {
      onChange(EMPTY_RULE);
      props.onAdded();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  const toggle = (day: number) =>
    onChange({
      ...draft,
      weekdays: draft.weekdays.includes(day)
        ? draft.weekdays.filter((one) => one !== day)
        : [...draft.weekdays, day],
    });
  return (
    <form className="card prices-card" onSubmit={onSubmit}>
      <h2>{t("prices.newRule")}</h2>
      <fieldset className="row">
        <legend className="label">{t("prices.weekdays")}</legend>
        {names.short.map((name, index) => (
          <Chip
            key={name}
            pressed={draft.weekdays.includes(index + 1)}
            aria-label={names.long[index] ?? name}
            onClick={() => toggle(index + 1)}
          >
            {name}
          </Chip>
        ))}
      </fieldset>
      <div className="prices-fields">
        {hours ? (
          <>
            <TimeField
              label={t("prices.whyFrom")}
              value={draft.from}
              onChange={(from) => onChange({ ...draft, from })}
            />
            <TimeField
              label={t("prices.whyTo")}
              value={draft.until}
              onChange={(until) => onChange({ ...draft, until })}
            />
          </>
        ) : null}
        <EffectFields
          draft={draft}
          currency={currency}
          error={fieldError(add.error, "percent") ?? fieldError(add.error, "amount")}
          onChange={onChange}
        />
        {plans.length > 0 ? (
          <PlanSelect
            label={t("prices.whom")}
            plans={plans}
            value={draft.plan}
            onChange={(plan) => onChange({ ...draft, plan })}
          />
        ) : null}
        <label className="field">
          <span className="label">{t("prices.scope")}</span>
          <select
            className="input"
            value={draft.scope}
            onChange={({ target }) =>
              onChange({ ...draft, scope: target.value === "offer" ? "offer" : "all" })
            }
          >
            <option value="all">{t("prices.scopeAll")}</option>
            <option value="offer">{t("prices.only", { offer: offerName })}</option>
          </select>
        </label>
      </div>
      <p aria-live="polite">{words ? <b>{words}</b> : null}</p>
      {add.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, add.error)}</Notice>
        </div>
      ) : null}
      <div>
        <Button type="submit" disabled={!rule} busy={add.isPending}>
          {t("prices.addRule")}
        </Button>
      </div>
    </form>
  );
}
