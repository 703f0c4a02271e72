import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { findBooking } from "@/api/booking-calls";
import { type OwnBooking, sameAgain, useOwnBookings } from "@/api/use-own-bookings";
import { money } from "@/lib/format/money";
import { useLanguage } from "@/lib/i18n";
import { keepOwnBooking } from "@/lib/own-bookings";
import { usePageTitle } from "@/lib/page-title";
import { serverNow } from "@/lib/server-clock";
import { BookedSummary } from "@/ui/booked-summary";
import { Button, buttonClass } from "@/ui/button";
import { Field } from "@/ui/field";
import { EmptyState, ErrorState, Skeleton, StatusTag } from "@/ui/states";
import "./bookings.css";

/** In the place's own time; near enough to sort by and to tell past from upcoming. */
function ends(booking: OwnBooking): string {
  return booking.endLocal;
}

function BookingRow({ booking }: { booking: OwnBooking }) {
  const { t, locale } = useLanguage();
  const resource = booking.resourceId ?? booking.serviceId;
  return (
    <li className="card booking-row">
      <div className="stack" style={{ gap: 8 }}>
        <div className="row">
          <StatusTag status={booking.status} />
          <span className="small muted numeric">{booking.confirmationCode}</span>
        </div>
        <BookedSummary booked={booking} />
        <b className="numeric">{money(locale, booking.totalPrice, booking.currency)}</b>
      </div>
      <div className="row">
        <Link
          className={buttonClass({ look: "secondary" })}
          to="/done/$bookingId"
          params={{ bookingId: booking.bookingId }}
        >
          {t("bookings.open")}
        </Link>
        {resource ? (
          <Link
            className={buttonClass({ look: "quiet" })}
            to="/v/$slug/$resourceId"
            params={{ slug: "place", resourceId: resource }}
            search={sameAgain(booking)}
          >
            {t("bookings.again")}
          </Link>
        ) : null}
      </div>
    </li>
  );
}

function FindForm() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const [contact, setContact] = useState("");
  const find = useMutation({
    mutationFn: () => findBooking(code.trim().toUpperCase(), contact.trim()),
    onSuccess: async ({ bookingId, manageToken }) => {
      if (manageToken) keepOwnBooking({ id: bookingId, token: manageToken });
      await navigate({ to: "/m/$bookingId", params: { bookingId } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find.mutate();
  };
  return (
    <form className="card stack find" onSubmit={submit}>
      <h2>{t("find.title")}</h2>
      <Field
        label={t("find.code")}
        required
        autoCapitalize="characters"
        autoComplete="off"
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      <Field
        label={t("find.contact")}
        required
        autoComplete="tel"
        value={contact}
        onChange={({ target }) => setContact(target.value)}
      />
      {find.error ? <ErrorState error={find.error} title={t("find.none")} /> : null}
      <Button type="submit" busy={find.isPending}>
        {t("find.submit")}
      </Button>
    </form>
  );
}

/** Nothing is to come of these, even while their time lasts. */
const OVER = new Set(["cancelled", "declined", "expired", "no_show", "completed"]);

export function BookingsPage() {
  const { t } = useLanguage();
  const { list, loading, account } = useOwnBookings();
  usePageTitle(t("nav.bookings"));
  const now = new Date(serverNow()).toISOString();
  const upcoming = list.filter((one) => ends(one) >= now && !OVER.has(one.status));
  const past = list.filter((one) => !upcoming.includes(one));
  const groups = [
    {
      title: t("bookings.upcoming"),
      list: upcoming.sort((a, b) => ends(a).localeCompare(ends(b))),
    },
    { title: t("bookings.past"), list: past.sort((a, b) => ends(b).localeCompare(ends(a))) },
  ];
  return (
    <div className="page narrow stack" style={{ gap: 22 }}>
      <h1>{t("nav.bookings")}</h1>
      {account.error ? (
        <ErrorState error={account.error} onRetry={() => account.refetch()} />
      ) : null}
      {loading ? <Skeleton height={170} /> : null}
      {!loading && list.length === 0 && !account.error ? (
        <EmptyState title={t("bookings.none")} text={t("bookings.noneText")}>
          <Link to="/s" className={buttonClass()}>
            {t("bookings.search")}
          </Link>
        </EmptyState>
      ) : null}
      {groups
        .filter((group) => group.list.length > 0)
        .map((group) => (
          <section key={group.title} className="stack">
            <h2>{group.title}</h2>
            <ul className="stack">
              {group.list.map((booking) => (
                <BookingRow key={booking.bookingId} booking={booking} />
              ))}
            </ul>
          </section>
        ))}
      <FindForm />
    </div>
  );
}
