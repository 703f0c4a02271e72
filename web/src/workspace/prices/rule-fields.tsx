import type { Plan } from "@/api/membership-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { Field } from "@/ui/field";
import type { DraftRule } from "./rule-form";

interface DraftProps {
  draft: DraftRule;
  onChange: (draft: DraftRule) => void;
}

const EFFECTS: readonly { effect: DraftRule["effect"]; label: MessageId; hint: MessageId }[] = [
  { effect: "percent", label: "prices.change", hint: "prices.changeHint" },
  { effect: "fixed", label: "prices.changeSum", hint: "prices.changeSumHint" },
  { effect: "price", label: "prices.ownPrice", hint: "prices.ownPriceHint" },
];

/** What plans are called; one that is not known any more keeps its id. */
export const nameIn = (plans: readonly Plan[]) => (planId: string) =>
  plans.find(({ id }) => id === planId)?.name ?? planId;

interface EffectProps extends DraftProps {
  currency: string;
  error: string | undefined;
}

/** A percentage, a sum, or another price of one unit. */
export function EffectFields({ draft, currency, error, onChange }: EffectProps) {
  const { t } = useLanguage();
  const chosen = EFFECTS.find(({ effect }) => effect === draft.effect);
  return (
    <>
      <label className="field">
        <span className="label">{t("prices.effect")}</span>
        <select
          className="input"
          name="effect"
          value={draft.effect}
          onChange={({ target }) => {
            const to = EFFECTS.find(({ effect }) => effect === target.value);
            if (to) onChange({ ...draft, effect: to.effect });
          }}
        >
          {EFFECTS.map(({ effect, label }) => (
            <option key={effect} value={effect}>
              {t(label, { currency })}
            </option>
          ))}
        </select>
      </label>
      <Field
        label={t(chosen?.label ?? "prices.change", { currency })}
        name={draft.effect === "percent" ? "percent" : "amount"}
        inputMode="text"
        required
        hint={t(chosen?.hint ?? "prices.changeHint")}
        value={draft.value}
        error={error}
        onChange={({ target }) => onChange({ ...draft, value: target.value })}
      />
    </>
  );
}

interface SelectProps {
  label: string;
  plans: readonly Plan[];
  value: string;
  onChange: (planId: string) => void;
}

/** Everybody, or members of one plan. */
export function PlanSelect({ label, plans, value, onChange }: SelectProps) {
  const { t } = useLanguage();
  return (
    <label className="field">
      <span className="label">{label}</span>
      <select
        className="input"
        name="plan"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      >
        <option value="">{t("prices.everybody")}</option>
        {plans.map(({ id, name }) => (
          <option key={id} value={id}>
            {t("prices.membersOf", { plan: name })}
          </option>
        ))}
      </select>
    </label>
  );
}
