import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type Person, readBookingsOf, readMe, readPerson } from "@/api/console-calls";
import { money } from "@/lib/format/money";
import { stamp } from "@/lib/format/stamp";
import { type MessageId, useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { ErrorState, Skeleton, StatusTag, Tag } from "@/ui/states";
import { Access } from "./access";
import { ActFor } from "./act-for";
import { Acted } from "./acted";

const STATE: Record<Person["status"], readonly ["ok" | "bad" | "plain", MessageId]> = {
  active: ["ok", "ops.accountActive"],
  suspended: ["bad", "ops.accountSuspended"],
  deleted: ["plain", "ops.accountClosed"],
};

function BookingsOf({ userId }: { userId: string }) {
  const { t, locale } = useLanguage();
  const found = useQuery({
    queryKey: ["ops-bookings-of", userId],
    queryFn: () => readBookingsOf(userId),
  });
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={120} />;
  if (found.data.data.length === 0) return <p className="second">{t("ops.noBookings")}</p>;
  return (
    <ul className="ops-rows">
      {found.data.data.map((one) => (
        <li key={one.bookingId} className="ops-line">
          <Link to="/ops/bookings/$bookingId" params={{ bookingId: one.bookingId }}>
            {one.confirmationCode} · {one.resourceName} · {one.startLocal.replace("T", " ")}
          </Link>
          <span>{money(locale, one.totalPrice, one.currency)}</span>
          <StatusTag status={one.status} />
        </li>
      ))}
    </ul>
  );
}

/** One person: contacts, bookings, and whether the account is open. */
export function PersonPage() {
  const { t } = useLanguage();
  const { userId } = useParams({ from: "/ops/people/$userId" });
  const me = useQuery({ queryKey: ["me"], queryFn: readMe, staleTime: 60_000 });
  const found = useQuery({ queryKey: ["ops-person", userId], queryFn: () => readPerson(userId) });
  usePageTitle(found.data?.name ?? t("ops.people"));
  if (found.error) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={320} />;
  const person = found.data;
  const [tone, label] = STATE[person.status];
  return (
    <>
      <div className="ops-head">
        <h1>{person.name || person.phone || person.email}</h1>
        <Tag tone={tone}>{t(label)}</Tag>
        {person.role === "customer" && person.status === "active" ? (
          <ActFor person={person} />
        ) : null}
      </div>
      <div className="ops-columns">
        <section className="ops-card">
          <h2>{t("ops.bookings")}</h2>
          <BookingsOf userId={userId} />
        </section>
        <section className="ops-card">
          <h2>{t("ops.facts")}</h2>
          <dl className="ops-facts">
            <dt>{t("ops.phone")}</dt>
            <dd>
              {person.phone ? <a href={`tel:${person.phone}`}>{person.phone}</a> : t("ops.notTold")}
            </dd>
            <dt>{t("ops.email")}</dt>
            <dd>{person.email ?? t("ops.notTold")}</dd>
            <dt>{t("ops.since")}</dt>
            <dd>{stamp(person.createdAt)}</dd>
          </dl>
          {me.data?.role === "admin" && person.status !== "deleted" && me.data.id !== person.id ? (
            <>
              <h2 style={{ marginBlockStart: 20 }}>{t("ops.account")}</h2>
              <Access person={person} />
            </>
          ) : null}
          <h2 style={{ marginBlockStart: 20 }}>{t("ops.acted")}</h2>
          <Acted userId={userId} />
        </section>
      </div>
    </>
  );
}
