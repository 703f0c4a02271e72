import { dateParts } from "@/lib/civil";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";

/** One bar a day; the same numbers as a table for whoever cannot see bars. */
export function DayBars({ days }: { days: readonly { date: string; n: number }[] }) {
  const { t, locale } = useLanguage();
  const most = Math.max(1, ...days.map(({ n }) => n));
  return (
    <>
      <div className="stats-bars" aria-hidden="true">
        {days.map(({ date, n }) => (
          <div key={date} title={`${shortDay(locale, date)}: ${n}`}>
            <i style={{ blockSize: `${(n / most) * 100}%` }} />
            <small>{dateParts(date).day}</small>
          </div>
        ))}
      </div>
      <details className="stats-table">
        <summary>{t("stats.table")}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("stats.day")}</th>
              <th scope="col">{t("stats.bookings")}</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ date, n }) => (
              <tr key={date}>
                <th scope="row">{shortDay(locale, date)}</th>
                <td className="numeric">{n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
