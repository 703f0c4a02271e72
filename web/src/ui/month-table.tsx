import { type CivilDate, dateParts, firstOfMonth, monthWeeks } from "@/lib/civil";
import { money, thousands } from "@/lib/format/money";
import { longDay, weekdayNames } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { arrivalRefusal, departureRefusal, type NightTable, type Refusal } from "@/lib/stay";
import type { ChosenStay } from "./month-grid";
import { useRefusalText } from "./refusal-text";

interface MonthTableProps {
  titleId: string;
  first: CivilDate;
  today: CivilDate;
  nights: NightTable;
  chosen: ChosenStay;
  tabStop: CivilDate;
  onChoose: (date: CivilDate) => void;
}

function refusalOf(nights: NightTable, chosen: ChosenStay, date: CivilDate): Refusal | undefined {
  const { arrival, departure } = chosen;
  if (arrival && !departure && date > arrival) {
    const refusal = departureRefusal(nights, arrival, date);
    if (!refusal || refusal.code !== "over-taken-night") return refusal;
    return arrivalRefusal(nights, date) ? refusal : undefined;
  }
  return arrivalRefusal(nights, date);
}

function classesOf(date: CivilDate, today: CivilDate, chosen: ChosenStay, refusal?: Refusal): string {
  const { arrival, departure } = chosen;
  const names = ["date"];
  if (date === today) names.push("today");
  if (date === arrival) names.push("edge", "arrival", departure ? "joined" : "");
  else if (date === departure) names.push("edge", "departure");
  else if (arrival && departure && date > arrival && date < departure) names.push("within");
  else if (refusal) names.push("refused", refusal.code === "full" ? "full" : "");
  return names.join(" ").trim();
}

export function MonthTable({ titleId, first, today, nights, chosen, tabStop, onChoose }: MonthTableProps) {
  const { t, locale } = useLanguage();
  const refusalText = useRefusalText();
  const names = weekdayNames(locale);
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a date grid per APG
    <table className="month" role="grid" aria-labelledby={titleId}>
      <thead>
        <tr>
          {names.short.map((name, index) => (
            <th key={name} scope="col" abbr={names.long[index]}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {monthWeeks(first).map((week) => (
          <tr key={week[0]}>
            {week.map((date) => {
              if (firstOfMonth(date) !== first) return <td key={date} />;
              const refusal = refusalOf(nights, chosen, date);
              const price = nights.get(date)?.price;
              const spoken = refusal
                ? refusalText(refusal)
                : price != null
                  ? money(locale, price, nights.get(date)?.currency ?? "KZT")
                  : "";
              const picked = date === chosen.arrival || date === chosen.departure;
              return (
                <td key={date} aria-selected={picked}>
                  <button
                    type="button"
                    className={classesOf(date, today, chosen, refusal)}
                    data-date={date}
                    tabIndex={date === tabStop ? 0 : -1}
                    aria-disabled={refusal ? true : undefined}
                    aria-label={[
                      longDay(locale, date),
                      date === chosen.arrival ? t("stay.arrival") : "",
                      date === chosen.departure ? t("stay.departure") : "",
                      spoken,
                    ]
                      .filter(Boolean)
                      .join(", ")}
                    title={refusal ? spoken : undefined}
                    onClick={() => onChoose(date)}
                  >
                    {dateParts(date).day}
                    <small aria-hidden="true">
                      {price != null && (!refusal || picked) ? thousands(price) : "\u00a0"}
                    </small>
                  </button>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
