import type { Account } from "@/api/books-calls";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { placesOf } from "./accounts";

/** What the business is to get now, and where everything else is that customers paid. */
export function BalanceCard({ payable, accounts }: { payable: Account; accounts: Account[] }) {
  const { t, locale } = useLanguage();
  const { amount, currency } = payable;
  const places = placesOf(accounts, currency);
  return (
    <section className="card money-card" aria-label={t("books.payable")}>
      <h2>{t("books.payable")}</h2>
      <p className="money-sum numeric">{money(locale, amount, currency)}</p>
      <p className="second small">{t(amount < 0 ? "books.payableBelow" : "books.payableText")}</p>
      {places.length > 0 ? (
        <dl className="money-places">
          {places.map((place) => (
            <div key={place.label}>
              <dt>{t(place.label)}</dt>
              <dd className="numeric">{money(locale, place.amount, currency)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}
