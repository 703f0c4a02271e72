import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { makeMemberCode, type Plan, sellMembership } from "@/api/membership-calls";
import type { PaidBy } from "@/api/value-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Field, PhoneField } from "@/ui/field";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, PaidByField } from "@/workspace/frame/desk-form";

interface SellFormProps {
  plans: readonly Plan[];
  onSold: (membershipId: string, code: string) => void;
}

/** One period is paid: the membership is made, then its code, which is shown once. */
export function SellForm({ plans, onSold }: SellFormProps) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [key] = useState(randomKey);
  const [planId, setPlanId] = useState(plans[0]?.id ?? "");
  const [paidBy, setPaidBy] = useState<PaidBy>("pay_on_site");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [email, setEmail] = useState("");
  const [from, setFrom] = useState("");
  const plan = plans.find((one) => one.id === planId);
  const sell = useMutation({
    mutationFn: async () => {
      const sold = await sellMembership(
        id,
        {
          planId,
          paidBy,
          note: "",
          holderName: name.trim(),
          ...(phone ? { holderPhone: phone } : {}),
          ...(email ? { holderEmail: email } : {}),
          ...(from ? { validFrom: from } : {}),
        },
        key,
      );
      const { code } = await makeMemberCode(id, sold.id);
      return { sold, code };
    },
    onSuccess: async ({ sold, code }) => {
      await queries.invalidateQueries({ queryKey: ["memberships", id] });
      onSold(sold.id, code);
    },
  });
  return (
    <Form onSend={() => sell.mutate()}>
      <label className="field">
        <span className="label">{t("members.plan")}</span>
        <select
          className="input"
          name="plan"
          value={planId}
          onChange={({ target }) => setPlanId(target.value)}
        >
          {plans.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}, {money(locale, one.price, one.currency)}
            </option>
          ))}
        </select>
      </label>
      <Field
        label={t("members.holder")}
        name="name"
        required
        maxLength={120}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <PhoneField
        label={t("cards.phone")}
        name="phone"
        value={phone}
        onChange={({ target }) => setPhone(target.value)}
      />
      <Field
        label={t("members.email")}
        name="email"
        type="email"
        aside={t("members.orPhone")}
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <Field
        label={t("members.from")}
        name="from"
        type="date"
        aside={t("members.fromToday")}
        value={from}
        onChange={({ target }) => setFrom(target.value)}
      />
      <PaidByField value={paidBy} onChange={setPaidBy} />
      <Failed error={sell.error} />
      <Button
        type="submit"
        wide
        busy={sell.isPending}
        disabled={!plan || !name.trim() || !(phone || email)}
      >
        {plan ? t("members.sellFor", { amount: money(locale, plan.price, plan.currency) }) : ""}
      </Button>
    </Form>
  );
}
