import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type PassPlan, readPlans } from "@/api/pass-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { ErrorState, Skeleton, Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { mayOpen } from "@/workspace/frame/sections";
import { nameIn } from "./pass-words";

interface PlansProps {
  onAdd: () => void;
  onEdit: (plan: PassPlan) => void;
}

/** What the business sells as passes; managers change it. */
export function PlansCard({ onAdd, onEdit }: PlansProps) {
  const { t } = useLanguage();
  const { id, role } = useBusiness();
  const found = useQuery({
    queryKey: ["passes", id, "plans"],
    queryFn: ({ signal }) => readPlans(id, signal),
  });
  const manager = mayOpen(role, "manager");
  const plans = found.data?.data ?? [];
  return (
    <section className="card block stack pass-plans">
      <div className="desk-head">
        <h2>{t("passes.plans")}</h2>
        {manager ? (
          <Button look="secondary" onClick={onAdd}>
            <Plus size={18} aria-hidden="true" /> {t("passes.addPlan")}
          </Button>
        ) : null}
      </div>
      {found.isError ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton height={60} /> : null}
      {found.data && plans.length === 0 ? (
        <p className="second">{t("passes.noPlans")}</p>
      ) : (
        <ul>
          {plans.map((plan) => (
            <li key={plan.id}>
              <PlanRow plan={plan} onEdit={manager ? () => onEdit(plan) : undefined} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function PlanRow({ plan, onEdit }: { plan: PassPlan; onEdit: (() => void) | undefined }) {
  const { t, locale } = useLanguage();
  const content = (
    <>
      <span>
        <b>{nameIn(plan.name, locale)}</b>
        <small className="second">
          {t("passes.terms", { visits: plan.visits, days: plan.days })}
          {plan.freezeDays ? ` · ${t("passes.freezeUpTo", { n: plan.freezeDays })}` : ""}
        </small>
      </span>
      {plan.onSale ? null : <Tag tone="plain">{t("passes.notOnSale")}</Tag>}
      <b className="numeric">{money(locale, plan.price, plan.currency)}</b>
    </>
  );
  if (!onEdit) return <div className="pass-plan">{content}</div>;
  return (
    <button type="button" className="pass-plan" aria-haspopup="dialog" onClick={onEdit}>
      {content}
    </button>
  );
}
