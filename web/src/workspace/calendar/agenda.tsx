import type { DeskCalendar, DeskVisit } from "@/api/desk-calls";
import { type CivilDate, datePart } from "@/lib/civil";
import { phoneText } from "@/lib/format/phone";
import { dayRange, longDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { EmptyState, StatusTag } from "@/ui/states";
import { openBooking } from "@/workspace/frame/layers";
import "./agenda.css";

interface Line {
  visit: DeskVisit;
  day: CivilDate;
  order: string;
  when: string;
  title: string;
  where: string;
}

/** The days as a list: what a screen reader, a phone and a printer want. */
export function Agenda({
  calendar,
  from,
  to,
}: {
  calendar: DeskCalendar;
  from: CivilDate;
  to: CivilDate;
}) {
  const { t, locale } = useLanguage();
  const names = new Map(calendar.columns.map(({ resourceId, name }) => [resourceId, name]));
  const lines = calendar.visits.flatMap<Line>((visit) => {
    const [part] = visit.parts;
    if (!part) return [];
    const { startDate, endDate, startLocal, endLocal } = part;
    const day = datePart(startLocal);
    if (day < from || day >= to) return [];
    const when =
      startDate && endDate
        ? dayRange(locale, startDate, endDate)
        : timeRange(locale, startLocal, endLocal);
    const where = visit.parts.map(({ resourceId }) => names.get(resourceId) ?? "").join(", ");
    return [{ visit, day, order: startLocal, when, title: part.title, where }];
  });
  const days = [...new Set(lines.map(({ day }) => day))].sort();
  if (days.length === 0) {
    return (
      <div className="desk-page">
        <EmptyState title={t("calendar.empty")} text={t("calendar.emptyHint")} />
      </div>
    );
  }
  return (
    <div className="desk-page agenda">
      {days.map((day) => (
        <section key={day} aria-labelledby={`agenda-${day}`}>
          <h2 id={`agenda-${day}`}>{longDay(locale, day)}</h2>
          <ul className="card">
            {lines
              .filter((line) => line.day === day)
              .sort((a, b) => a.order.localeCompare(b.order))
              .map(({ visit, when, title, where }) => (
                <li key={visit.bookingId}>
                  <button type="button" onClick={() => openBooking(visit.bookingId)}>
                    <span className="numeric">{when}</span>
                    <span>
                      <b>{visit.name || t("desk.walkIn")}</b>
                      <small className="second">
                        {[
                          title === where ? "" : title,
                          where,
                          visit.phone && phoneText(visit.phone),
                        ]
                          .filter(Boolean)
                          .join(" · ")}
                      </small>
                    </span>
                    <StatusTag status={visit.status} />
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
