import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  DEPOSIT_PERCENT,
  decideRiskCase,
  type RiskCase,
  type RiskDecision,
  type StepUp,
} from "@/api/risk-calls";
import { money } from "@/lib/format/money";
import { stamp } from "@/lib/format/stamp";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { randomKey } from "@/lib/random-key";
import { showToast } from "@/lib/toast";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Notice, StatusTag, Tag } from "@/ui/states";

const SHORTEST = 3;
const STEPS: Record<StepUp, MessageId> = {
  code: "ops.stepCode",
  three_d_secure: "ops.stepBank",
  prepay: "ops.stepPrepay",
  approval: "ops.stepApproval",
};
const DECISIONS: Record<RiskDecision, MessageId> = {
  release: "ops.riskRelease",
  deposit: "ops.riskDeposit",
  reject: "ops.riskReject",
};
const REVIEWS: Record<RiskCase["review"], MessageId | undefined> = {
  none: undefined,
  waiting: undefined,
  released: "ops.riskReleased",
  deposit: "ops.riskDepositAsked",
  rejected: "ops.riskRejected",
};

function Why({ found }: { found: RiskCase }) {
  const { t } = useLanguage();
  return (
    <ul className="risk-reasons">
      {found.reasons.map(({ code, words, points }) => (
        <li key={code}>
          {words}
          {points ? <span className="second numeric"> +{points}</span> : null}
        </li>
      ))}
      {found.stepUp ? (
        <li className="second">
          {t(found.acted ? "ops.riskAsked" : "ops.riskWouldAsk")}: {t(STEPS[found.stepUp])}
        </li>
      ) : null}
    </ul>
  );
}

function Deciding({ found }: { found: RiskCase }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [key] = useState(randomKey);
  const take = useMutation({
    mutationFn: (decision: RiskDecision) =>
      decideRiskCase(found.bookingId, decision, reason.trim(), `${key}-${decision}`),
    onSuccess: async () => {
      showToast(t("ops.decided"));
      await queries.invalidateQueries({ queryKey: ["risk-cases"] });
    },
  });
  return (
    <div className="ops-form">
      <Field
        label={t("ops.caseReason")}
        name={`reason-${found.bookingId}`}
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
        {found.allowedDecisions.map((decision) => (
          <Button
            key={decision}
            look={decision === "reject" ? "danger" : "secondary"}
            disabled={reason.trim().length < SHORTEST}
            busy={take.isPending && take.variables === decision}
            onClick={() => take.mutate(decision)}
          >
            {t(DECISIONS[decision], { percent: String(DEPOSIT_PERCENT) })}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** One booking that asks for a look: why, what its customer was asked for, and what may be decided. */
export function RiskCard({ found }: { found: RiskCase }) {
  const { t, locale } = useLanguage();
  const done = REVIEWS[found.review];
  return (
    <li className="ops-call" aria-label={found.confirmationCode}>
      <div className="ops-line">
        <strong>{found.customerName ?? t("ops.noCustomer")}</strong>
        <StatusTag status={found.status} />
        <Tag tone={found.level === "high" ? "bad" : "warn"}>
          {t("ops.riskPoints", { n: found.points })}
        </Tag>
        {done ? <Tag tone="plain">{t(done)}</Tag> : null}
      </div>
      <p className="second">
        {money(locale, found.totalPrice, found.currency)} · {stamp(found.at)} · {found.version}
      </p>
      <Why found={found} />
      {found.note ? <p className="second">{found.note}</p> : null}
      <div className="row">
        <Link to="/ops/bookings/$bookingId" params={{ bookingId: found.bookingId }}>
          {t("ops.openBooking")} {found.confirmationCode}
        </Link>
        <Link to="/ops/businesses/$vendorId" params={{ vendorId: found.vendorId }}>
          {t("ops.openBusiness")}
        </Link>
      </div>
      {found.allowedDecisions.length > 0 ? <Deciding found={found} /> : null}
    </li>
  );
}
