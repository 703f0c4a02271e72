import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { readOwnResources, readOwnServices } from "@/api/owner-calls";
import { addPlan, changePlan, type PassPlan, type PlanTerms } from "@/api/pass-calls";
import { useLanguage } from "@/lib/i18n";
import { LOCALES } from "@/lib/locale";
import { Button } from "@/ui/button";
import { Choice, Field } from "@/ui/field";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, sumIn } from "@/workspace/frame/desk-form";

const NAMES = {
  kk: "passes.name.kk",
  ru: "passes.name.ru",
  en: "passes.name.en",
} as const;

const NEW: PlanTerms = {
  name: {},
  price: 0,
  visits: 10,
  days: 90,
  starts: "sale",
  freezeDays: 0,
  counted: "booking",
  visitsEach: 1,
  covers: { everything: true, resourceIds: [], serviceIds: [] },
  onSale: true,
};

/** A plan of passes: what it is called, what it costs, and for what. Sold passes keep the terms of their sale. */
export function PlanForm({ plan, onDone }: { plan?: PassPlan | undefined; onDone: () => void }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [terms, setTerms] = useState<PlanTerms>(plan ? termsOf(plan) : NEW);
  const [price, setPrice] = useState(plan ? String(plan.price) : "");
  const set = (changed: Partial<PlanTerms>) => setTerms((before) => ({ ...before, ...changed }));
  const send = useMutation({
    mutationFn: () => {
      const named = Object.entries(terms.name).filter(([, text]) => text.trim());
      const whole = { ...terms, name: Object.fromEntries(named), price: sumIn(price) };
      return plan ? changePlan(id, plan.id, plan.version, whole) : addPlan(id, whole);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["passes", id] });
      onDone();
    },
  });
  const ready = sumIn(price) > 0 && Object.values(terms.name).some((text) => text.trim());
  return (
    <Form onSend={() => send.mutate()}>
      {LOCALES.map((locale) => (
        <Field
          key={locale}
          label={t(NAMES[locale])}
          name={`name-${locale}`}
          maxLength={80}
          value={terms.name[locale] ?? ""}
          onChange={({ target }) => set({ name: { ...terms.name, [locale]: target.value } })}
        />
      ))}
      <Field
        label={t("passes.price")}
        name="price"
        inputMode="decimal"
        required
        maxLength={14}
        value={price}
        onChange={({ target }) => setPrice(target.value)}
      />
      <Numbers terms={terms} onChange={set} />
      <Two
        legend={t("passes.starts")}
        value={terms.starts ?? "sale"}
        options={[
          ["sale", t("passes.startsSale")],
          ["first_visit", t("passes.startsVisit")],
        ]}
        onChange={(starts) => set({ starts })}
      />
      <Two
        legend={t("passes.counted")}
        value={terms.counted ?? "booking"}
        options={[
          ["booking", t("passes.countedBooking")],
          ["person", t("passes.countedPerson")],
        ]}
        onChange={(counted) => set({ counted })}
      />
      <Covers terms={terms} onChange={set} />
      <label className="row">
        <input
          type="checkbox"
          checked={terms.onSale ?? true}
          onChange={({ target }) => set({ onSale: target.checked })}
        />
        {t("passes.onSale")}
      </label>
      {plan ? <p className="small second">{t("passes.keepTerms")}</p> : null}
      <Failed error={send.error} />
      <Button type="submit" wide busy={send.isPending} disabled={!ready}>
        {t("passes.save")}
      </Button>
    </Form>
  );
}

function termsOf({ id: _, version: __, currency: ___, ...terms }: PassPlan): PlanTerms {
  return terms;
}

interface PartProps {
  terms: PlanTerms;
  onChange: (changed: Partial<PlanTerms>) => void;
}

function Numbers({ terms, onChange }: PartProps) {
  const { t } = useLanguage();
  const fields = [
    ["visits", t("passes.visits"), 1, 1000],
    ["visitsEach", t("passes.visitsEach"), 1, 100],
    ["days", t("passes.days"), 1, 1095],
    ["freezeDays", t("passes.freezeDays"), 0, 365],
  ] as const;
  return (
    <div className="pass-numbers">
      {fields.map(([name, label, least, most]) => (
        <Field
          key={name}
          label={label}
          name={name}
          type="number"
          min={least}
          max={most}
          required
          value={String(terms[name] ?? least)}
          onChange={({ target }) => onChange({ [name]: Number(target.value) })}
        />
      ))}
    </div>
  );
}

interface TwoProps<V extends string> {
  legend: string;
  value: V;
  options: readonly (readonly [V, string])[];
  onChange: (value: V) => void;
}

function Two<V extends string>({ legend, value, options, onChange }: TwoProps<V>) {
  return (
    <fieldset className="stack" style={{ gap: 8 }}>
      <legend className="label">{legend}</legend>
      {options.map(([option, label]) => (
        <Choice
          key={option}
          name={legend}
          value={option}
          checked={option === value}
          onChange={() => onChange(option)}
        >
          {label}
        </Choice>
      ))}
    </fieldset>
  );
}

/** Everything, or the offers that are ticked. */
function Covers({ terms, onChange }: PartProps) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const covers = terms.covers ?? { everything: true };
  const [resources, services] = [
    useQuery({ queryKey: ["own-resources", id], queryFn: () => readOwnResources(id) }),
    useQuery({ queryKey: ["own-services", id], queryFn: () => readOwnServices(id) }),
  ];
  const lists = [
    ["resourceIds", resources.data?.data ?? []],
    ["serviceIds", services.data?.data ?? []],
  ] as const;
  return (
    <fieldset className="stack" style={{ gap: 8 }}>
      <legend className="label">{t("passes.covers")}</legend>
      <label className="row">
        <input
          type="checkbox"
          checked={covers.everything ?? false}
          onChange={({ target }) => onChange({ covers: { ...covers, everything: target.checked } })}
        />
        {t("passes.everything")}
      </label>
      {covers.everything
        ? null
        : lists.flatMap(([name, offers]) =>
            offers.map((offer) => {
              const chosen = covers[name] ?? [];
              const others = chosen.filter((one) => one !== offer.id);
              const next = (on: boolean) => (on ? [...others, offer.id] : others);
              return (
                <label key={offer.id} className="row">
                  <input
                    type="checkbox"
                    checked={chosen.includes(offer.id)}
                    onChange={({ target }) =>
                      onChange({ covers: { ...covers, [name]: next(target.checked) } })
                    }
                  />
                  {offer.name}
                </label>
              );
            }),
          )}
    </fieldset>
  );
}
