import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Plan } from "@/api/membership-calls";
import type { OwnResource, OwnService } from "@/api/owner-calls";
import { simulatePrice } from "@/api/price-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { Button } from "@/ui/button";
import { DateField } from "@/ui/date-field";
import { Notice } from "@/ui/states";
import { MomentField } from "@/ui/time-field";
import { PlanSelect } from "./rule-fields";

/** Every line of a price, and the rules that stayed out of it. */
export function WhyCard({
  vendorId,
  offer,
  plans,
}: {
  vendorId: string;
  offer: OwnResource | OwnService;
  plans: readonly Plan[];
}) {
  const { t, locale } = useLanguage();
  const service = "durationMinutes" in offer;
  const nights = !service && offer.timing === "nights";
  const [start, setStart] = useState("");
  const [end, setEnd] = useState("");
  const [plan, setPlan] = useState("");
  const ask = useMutation({
    mutationFn: () => {
      const id = service ? { serviceId: offer.id } : { resourceId: offer.id };
      const span = nights
        ? { startDate: start, endDate: end }
        : { start: `${start}:00`, ...(service ? {} : { end: `${end}:00` }) };
      const guests = { adults: 1, children: 0, childAges: [] };
      const line = { ...id, ...span, quantity: 1, earlyMinutes: 0, lateMinutes: 0, guests };
      return simulatePrice(vendorId, { lines: [line], ...(plan ? { planId: plan } : {}) });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  const { data, error } = ask;
  return (
    <section className="card prices-card">
      <h2>{t("prices.why")}</h2>
      <form className="prices-fields" onSubmit={onSubmit}>
        {nights ? (
          <>
            <DateField label={t("prices.whyFrom")} value={start} onChange={setStart} />
            <DateField
              label={t("prices.whyTo")}
              value={end}
              least={start || undefined}
              onChange={setEnd}
            />
          </>
        ) : (
          <MomentField
            label={t("prices.whyFrom")}
            timeLabel={t("time.from")}
            value={start}
            onChange={setStart}
          />
        )}
        {service || nights ? null : (
          <MomentField
            label={t("prices.whyTo")}
            timeLabel={t("time.to")}
            value={end}
            onChange={setEnd}
          />
        )}
        {plans.length > 0 ? (
          <PlanSelect label={t("prices.whom")} plans={plans} value={plan} onChange={setPlan} />
        ) : null}
        <Button
          type="submit"
          look="secondary"
          busy={ask.isPending}
          disabled={!start || (!service && !end)}
        >
          {t("prices.whyAsk")}
        </Button>
      </form>
      <div aria-live="polite" className="stack">
        {error ? <Notice tone="bad">{problemText(t, error)}</Notice> : null}
        {data ? (
          <>
            <ul className="stack">
              {data.lines.map((line) => (
                <li key={`${line.line}${line.label}${line.amount}`} className="spread">
                  <span>{line.label}</span>
                  <span className="numeric">{money(locale, line.amount, data.currency)}</span>
                </li>
              ))}
            </ul>
            <b>{t("prices.whyTotal", { amount: money(locale, data.total, data.currency) })}</b>
            {data.skippedRules.length > 0 ? (
              <p className="small second">
                {t("prices.whySkipped", {
                  rules: data.skippedRules.map(({ name }) => name).join("; "),
                })}
              </p>
            ) : null}
          </>
        ) : null}
      </div>
    </section>
  );
}
