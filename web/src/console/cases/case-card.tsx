import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type CaseAction, decideCase, type PaymentCase } from "@/api/books-calls";
import { money } from "@/lib/format/money";
import { stamp } from "@/lib/format/stamp";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice, Tag } from "@/ui/states";

const SHORTEST = 3;
const REASONS: Record<string, MessageId> = {
  amount_differs: "ops.caseAmount",
  currency_differs: "ops.caseCurrency",
  booking_differs: "ops.caseBooking",
  captured_after_close: "ops.caseLate",
  refunded_elsewhere: "ops.caseRefundedElsewhere",
  unknown_object: "ops.caseUnknown",
  no_end: "ops.caseNoEnd",
  paid_twice: "ops.caseTwice",
  unknown_account: "ops.caseAccount",
  refund_by_hand: "ops.caseByHand",
  refund_failed: "ops.caseRefundFailed",
};
const ACTIONS: Record<CaseAction, MessageId> = {
  refund: "ops.caseRefund",
  attach: "ops.caseAttach",
  dismiss: "ops.caseDismiss",
};
const ORDER: readonly CaseAction[] = ["refund", "attach", "dismiss"];

function Facts({ found }: { found: PaymentCase }) {
  const { t, locale } = useLanguage();
  const sums: readonly (readonly [MessageId, PaymentCase["agreed"]])[] = [
    ["ops.caseAgreed", found.agreed],
    ["ops.caseFound", found.found],
    ["ops.caseLeft", found.left],
  ];
  return (
    <dl className="ops-facts">
      {sums.map(([label, sum]) =>
        sum ? (
          <div key={label} className="ops-fact">
            <dt>{t(label)}</dt>
            <dd className="numeric">{money(locale, sum.amount, sum.currency)}</dd>
          </div>
        ) : null,
      )}
      {found.provider ? (
        <div className="ops-fact">
          <dt>{t("ops.caseProvider")}</dt>
          <dd>{[found.provider, found.providerReference].filter(Boolean).join(" · ")}</dd>
        </div>
      ) : null}
    </dl>
  );
}

function Deciding({ found }: { found: PaymentCase }) {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [key] = useState(randomKey);
  const take = useMutation({
    mutationFn: (action: CaseAction) =>
      decideCase(found.id, action, reason.trim(), `${key}-${action}`),
    onSuccess: async () => {
      showToast(t("ops.decided"));
      await queries.invalidateQueries({ queryKey: ["ops-cases"] });
    },
  });
  const all = found.left ? money(locale, found.left.amount, found.left.currency) : "";
  return (
    <div className="ops-form">
      <Field
        label={t("ops.caseReason")}
        name="reason"
        maxLength={500}
        hint={t("ops.caseReasonHint")}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {take.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, take.error)}</Notice>
        </div>
      ) : null}
      <div className="row">
        {ORDER.filter((action) => found.allowedActions.includes(action)).map((action) => (
          <Button
            key={action}
            look={action === "refund" ? "danger" : "secondary"}
            disabled={reason.trim().length < SHORTEST}
            busy={take.isPending && take.variables === action}
            onClick={() => take.mutate(action)}
          >
            {t(ACTIONS[action], { sum: all })}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** One payment somebody must look at: what was agreed, what came, and the decisions that are allowed now. */
export function CaseCard({ found }: { found: PaymentCase }) {
  const { t } = useLanguage();
  const words = REASONS[found.reason.split(":")[0] ?? ""];
  const { resolution } = found;
  return (
    <li className="ops-call" aria-label={found.id}>
      <div className="ops-line">
        <strong>{words ? t(words) : found.reason}</strong>
        <span className="second small">{found.id}</span>
        <span className="second">{stamp(found.createdAt)}</span>
        {resolution ? <Tag tone="plain">{t(ACTIONS[resolution], { sum: "" }).trim()}</Tag> : null}
      </div>
      <Facts found={found} />
      {found.note ? <p className="second">{found.note}</p> : null}
      <div className="row">
        {found.bookingId ? (
          <Link to="/ops/bookings/$bookingId" params={{ bookingId: found.bookingId }}>
            {t("ops.openBooking")}
          </Link>
        ) : null}
        {found.vendorId ? (
          <Link to="/ops/businesses/$vendorId" params={{ vendorId: found.vendorId }}>
            {t("ops.openBusiness")}
          </Link>
        ) : null}
      </div>
      {found.resolvedAt ? null : <Deciding found={found} />}
    </li>
  );
}
