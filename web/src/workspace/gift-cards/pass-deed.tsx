import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { payOutPass, prolongPass, type SoldPassDetail, takeVisits } from "@/api/pass-calls";
import type { PaidBy } from "@/api/value-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Field, Stepper } from "@/ui/field";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, PaidByField } from "@/workspace/frame/desk-form";

export type PassDeed = "use" | "prolong" | "payOut";

interface DeedProps {
  deed: PassDeed;
  held: SoldPassDetail;
  onDone: () => void;
}

const LABELS = { use: "passes.use", prolong: "cards.prolong", payOut: "cards.payOut" } as const;

/** What the desk does with a pass: visits, a day, or a reason and a till. */
export function PassDeedForm({ deed, held, onDone }: DeedProps) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const [key] = useState(randomKey);
  const [visits, setVisits] = useState(held.visitsEach);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState(datePart(held.validUntil));
  const [paidBy, setPaidBy] = useState<PaidBy>("pay_on_site");
  const send = useMutation({
    mutationFn: () => {
      if (deed === "use") return takeVisits(id, held.id, visits, key);
      if (deed === "payOut") return payOutPass(id, held.id, reason, paidBy, key);
      return prolongPass(id, held.id, `${until}T${held.validUntil.slice(11)}`);
    },
    onSuccess: onDone,
  });
  const ready = deed !== "payOut" || reason.trim().length > 2;
  return (
    <Form onSend={() => send.mutate()}>
      {deed === "use" ? (
        <Stepper
          label={t("passes.visits")}
          value={visits}
          least={1}
          most={held.visits}
          onChange={setVisits}
        />
      ) : null}
      {deed === "payOut" ? (
        <>
          <p>{t("passes.payOutText", { amount: money(locale, held.owed, held.currency) })}</p>
          <PaidByField value={paidBy} onChange={setPaidBy} />
          <Field
            label={t("cards.reason")}
            name="reason"
            required
            minLength={3}
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </>
      ) : null}
      {deed === "prolong" ? (
        <Field
          label={t("cards.validUntil")}
          name="until"
          type="date"
          required
          min={datePart(held.validUntil)}
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
