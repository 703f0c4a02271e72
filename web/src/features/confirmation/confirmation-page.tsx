import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { CalendarPlus, CircleCheck, Clock, MapPin, Phone, Settings2 } from "lucide-react";
import { calendarLink, readBooking } from "@/api/booking-calls";
import type { Booking } from "@/api/booking-contract";
import { useLanguage } from "@/lib/i18n";
import { tokenOf } from "@/lib/own-bookings";
import { usePageTitle } from "@/lib/page-title";
import { BookedSummary } from "@/ui/booked-summary";
import { buttonClass } from "@/ui/button";
import { PolicyLine, PriceBreakdown } from "@/ui/price";
import { QrCard } from "@/ui/qr-card";
import { ErrorState, Skeleton, StatusTag } from "@/ui/states";
import "./confirmation.css";

const WAITING = new Set(["held", "pending_payment", "awaiting_approval"]);
const POLL_MS = 4_000;

function directions({ venue }: Booking): string | undefined {
  if (venue?.lat == null || venue.lon == null) return undefined;
  const point = `${venue.lat},${venue.lon}`;
  return `geo:${point}?q=${point}`;
}

function Actions({ booking, token }: { booking: Booking; token: string | undefined }) {
  const { t } = useLanguage();
  const geo = directions(booking);
  const look = buttonClass({ look: "secondary" });
  return (
    <nav className="actions no-print" aria-label={t("done.actions")}>
      <a className={look} href={calendarLink(booking.bookingId, token)} download="booking.ics">
        <CalendarPlus size={18} aria-hidden="true" /> {t("done.calendar")}
      </a>
      <Link
        className={look}
        to="/m/$bookingId"
        params={{ bookingId: booking.bookingId }}
        search={token ? { token } : {}}
      >
        <Settings2 size={18} aria-hidden="true" /> {t("done.manage")}
      </Link>
      {geo ? (
        <a className={look} href={geo}>
          <MapPin size={18} aria-hidden="true" /> {t("done.directions")}
        </a>
      ) : null}
      {booking.venue?.phone ? (
        <a className={look} href={`tel:${booking.venue.phone.replaceAll(" ", "")}`}>
          <Phone size={18} aria-hidden="true" /> {t("done.call")}
        </a>
      ) : null}
    </nav>
  );
}

export function ConfirmationPage() {
  const { t } = useLanguage();
  const { bookingId } = useParams({ from: "/storefront/done/$bookingId" });
  const token = tokenOf(bookingId);
  const { data, error, refetch } = useQuery({
    queryKey: ["booking", bookingId],
    queryFn: () => readBooking(bookingId, token),
    refetchInterval: ({ state }) =>
      state.data && !WAITING.has(state.data.status) ? false : POLL_MS,
  });
  const confirmed = data?.status === "confirmed";
  usePageTitle(data ? t(confirmed ? "done.title" : "done.waiting") : undefined);
  if (!data) {
    return (
      <div className="page narrow">
        {error ? <ErrorState error={error} onRetry={() => refetch()} /> : <Skeleton height={480} />}
      </div>
    );
  }
  const waiting = WAITING.has(data.status);
  return (
    <div className="page narrow">
      <div className="done-mark" role="status">
        {confirmed ? <CircleCheck size={36} aria-hidden="true" /> : null}
        {waiting ? <Clock size={34} aria-hidden="true" /> : null}
        <h1>{confirmed ? t("done.title") : waiting ? t("done.waiting") : t("done.booking")}</h1>
      </div>
      <article className="ticket card">
        <div className="ticket-top">
          <div className="stack">
            <div>
              <StatusTag status={data.status} />
            </div>
            <BookedSummary booked={data} heading />
            {data.venue?.address ? <p className="second">{data.venue.address}</p> : null}
            {data.confirmationCode ? (
              <div>
                <p className="small muted">{t("done.code")}</p>
                <p className="ticket-code numeric">{data.confirmationCode}</p>
              </div>
            ) : null}
          </div>
          {data.confirmationCode ? (
            <QrCard
              text={data.confirmationCode}
              label={t("done.qr", { code: data.confirmationCode })}
            />
          ) : null}
        </div>
        <PriceBreakdown
          lines={data.priceBreakdown ?? []}
          total={data.totalPrice}
          currency={data.currency}
        />
        <PolicyLine policy={data.policy} />
        <Actions booking={data} token={token} />
      </article>
    </div>
  );
}
