import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { makePassCode, readPlans, sellPass } from "@/api/pass-calls";
import type { PaidBy } from "@/api/value-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Choice, Field, PhoneField } from "@/ui/field";
import { Notice } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, PaidByField } from "@/workspace/frame/desk-form";
import { nameIn } from "./pass-words";

/** The buyer has paid: a pass is made, then its code, which is shown once. */
export function SellPass({ onSold }: { onSold: (passId: string, code: string) => void }) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [key] = useState(randomKey);
  const [chosen, setChosen] = useState<string>();
  const [paidBy, setPaidBy] = useState<PaidBy>("pay_on_site");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const found = useQuery({ queryKey: ["passes", id, "plans"], queryFn: () => readPlans(id) });
  const plans = found.data?.data.filter(({ onSale }) => onSale) ?? [];
  const planId = chosen ?? plans[0]?.id ?? "";
  const sell = useMutation({
    mutationFn: async () => {
      const buyer = {
        ...(name ? { holderName: name } : {}),
        ...(phone ? { holderPhone: phone } : {}),
      };
      const sold = await sellPass(id, { planId, paidBy, note: "", ...buyer }, key);
      const { code } = await makePassCode(id, sold.id);
      return { sold, code };
    },
    onSuccess: async ({ sold, code }) => {
      await queries.invalidateQueries({ queryKey: ["passes", id] });
      onSold(sold.id, code);
    },
  });
  if (found.data && plans.length === 0) return <Notice tone="plain">{t("passes.noPlans")}</Notice>;
  return (
    <Form onSend={() => sell.mutate()}>
      <fieldset className="stack" style={{ gap: 8 }}>
        <legend className="label">{t("passes.plan")}</legend>
        {plans.map((plan) => (
          <Choice
            key={plan.id}
            name="plan"
            value={plan.id}
            checked={plan.id === planId}
            onChange={() => setChosen(plan.id)}
            aside={money(locale, plan.price, plan.currency)}
          >
            {nameIn(plan.name, locale)}
          </Choice>
        ))}
      </fieldset>
      <PaidByField value={paidBy} onChange={setPaidBy} />
      <Field
        label={t("cards.name")}
        name="name"
        aside={t("cards.optional")}
        maxLength={120}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <PhoneField
        label={t("cards.phone")}
        name="phone"
        aside={t("cards.optional")}
        value={phone}
        onChange={({ target }) => setPhone(target.value)}
      />
      <Failed error={sell.error} />
      <Button type="submit" wide busy={sell.isPending} disabled={!planId}>
        {t("passes.sell")}
      </Button>
    </Form>
  );
}
