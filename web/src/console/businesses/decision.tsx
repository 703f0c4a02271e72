import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type Business, decide, type Step } from "@/api/console-calls";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { showToast } from "@/lib/toast";
import { Button, Chip } from "@/ui/button";
import { Notice } from "@/ui/states";

const STEPS: readonly (readonly [Step, MessageId])[] = [
  ["verify", "ops.verify"],
  ["reject", "ops.reject"],
  ["suspend", "ops.suspend"],
  ["reinstate", "ops.reinstate"],
];
const REASONS: Record<Step, readonly MessageId[]> = {
  verify: ["ops.reasonChecked"],
  reject: ["ops.reasonNumber", "ops.reasonAddress", "ops.reasonPhotos"],
  suspend: ["ops.reasonComplaints", "ops.reasonUnreachable"],
  reinstate: ["ops.reasonSolved"],
};

/** A decision with its reason; the owner reads it word for word. */
export function Decision({ business }: { business: Business }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const field = useId();
  const [reason, setReason] = useState("");
  const take = useMutation({
    mutationFn: (step: Step) => decide(business.id, step, reason.trim()),
    onSuccess: async () => {
      setReason("");
      showToast(t("ops.decided"));
      await queries.invalidateQueries({ queryKey: ["ops-business", business.id] });
      await queries.invalidateQueries({ queryKey: ["ops-businesses"] });
    },
  });
  const allowed = STEPS.filter(([step]) => business.allowedSteps?.includes(step));
  if (allowed.length === 0) return <p className="second">{t("ops.nothingToDecide")}</p>;
  const templates = allowed.flatMap(([step]) => REASONS[step]);
  return (
    <div className="ops-form">
      <div className="ops-chips">
        {templates.map((template) => (
          <Chip
            key={template}
            pressed={reason === t(template)}
            onClick={() => setReason(t(template))}
          >
            {t(template)}
          </Chip>
        ))}
      </div>
      <div className="field">
        <label htmlFor={field}>{t("ops.reason")}</label>
        <textarea
          id={field}
          className="input"
          maxLength={1000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
      {take.error ? <Notice tone="bad">{problemText(t, take.error)}</Notice> : null}
      <div className="row">
        {allowed.map(([step, label]) => (
          <Button
            key={step}
            look={step === "reject" || step === "suspend" ? "danger" : "primary"}
            disabled={reason.trim() === ""}
            busy={take.isPending && take.variables === step}
            onClick={() => take.mutate(step)}
          >
            {t(label)}
          </Button>
        ))}
      </div>
    </div>
  );
}
