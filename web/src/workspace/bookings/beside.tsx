import { useEffect, useRef, useSyncExternalStore } from "react";
import { useLanguage } from "@/lib/i18n";
import { currentLayers, openBooking, watchLayers } from "@/workspace/frame/layers";
import { BookingCard } from "./booking-card";
import { NewBooking } from "./new-booking";

/** The booking one looks at, beside whatever screen it was opened from; focus goes in and comes back. */
export function Beside() {
  const { t } = useLanguage();
  const { booking, fresh } = useSyncExternalStore(watchLayers, currentLayers);
  const panel = useRef<HTMLElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (!booking) return;
    opener.current = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key === "Escape" &&
        !event.defaultPrevented &&
        !document.querySelector("dialog[open]")
      ) {
        openBooking(null);
      }
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
      if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true });
    };
  }, [booking]);
  useEffect(() => () => openBooking(null), []);
  return (
    <>
      {booking ? (
        <aside className="beside" ref={panel} tabIndex={-1} aria-label={t("booking.title")}>
          <BookingCard bookingId={booking} onClose={() => openBooking(null)} key={booking} />
        </aside>
      ) : null}
      {fresh ? <NewBooking start={fresh} /> : null}
    </>
  );
}
