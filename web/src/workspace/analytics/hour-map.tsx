import { weekdayNames } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";

/** Weekdays by hours with the number in every cell, so colour is never alone. */
export function HourMap({ counts }: { counts: ReadonlyMap<string, number> }) {
  const { t, locale } = useLanguage();
  const names = weekdayNames(locale);
  const hours = [...counts.keys()].map((key) => Number(key.split("-")[1]));
  const first = Math.min(...hours);
  const shown = Array.from({ length: Math.max(...hours) - first + 1 }, (_, n) => first + n);
  const most = Math.max(...counts.values());
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys scroll it
    <section className="stats-map" tabIndex={0} aria-label={t("stats.byHour")}>
      <table>
        <thead>
          <tr>
            <td />
            {names.short.map((name, day) => (
              <th key={name} scope="col" abbr={names.long[day]}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((hour) => (
            <tr key={hour}>
              <th scope="row">{`${String(hour).padStart(2, "0")}:00`}</th>
              {names.short.map((name, day) => {
                const n = counts.get(`${day}-${hour}`) ?? 0;
                return (
                  <td
                    key={name}
                    style={{ "--share": `${n === 0 ? 0 : Math.round(12 + (n / most) * 40)}%` }}
                  >
                    {n || ""}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
