import { memo } from "react";
import { PLANS } from "./plans";
import "./plan-cover.css";

/** A floor plan seen from above: a listing without photographs still looks intended. */
export const PlanCover = memo(function PlanCover({
  vertical,
}: {
  vertical: string | null | undefined;
}) {
  const plan = PLANS[vertical ?? "other"] ?? PLANS.other;
  if (!plan) return null;
  return (
    <svg
      className="plan"
      viewBox="0 0 440 280"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      style={{ background: plan.ground }}
    >
      {plan.draw}
      <circle className="dot" cx={plan.dot[0]} cy={plan.dot[1]} r="7" />
    </svg>
  );
});
