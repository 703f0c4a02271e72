import { memo } from "react";
import { PLANS } from "./plans";
import "./plan-cover.css";

interface PlanCoverProps {
  vertical: string | null | undefined;
  /** Whose cover it is: neighbours in a list are drawn as different rooms of one house. */
  seed?: string;
}

function numberOf(seed: string): number {
  return [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
}

/** A floor plan seen from above, on squared paper: a listing without photographs looks intended. */
export const PlanCover = memo(function PlanCover({ vertical, seed = "" }: PlanCoverProps) {
  const plan = PLANS[vertical ?? "other"] ?? PLANS.other;
  if (!plan) return null;
  const turn = seed ? numberOf(seed) % 4 : 0;
  const across = turn % 2 === 1;
  const down = turn > 1;
  const flip = `translate(${across ? 440 : 0} ${down ? 280 : 0}) scale(${across ? -1 : 1} ${down ? -1 : 1})`;
  return (
    <div className="plan-paper" style={{ backgroundColor: plan.ground }}>
      <svg className="plan" viewBox="0 0 440 280" aria-hidden="true">
        <g transform={flip}>
          {plan.draw}
          <circle className="dot" cx={plan.dot[0]} cy={plan.dot[1]} r="8" />
        </g>
      </svg>
    </div>
  );
});
