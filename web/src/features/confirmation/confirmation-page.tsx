import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import {
  CalendarPlus,
  CircleCheck,
  Clock,
  MapPin,
  Phone,
  ReceiptText,
  Settings2,
  Share2,
} from "lucide-react";
import { calendarLink, readBooking, receiptLink } from "@/api/booking-calls";
import type { Booking } from "@/api/booking-contract";
import { shortDay, timeRange } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { tokenOf } from "@/lib/own-bookings";
import { usePageTitle } from "@/lib/page-title";
import { showToast } from "@/lib/toast";
import { useOnline } from "@/lib/use-online";
import { BookedSummary } from "@/ui/booked-summary";
import { buttonClass } from "@/ui/button";
import { PolicyLine, PriceBreakdown } from "@/ui/price";
import { QrCard } from "@/ui/qr-card";
import { ErrorState, Notice, Skeleton, StatusTag } from "@/ui/states";
import "./confirmation.css";

const WAITING = new Set(["held", "pending_payment", "awaiting_approval"]);
const POLL_MS = 4_000;

function directions({ venue }: Booking): string | undefined {
  if (venue?.lat == null || venue.lon == null) return undefined;
  const point = `${venue.lat},${venue.lon}`;
  return `geo:${point}?q=${point}`;
}

/** The place and the time for those who come along; never the link that manages the booking. */
function useShare(): (booking: Booking) => Promise<void> {
  const { t, locale } = useLanguage();
  return async ({ venue, resourceName, startLocal, endLocal, serviceId, resourceId }) => {
    const when = `${shortDay(locale, startLocal)}, ${timeRange(locale, startLocal, endLocal)}`;
    const text = [resourceName, venue.name, venue.address, when].filter(Boolean).join("\n");
    const url = `${location.origin}/v/place/${serviceId ?? resourceId}`;
    try {
      if (navigator.share) await navigator.share({ text, url });
      else {
        await navigator.clipboard.writeText(`${text}\n${url}`);
        showToast(t("done.shared"));
      }
    } catch {
      // Closed without sharing: nothing happened and nothing has to be said.
    }
  };
}

function Actions({ booking, token }: { booking: Booking; token: string | undefined }) {
  const { t, locale } = useLanguage();
  const share = useShare();
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
      {token ? (
        <a className={look} href={receiptLink(booking.bookingId, token, locale)}>
          <ReceiptText size={18} aria-hidden="true" /> {t("done.receipt")}
        </a>
      ) : null}
      <button type="button" className={look} onClick={() => void share(booking)}>
        <Share2 size={18} aria-hidden="true" /> {t("done.share")}
      </button>
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
  const online = useOnline();
  const { data, error, refetch } = useQuery({
    queryKey: ["booking", bookingId],
    queryFn: () => readBooking(bookingId, token),
    // What was saved on this device is shown without a connection, too.
    networkMode: "always",
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
      {online ? null : <Notice tone="warn">{t("offline.saved")}</Notice>}
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
