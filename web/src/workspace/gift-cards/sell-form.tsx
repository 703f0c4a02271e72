import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { makeGiftCardCode, type PaidBy, sellGiftCard } from "@/api/value-calls";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Field, PhoneField } from "@/ui/field";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, PaidByField, sumIn } from "@/workspace/frame/desk-form";
import { AmountField } from "./parts";

/** The buyer has paid: a card is made, then its code, which is shown once. */
export function SellForm({ onSold }: { onSold: (cardId: string, code: string) => void }) {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const queries = useQueryClient();
  const [key] = useState(randomKey);
  const [text, setText] = useState("");
  const [paidBy, setPaidBy] = useState<PaidBy>("pay_on_site");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const amount = sumIn(text);
  const sell = useMutation({
    mutationFn: async () => {
      const buyer = {
        ...(name ? { holderName: name } : {}),
        ...(phone ? { holderPhone: phone } : {}),
      };
      const card = await sellGiftCard(id, { amount, paidBy, note: "", ...buyer }, key);
      const { code } = await makeGiftCardCode(id, card.id);
      return { card, code };
    },
    onSuccess: async ({ card, code }) => {
      await queries.invalidateQueries({ queryKey: ["gift-cards", id] });
      onSold(card.id, code);
    },
  });
  return (
    <Form onSend={() => sell.mutate()}>
      <AmountField text={text} onChange={setText} />
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
      <p className="small second">{t("cards.law")}</p>
      <Failed error={sell.error} />
      <Button type="submit" wide busy={sell.isPending} disabled={!(amount > 0)}>
        {t("cards.sell")}
      </Button>
    </Form>
  );
}
