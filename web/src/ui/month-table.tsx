import { type CivilDate, dateParts, firstOfMonth, monthWeeks } from "@/lib/civil";
import { money, thousands } from "@/lib/format/money";
import { longDay, weekdayNames } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import {
  arrivalRefusal,
  type ChosenStay,
  departureRefusal,
  type NightTable,
  type Refusal,
} from "@/lib/stay";
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
    if (refusal?.code !== "over-taken-night") return refusal;
    return arrivalRefusal(nights, date) ? refusal : undefined;
  }
  return arrivalRefusal(nights, date);
}

function classesOf(
  date: CivilDate,
  today: CivilDate,
  chosen: ChosenStay,
  refusal?: Refusal,
): string {
  const { arrival, departure } = chosen;
  const names = ["date"];
  if (date === today) names.push("today");
  if (date === chosen.only) names.push("edge");
  else if (date === arrival) names.push("edge", "arrival", departure ? "joined" : "");
  else if (date === departure) names.push("edge", "departure");
  else if (arrival && departure && date > arrival && date < departure) names.push("within");
  else if (refusal) names.push("refused", refusal.code === "full" ? "full" : "");
  return names.join(" ").trim();
}

interface DateCellProps extends Omit<MonthTableProps, "titleId" | "first"> {
  date: CivilDate;
}

function DateCell({ date, today, nights, chosen, tabStop, onChoose }: DateCellProps) {
  const { t, locale } = useLanguage();
  const refusalText = useRefusalText();
  const refusal = refusalOf(nights, chosen, date);
  const { price = null, currency } = nights.get(date) ?? {};
  const arrival = date === chosen.arrival;
  const departure = date === chosen.departure;
  const priced = price !== null && (!refusal || arrival || departure);
  const said = [longDay(locale, date)];
  if (arrival) said.push(t("stay.arrival"));
  if (departure) said.push(t("stay.departure"));
  if (refusal) said.push(refusalText(refusal));
  else if (price !== null) said.push(money(locale, price, currency ?? "KZT"));
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a cell of role grid may be selected
    <td aria-selected={arrival || departure || date === chosen.only}>
      <button
        type="button"
        className={classesOf(date, today, chosen, refusal)}
        data-date={date}
        tabIndex={date === tabStop ? 0 : -1}
        aria-disabled={refusal ? true : undefined}
        aria-label={said.join(", ")}
        title={refusal ? refusalText(refusal) : undefined}
        onClick={() => onChoose(date)}
      >
        <span>{dateParts(date).day}</span>
        <small aria-hidden="true">{priced ? thousands(price) : "\u00a0"}</small>
      </button>
    </td>
  );
}

export function MonthTable({ titleId, first, ...cell }: MonthTableProps) {
  const { locale } = useLanguage();
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
            {week.map((date) =>
              firstOfMonth(date) === first ? (
                <DateCell key={date} date={date} {...cell} />
              ) : (
                <td key={date} />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
