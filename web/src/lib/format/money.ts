import type { Locale } from "@/lib/locale";

const NBSP = "\u00a0";
const SYMBOLS: Record<string, string> = { KZT: "₸", RUB: "₽", UZS: "soʻm", KGS: "сом" };

/** Groups of three with a no-break space: "1 250 000". */
export function groupedNumber(value: number): string {
  const [whole = "0", fraction] = String(Math.abs(value)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NBSP);
  return `${value < 0 ? "−" : ""}${grouped}${fraction ? `,${fraction}` : ""}`;
}

/**
 * "24 000 ₸" in every language. Other currencies go through Intl, in Kazakh by way of Russian,
 * which has the same pattern and which browsers get right.
 */
export function money(locale: Locale, amount: number, currency: string): string {
  const symbol = SYMBOLS[currency];
  if (symbol !== undefined) {
    const rounded = Number.isInteger(amount) ? groupedNumber(amount) : groupedDecimals(amount);
    return `${rounded}${NBSP}${symbol}`;
  }
  try {
    return new Intl.NumberFormat(locale === "en" ? "en" : "ru", {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
    }).format(amount);
  } catch {
    return `${groupedNumber(amount)}${NBSP}${currency}`;
  }
}

function groupedDecimals(amount: number): string {
  const [whole = "0", fraction = "00"] = Math.abs(amount).toFixed(2).split(".");
  return `${amount < 0 ? "−" : ""}${groupedNumber(Number(whole))},${fraction}`;
}

/** "1,4" in Kazakh and Russian, "1.4" in English: distances, not money. */
export function decimal(locale: Locale, value: number): string {
  const text = groupedNumber(Math.round(value * 10) / 10);
  return locale === "en" ? text.replace(",", ".") : text;
}

/** For narrow cells: "12", "9,5" thousand; the heading names the unit. */
export function thousands(amount: number): string {
  return groupedNumber(Math.round(amount / 100) / 10);
}

/** "4,9" in Kazakh and Russian, "4.9" in English. */
export function rating(locale: Locale, value: number): string {
  const text = value.toFixed(1);
  return locale === "en" ? text : text.replace(".", ",");
}
