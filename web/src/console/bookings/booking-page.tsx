import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { readBooking } from "@/api/booking-calls";
import type { Booking } from "@/api/booking-contract";
import { stamp } from "@/lib/format/stamp";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { BookedSummary } from "@/ui/booked-summary";
import { PolicyLine, PriceBreakdown } from "@/ui/price";
import { ErrorState, Skeleton, StatusTag } from "@/ui/states";
import { CancelForCustomer } from "./cancel";

function Customer({ booking }: { booking: Booking }) {
  const { t } = useLanguage();
  const person = booking.userDetails;
  if (!person) return <p className="second">{t("ops.noCustomer")}</p>;
  return (
    <dl className="ops-facts">
      <dt>{t("ops.customer")}</dt>
      <dd>{[person.firstName, person.lastName].filter(Boolean).join(" ")}</dd>
      <dt>{t("ops.phone")}</dt>
      <dd>
        {person.phone ? <a href={`tel:${person.phone}`}>{person.phone}</a> : t("ops.notTold")}
      </dd>
      <dt>{t("ops.email")}</dt>
      <dd>{person.email || t("ops.notTold")}</dd>
    </dl>
  );
}

/** Everything that happened to a booking, with who did it; and what can be done for the customer now. */
export function BookingPage() {
  const { t } = useLanguage();
  const { bookingId } = useParams({ from: "/ops/bookings/$bookingId" });
  const found = useQuery({
    queryKey: ["ops-booking", bookingId],
    queryFn: () => readBooking(bookingId, undefined),
    refetchInterval: 15_000,
  });
  const booking = found.data;
  usePageTitle(booking?.confirmationCode ?? t("ops.bookings"));
  if (found.error && !booking) {
    return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  }
  if (!booking) return <Skeleton height={320} />;
  return (
    <>
      <div className="ops-head">
        <h1>{booking.confirmationCode}</h1>
        <StatusTag status={booking.status} />
        {booking.allowedActions.includes("cancel") ? <CancelForCustomer booking={booking} /> : null}
      </div>
      <div className="ops-columns">
        <section className="ops-card">
          <BookedSummary booked={booking} heading />
          <h2 style={{ marginBlockStart: 20 }}>{t("ops.customer")}</h2>
          <Customer booking={booking} />
          <h2 style={{ marginBlockStart: 20 }}>{t("ops.money")}</h2>
          <PriceBreakdown
            lines={booking.priceBreakdown}
            total={booking.totalPrice}
            currency={booking.currency}
            dueNow={booking.dueNow}
            dueOnSite={booking.dueOnSite}
          />
          <PolicyLine policy={booking.policy} />
        </section>
        <section className="ops-card">
          <h2>{t("ops.history")}</h2>
          <ol className="ops-rows">
            {booking.timeline.map((entry) => (
              <li key={`${entry.at} ${entry.what}`}>
                <div className="ops-line">
                  <span>
                    {stamp(entry.at)} · {entry.what} · {entry.by}
                  </span>
                  <StatusTag status={entry.status} />
                </div>
                {entry.reason ? <p className="second">{entry.reason}</p> : null}
              </li>
            ))}
          </ol>
        </section>
      </div>
    </>
  );
}
