import type { NewRule } from "@/api/price-calls";
import { money } from "@/lib/format/money";
import { weekdayNames } from "@/lib/format/when";
import type { Translate } from "@/lib/i18n";
import type { Locale } from "@/lib/locale";

type Terms = Pick<NewRule, "effect" | "percent" | "amount" | "conditions">;

/** "пт, сб, вс" or, for three and more in a row, "пт–вс". */
function days(locale: Locale, weekdays: readonly number[]): string {
  const names = weekdayNames(locale).short;
  const sorted = [...weekdays].sort((a, b) => a - b);
  const first = sorted[0] ?? 1;
  const inRow = sorted.every((day, index) => day === first + index);
  if (sorted.length > 2 && inRow) return `${names[first - 1]}–${names[(sorted.at(-1) ?? 1) - 1]}`;
  return sorted.map((day) => names[day - 1]).join(", ");
}

export function effectText(locale: Locale, rule: Terms, currency: string): string {
  if (rule.effect === "percent") {
    const percent = Number(rule.percent ?? 0);
    return `${percent < 0 ? "−" : "+"}${Math.abs(percent)} %`;
  }
  const amount = Number(rule.amount ?? 0);
  if (rule.effect === "price") return money(locale, amount, currency);
  return `${amount < 0 ? "" : "+"}${money(locale, amount, currency)}`;
}

export type PlanName = (planId: string) => string;

/** A rule as one says it: "члены «Клуб» пт–вс с 18:00: −20 %". */
export function sentence(
  t: Translate,
  locale: Locale,
  rule: Terms,
  currency: string,
  planName: PlanName,
): string {
  const {
    weekdays = [],
    timeFrom,
    timeUntil,
    holidays,
    minNights,
    plans = [],
  } = rule.conditions ?? {};
  const parts = [
    plans.length > 0 ? t("prices.members", { plans: plans.map(planName).join(", ") }) : "",
    weekdays.length > 0 && weekdays.length < 7 ? days(locale, weekdays) : "",
    holidays ? t("prices.holidays") : "",
    timeFrom ? t("prices.from", { time: timeFrom.slice(0, 5) }) : "",
    timeUntil ? t("prices.until", { time: timeUntil.slice(0, 5) }) : "",
    minNights ? t("prices.nightsFrom", { n: minNights }) : "",
  ].filter(Boolean);
  const when = parts.length > 0 ? parts.join(" ") : t("prices.always");
  return `${when}: ${effectText(locale, rule, currency)}`;
}
