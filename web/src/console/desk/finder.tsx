import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { type Found, findAnything } from "@/api/console-calls";
import { useLanguage } from "@/lib/i18n";
import { Field } from "@/ui/field";
import { ErrorState, Skeleton, StatusTag } from "@/ui/states";

const PAUSE_MS = 200;

/** What was typed, once the fingers rest. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

function Results({ found }: { found: Found }) {
  const { t } = useLanguage();
  if (found.people.length + found.bookings.length + found.businesses.length === 0) {
    return <p className="second">{t("ops.foundNothing")}</p>;
  }
  return (
    <div className="ops-found">
      {found.bookings.length > 0 ? <h3>{t("ops.bookings")}</h3> : null}
      <ul className="ops-rows">
        {found.bookings.map((one) => (
          <li key={one.id} className="ops-line">
            <Link to="/ops/bookings/$bookingId" params={{ bookingId: one.id }}>
              {one.code} · {one.name} · {one.startLocal.replace("T", " ")}
            </Link>
            <span>{one.customerName}</span>
            <StatusTag status={one.status} />
          </li>
        ))}
      </ul>
      {found.people.length > 0 ? <h3>{t("ops.people")}</h3> : null}
      <ul className="ops-rows">
        {found.people.map((one) => (
          <li key={one.id} className="ops-line">
            <Link to="/ops/people/$userId" params={{ userId: one.id }}>
              {one.name || one.phone || one.email}
            </Link>
            <span className="second">{one.phone ?? one.email}</span>
          </li>
        ))}
      </ul>
      {found.businesses.length > 0 ? <h3>{t("ops.businesses")}</h3> : null}
      <ul className="ops-rows">
        {found.businesses.map((one) => (
          <li key={one.id} className="ops-line">
            <Link to="/ops/businesses/$vendorId" params={{ vendorId: one.id }}>
              {one.name}
            </Link>
            <span className="second">{one.phone}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One field for whoever is on the phone: code, number in any spelling, e-mail or name. "/" jumps to it. */
export function Finder() {
  const { t } = useLanguage();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const query = useRested(text.trim());
  const found = useQuery({
    queryKey: ["ops-find", query],
    queryFn: ({ signal }) => findAnything(query, signal),
    enabled: query.length > 1,
    placeholderData: (before) => before,
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea");
      if (event.key !== "/" || typing) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <section className="ops-card">
      <Field
        ref={field}
        label={t("ops.find")}
        hint={t("ops.findHint")}
        type="search"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {found.error ? <ErrorState error={found.error} onRetry={() => found.refetch()} /> : null}
      {query.length < 2 ? null : found.data ? (
        <Results found={found.data} />
      ) : found.error ? null : (
        <Skeleton height={120} />
      )}
    </section>
  );
}
