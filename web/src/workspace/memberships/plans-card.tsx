import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { Plan } from "@/api/membership-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { Button } from "@/ui/button";
import { Tag } from "@/ui/states";
import { useBusiness } from "@/workspace/frame/business";
import { mayOpen } from "@/workspace/frame/sections";
import { periodLabel } from "./words";

interface PlansCardProps {
  plans: readonly Plan[];
  onOpen: (plan?: Plan) => void;
}

/** What is sold; managers change it, and give its members a price among the prices. */
export function PlansCard({ plans, onOpen }: PlansCardProps) {
  const { t, locale } = useLanguage();
  const { id, role } = useBusiness();
  const manager = mayOpen(role, "manager");
  return (
    <section className="card members-plans">
      <h2>{t("members.plans")}</h2>
      {plans.length === 0 ? <p className="second">{t("members.plansNone")}</p> : null}
      <ul>
        {plans.map((plan) => (
          <li key={plan.id}>
            <span>
              <b>{plan.name}</b>{" "}
              {plan.onSale ? null : <Tag tone="plain">{t("members.offSale")}</Tag>}
              <small className="second">
                {money(locale, plan.price, plan.currency)}, {t(periodLabel(plan.period))}
                {plan.monthlyLimit ? `, ${t("members.perMonth", { n: plan.monthlyLimit })}` : ""}
              </small>
            </span>
            {manager ? (
              <Button look="secondary" onClick={() => onOpen(plan)}>
                {t("members.editPlan")}
                <span className="hidden">: {plan.name}</span>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {manager ? (
        <div className="row">
          <Button look="secondary" onClick={() => onOpen()}>
            <Plus size={18} aria-hidden="true" /> {t("members.newPlan")}
          </Button>
          {plans.length > 0 ? (
            <Link to="/b/$vendorId/prices" params={{ vendorId: id }} className="link">
              {t("members.toPrices")}
            </Link>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
