import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import {
  endMembership,
  freezeMembership,
  type MembershipDetail,
  releaseMembership,
  renewMembership,
} from "@/api/membership-calls";
import type { PaidBy } from "@/api/value-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { randomKey } from "@/lib/random-key";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { useBusiness } from "@/workspace/frame/business";
import { Failed, Form, PaidByField, sumIn } from "@/workspace/frame/desk-form";

export type Deed = "renew" | "freeze" | "release" | "code" | "end";

export const DEEDS = {
  renew: "members.renew",
  freeze: "members.freeze",
  release: "members.release",
  code: "cards.newCode",
  end: "members.end",
} as const;

interface DeedProps {
  deed: Exclude<Deed, "code">;
  membership: MembershipDetail;
  onDone: () => void;
}

/** Another period and its till, days of rest, or the end of it, each with its reason. */
export function DeedForm({ deed, membership, onDone }: DeedProps) {
  const { t, locale } = useLanguage();
  const { id } = useBusiness();
  const [key] = useState(randomKey);
  const [days, setDays] = useState("7");
  const [back, setBack] = useState("0");
  const [reason, setReason] = useState("");
  const [paidBy, setPaidBy] = useState<PaidBy>("pay_on_site");
  const send = useMutation({
    mutationFn: () => {
      const one = membership.id;
      if (deed === "renew") return renewMembership(id, one, paidBy, key);
      if (deed === "freeze") return freezeMembership(id, one, Number(days), reason, key);
      if (deed === "release") return releaseMembership(id, one, reason);
      return endMembership(id, one, { givenBack: sumIn(back), paidBy, reason }, key);
    },
    onSuccess: onDone,
  });
  const said = reason.trim().length > 2;
  const ready =
    deed === "renew" ||
    (said && (deed !== "freeze" || Number(days) > 0) && (deed !== "end" || sumIn(back) >= 0));
  const shown = (sum: number) => money(locale, sum, membership.currency);
  return (
    <Form onSend={() => send.mutate()}>
      {deed === "renew" ? (
        <p>{t("members.renewText", { amount: shown(membership.price) })}</p>
      ) : null}
      {deed === "end" ? (
        <>
          <p>{t("members.endText", { amount: shown(membership.paid) })}</p>
          <Field
            label={t("members.givenBack")}
            name="back"
            inputMode="decimal"
            maxLength={14}
            value={back}
            onChange={({ target }) => setBack(target.value)}
          />
        </>
      ) : null}
      {deed === "freeze" ? (
        <Field
          label={t("members.days")}
          name="days"
          type="number"
          min="1"
          max={membership.freezeDaysLeft}
          required
          hint={t("members.daysHint", { n: membership.freezeDaysLeft })}
          value={days}
          onChange={({ target }) => setDays(target.value)}
        />
      ) : null}
      {deed === "renew" || (deed === "end" && sumIn(back) > 0) ? (
        <PaidByField value={paidBy} onChange={setPaidBy} />
      ) : null}
      {deed === "renew" ? null : (
        <Field
          label={t("cards.reason")}
          name="reason"
          required
          minLength={3}
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      )}
      <Failed error={send.error} />
      <Button type="submit" busy={send.isPending} disabled={!ready}>
        {t(DEEDS[deed])}
      </Button>
    </Form>
  );
}
