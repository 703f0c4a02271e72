import { dateParts } from "@/lib/civil";
import { money, thousands } from "@/lib/format/money";
import { weekdayShort } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import "./price-map.css";

export interface PriceCell {
  date: string;
  hour: number | null;
  price: number;
  base: number;
}

/** Prices by day and hour: the dearer the darker, with the sum in every cell, so colour is never alone. */
export function PriceMap({ cells, currency }: { cells: readonly PriceCell[]; currency: string }) {
  const { t, locale } = useLanguage();
  const prices = cells.map(({ price }) => price);
  const least = Math.min(...prices);
  const most = Math.max(...prices);
  const share = (price: number) => (most === least ? 0.25 : (price - least) / (most - least));
  const dates = [...new Set(cells.map(({ date }) => date))];
  const hours = [...new Set(cells.map(({ hour }) => hour))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const byKey = new Map(cells.map((cell) => [`${cell.date}${cell.hour}`, cell]));
  return (
    <div className="price-map">
      <p className="small second">
        {t("prices.mapRange", {
          least: money(locale, least, currency),
          most: money(locale, most, currency),
        })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys scroll it */}
      <section className="price-map-scroll" tabIndex={0} aria-label={t("prices.map")}>
        <table>
          <thead>
            <tr>
              <td />
              {dates.map((date) => (
                <th key={date} scope="col">
                  {weekdayShort(locale, date)} <span className="muted">{dateParts(date).day}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hours.map((hour) => (
              <tr key={hour ?? "night"}>
                <th scope="row">{hour === null ? "" : `${String(hour).padStart(2, "0")}:00`}</th>
                {dates.map((date) => {
                  const cell = byKey.get(`${date}${hour}`);
                  if (!cell) return <td key={date} />;
                  const dark = share(cell.price);
                  return (
                    <td
                      key={date}
                      className={cell.price === cell.base ? "" : "changed"}
                      style={{ "--share": `${Math.round(12 + dark * 60)}%` }}
                      data-price={cell.price}
                      data-base={cell.base}
                    >
                      <span className={dark > 0.55 ? "on-dark" : ""}>
                        {cell.price < 1000 ? cell.price : thousands(cell.price)}
                      </span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
