import { useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { useBusiness } from "@/workspace/frame/business";
import { PlaceLink } from "@/workspace/frame/place-link";
import { BookingCard } from "./booking-card";

/** A booking by its own address, for links and second screens. */
export function BookingPage() {
  const { t } = useLanguage();
  const { id } = useBusiness();
  const { bookingId = "" } = useParams({ strict: false });
  usePageTitle(t("booking.title"));
  return (
    <div className="desk-page narrow">
      <div className="desk-head">
        <PlaceLink className="button quiet" href={`/b/${id}/bookings`}>
          <ArrowLeft size={18} aria-hidden="true" /> {t("desk.bookings")}
        </PlaceLink>
        <h1 className="hidden">{t("booking.title")}</h1>
      </div>
      <div className="card">
        <BookingCard bookingId={bookingId} />
      </div>
    </div>
  );
}
