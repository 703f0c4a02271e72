import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import {
  freezeGiftCard,
  type GiftCardDetail,
  type PaidBy,
  payOutGiftCard,
  prolongGiftCard,
  releaseGiftCard,
  topUpGiftCard,
} from "@/api/value-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, PaidByField, sumIn } from "@/workspace/frame/desk-form";
import { AmountField } from "./parts";

export type Deed = "topUp" | "freeze" | "release" | "code" | "prolong" | "payOut";

interface DeedProps {
  deed: Exclude<Deed, "code">;
  card: GiftCardDetail;
  onDone: () => void;
}

const LABELS = {
  topUp: "cards.topUp",
  freeze: "cards.freeze",
  release: "cards.release",
  prolong: "cards.prolong",
  payOut: "cards.payOut",
} as const;

/** What the desk does with a card; a sum and its till, a reason, or a day. */
export function DeedForm({ deed, card, onDone }: DeedProps) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const [key] = useState(randomKey);
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState(datePart(card.validUntil));
  const [paidBy, setPaidBy] = useState<PaidBy>("pay_on_site");
  const send = useMutation({
    mutationFn: () => {
      if (deed === "topUp") return topUpGiftCard(id, card.id, sumIn(text), paidBy, key);
      if (deed === "payOut") return payOutGiftCard(id, card.id, reason, paidBy, key);
      if (deed === "freeze") return freezeGiftCard(id, card.id, reason);
      if (deed === "release") return releaseGiftCard(id, card.id, reason);
      return prolongGiftCard(id, card.id, `${until}T${card.validUntil.slice(11)}`);
    },
    onSuccess: onDone,
  });
  const withSum = deed === "topUp";
  const withReason = deed === "payOut" || deed === "freeze" || deed === "release";
  const ready = withSum ? sumIn(text) > 0 : withReason ? reason.trim().length > 2 : until !== "";
  return (
    <Form onSend={() => send.mutate()}>
      {deed === "payOut" ? (
        <p>{t("cards.payOutText", { amount: money(locale, card.balance, card.currency) })}</p>
      ) : null}
      {withSum ? <AmountField text={text} onChange={setText} /> : null}
      {withSum || deed === "payOut" ? <PaidByField value={paidBy} onChange={setPaidBy} /> : null}
      {withReason ? (
        <Field
          label={t("cards.reason")}
          name="reason"
          required
          minLength={3}
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      ) : null}
      {deed === "prolong" ? (
        <Field
          label={t("cards.validUntil")}
          name="until"
          type="date"
          required
          hint={t("cards.law")}
          min={datePart(card.validUntil)}
          value={until}
          onChange={({ target }) => setUntil(target.value as typeof until)}
        />
      ) : null}
      <Failed error={send.error} />
      <Button type="submit" busy={send.isPending} disabled={!ready}>
        {t(LABELS[deed])}
      </Button>
    </Form>
  );
}
