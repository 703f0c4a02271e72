import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, GripVertical, Trash2 } from "lucide-react";
import { type DragEvent, useState } from "react";
import { changeRule, deleteRule, type Rule } from "@/api/price-calls";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { IconButton } from "@/ui/button";
import { Notice } from "@/ui/states";
import { type PlanName, sentence } from "./sentence";

interface RulesCardProps {
  vendorId: string;
  rules: readonly Rule[];
  conflicts: readonly (readonly string[])[];
  currency: string;
  nameOf: (offerId: string) => string;
  planName: PlanName;
}

/** Rules from top to bottom; one moves by dragging or by its buttons. */
export function RulesCard(props: RulesCardProps) {
  const { vendorId, rules, conflicts, currency, nameOf, planName } = props;
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const [dragged, setDragged] = useState<number>();
  const again = () => queries.invalidateQueries({ queryKey: ["prices", vendorId] });
  const change = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: again,
  });
  const move = (from: number, to: number) => {
    const order = [...rules];
    const [rule] = order.splice(from, 1);
    if (!rule || to < 0 || to > order.length) return;
    order.splice(to, 0, rule);
    change.mutate(async () => {
      for (const [position, one] of order.entries()) {
        if (one.position !== position) await changeRule(vendorId, one, { position });
      }
    });
  };
  const onDrop = (event: DragEvent, to: number) => {
    event.preventDefault();
    if (dragged !== undefined && dragged !== to) move(dragged, to);
    setDragged(undefined);
  };
  const covered = new Set(conflicts.map(([, second]) => second));
  return (
    <section className="card prices-card" aria-busy={change.isPending || undefined}>
      <h2>{t("prices.rules")}</h2>
      <p className="small second">
        {t(rules.length > 0 ? "prices.rulesText" : "prices.rulesNone")}
      </p>
      <ol className="prices-rules">
        {rules.map((rule, index) => {
          const text = sentence(t, locale, rule, currency, planName);
          return (
            <li
              key={rule.id}
              draggable
              className={dragged === index ? "dragged" : ""}
              onDragStart={() => setDragged(index)}
              onDragEnd={() => setDragged(undefined)}
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => onDrop(event, index)}
            >
              <GripVertical size={18} aria-hidden="true" className="muted" />
              <input
                type="checkbox"
                checked={rule.active}
                aria-label={t("prices.ruleOn", { rule: text })}
                onChange={({ target }) =>
                  change.mutate(() => changeRule(vendorId, rule, { active: target.checked }))
                }
              />
              <span className="prices-sentence">
                <b>{text}</b>
                <small className="second">
                  {[
                    rule.name,
                    rule.offerId ? t("prices.only", { offer: nameOf(rule.offerId) }) : "",
                  ]
                    .filter(Boolean)
                    .join(", ")}
                </small>
                {covered.has(rule.id) ? (
                  <small className="prices-covered">{t("prices.ruleHidden")}</small>
                ) : null}
              </span>
              <span className="prices-moves">
                <IconButton
                  label={t("prices.ruleUp", { rule: text })}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                >
                  <ArrowUp size={18} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={t("prices.ruleDown", { rule: text })}
                  disabled={index === rules.length - 1}
                  onClick={() => move(index, index + 1)}
                >
                  <ArrowDown size={18} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={t("prices.ruleRemove", { rule: text })}
                  onClick={() => change.mutate(() => deleteRule(vendorId, rule.id))}
                >
                  <Trash2 size={18} aria-hidden="true" />
                </IconButton>
              </span>
            </li>
          );
        })}
      </ol>
      {change.error ? (
        <div role="alert">
          <Notice tone="bad">{problemText(t, change.error)}</Notice>
        </div>
      ) : null}
    </section>
  );
}
