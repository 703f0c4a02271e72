import { useEffect, useRef } from "react";
import type { BookingRow } from "@/api/desk-calls";
import { datePart } from "@/lib/civil";
import { money } from "@/lib/format/money";
import { phoneText } from "@/lib/format/phone";
import { dayRange, shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { StatusTag } from "@/ui/states";
import { openBooking } from "@/workspace/frame/layers";

interface Props {
  rows: readonly BookingRow[];
  at: number;
  marked: ReadonlySet<string>;
  onMarked: (marked: ReadonlySet<string>) => void;
}

function whenOf(locale: "kk" | "ru" | "en", row: BookingRow): string {
  if (row.startDate.length === 10) return dayRange(locale, row.startDate, row.endDate);
  const { startLocal, endLocal } = row;
  return `${shortDay(locale, datePart(startLocal))}, ${timeRange(locale, startLocal, endLocal)}`;
}

export function BookingRows({ rows, at, marked, onMarked }: Props) {
  const { t, locale } = useLanguage();
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (at >= 0) body.current?.rows[at]?.querySelector<HTMLElement>(".row-open")?.focus();
  }, [at]);
  const mark = (bookingId: string) => {
    const next = new Set(marked);
    if (!next.delete(bookingId)) next.add(bookingId);
    onMarked(next);
  };
  return (
    <div className="card table-box">
      <table className="table">
        <caption className="hidden">{t("desk.bookings")}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden">{t("keys.mark")}</span>
            </th>
            <th scope="col">{t("booking.when")}</th>
            <th scope="col">{t("new.client")}</th>
            <th scope="col">{t("booking.what")}</th>
            <th scope="col">{t("table.status")}</th>
            <th scope="col" className="end">
              {t("booking.total")}
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, place) => (
            <tr
              key={row.bookingId}
              className={`${place === at ? "here" : ""}${marked.has(row.bookingId) ? " marked" : ""}`}
            >
              <td>
                <input
                  type="checkbox"
                  aria-label={t("table.markOne", { code: row.confirmationCode })}
                  checked={marked.has(row.bookingId)}
                  onChange={() => mark(row.bookingId)}
                />
              </td>
              <td className="numeric">{whenOf(locale, row)}</td>
              <td>
                <button
                  type="button"
                  className="row-open"
                  aria-haspopup="dialog"
                  onClick={() => openBooking(row.bookingId)}
                >
                  <b>{row.customerName || t("desk.walkIn")}</b>
                  <small className="second numeric">
                    {row.customerPhone ? phoneText(row.customerPhone) : row.confirmationCode}
                  </small>
                </button>
              </td>
              <td>{row.resourceName}</td>
              <td>
                <StatusTag status={row.status} />
              </td>
              <td className="end numeric">{money(locale, row.totalPrice, row.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
