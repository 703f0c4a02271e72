import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { readOffer, readSlots, type SlotsWanted } from "@/api/calls";
import type { Offer, Slot } from "@/api/contract";
import { type OwnBooking, quantityOf, sameAgain, useOwnBookings } from "@/api/use-own-bookings";
import { usePlaceHold } from "@/api/use-place-hold";
import { timePart } from "@/lib/civil";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { planOf } from "@/lib/plan-of";
import { isTaken } from "@/lib/problem";
import { showToast } from "@/lib/toast";
import { buttonClass } from "@/ui/button";
import { PlanCover } from "@/ui/plan-cover";
import "@/ui/slot-grid.css";

const SHOWN = 3;
const ASKED = 6;
const DAYS = 8;

function offerOf(booking: OwnBooking): string | undefined {
  return booking.serviceId ?? booking.resourceId ?? undefined;
}

/** The usual hour on the coming days first, else whatever is free next. */
function usual(slots: readonly Slot[], hour: string): Slot[] {
  const free = slots.filter(({ available }) => available);
  const same = free.filter(({ startLocal }) => timePart(startLocal) === hour);
  return [...same, ...free.filter((slot) => !same.includes(slot))]
    .slice(0, SHOWN)
    .sort((a, b) => a.start.localeCompare(b.start));
}

interface AgainProps {
  booking: OwnBooking;
  offer: Offer;
  today: string;
}

function Times({ booking, offer, today }: AgainProps) {
  const { t, locale } = useLanguage();
  const hold = usePlaceHold();
  const { serviceId, resourceId } = booking;
  const quantity = quantityOf(booking);
  const wanted: SlotsWanted = {
    resourceId: resourceId ?? "",
    serviceId: serviceId ?? undefined,
    from: today,
    days: DAYS,
    duration: sameAgain(booking).duration,
    quantity,
  };
  const { data, refetch } = useQuery({
    queryKey: ["slots", "again", wanted],
    queryFn: () => readSlots(wanted),
    staleTime: 30_000,
  });
  const slots = usual(data?.days.flatMap((day) => day.slots) ?? [], timePart(booking.startLocal));
  const take = (slot: Slot) => {
    if (hold.isPending) return;
    const what = serviceId ? { serviceId } : { resourceId: resourceId ?? null };
    hold.mutate(
      {
        lines: [{ ...what, start: slot.start, end: slot.end, quantity }],
        from: "/",
        plan: planOf(offer.vertical, offer.name, offer.attributes),
      },
      {
        onError: (error) => {
          const time = timePart(slot.startLocal);
          showToast(isTaken(error) ? t("conflict.taken", { time }) : t("error.connection"));
          void refetch();
        },
      },
    );
  };
  return slots.map((slot) => (
    <button
      key={slot.start}
      type="button"
      className="slot"
      aria-label={t("listing.take", {
        time: `${shortDay(locale, slot.startLocal)} ${timePart(slot.startLocal)}`,
        name: offer.name,
      })}
      onClick={() => take(slot)}
    >
      <span className="numeric">{timePart(slot.startLocal)}</span>
      <small>{shortDay(locale, slot.startLocal)}</small>
    </button>
  ));
}

function AgainCard({ booking, today }: { booking: OwnBooking; today: string }) {
  const { t, locale } = useLanguage();
  const id = offerOf(booking) ?? "";
  // What is not offered any more cannot be booked again: its card does not appear.
  const { data: offer } = useQuery({
    queryKey: ["resource", id, locale],
    queryFn: () => readOffer(id),
    staleTime: 60_000,
    retry: false,
  });
  if (!offer) return null;
  // A stay has a longer choice to make: it opens its page.
  const visit = offer.timing === "slots";
  return (
    <article className="again card">
      <div className="again-cover">
        <PlanCover vertical={planOf(offer.vertical, offer.name, offer.attributes)} seed={id} />
      </div>
      <div className="again-what">
        <h3>{offer.name}</h3>
        <p className="small second">{offer.venue.name}</p>
      </div>
      <div className="again-times">
        {visit ? <Times booking={booking} offer={offer} today={today} /> : null}
        <Link
          className={buttonClass({ look: visit ? "quiet" : "secondary" })}
          to="/v/$slug/$resourceId"
          params={{ slug: "place", resourceId: id }}
          search={sameAgain(booking)}
        >
          {t(visit ? "again.other" : "bookings.again")}
        </Link>
      </div>
    </article>
  );
}

/** Places of earlier bookings with their next times: one tap takes the place, the next one books. */
export function BookAgain({ today }: { today: string }) {
  const { t } = useLanguage();
  const { list, any } = useOwnBookings(ASKED);
  if (!any) return null;
  const places = new Map<string, OwnBooking>();
  for (const booking of list) {
    const offer = offerOf(booking);
    if (offer && !places.has(offer)) places.set(offer, booking);
  }
  if (places.size === 0) return null;
  return (
    <section className="home-section">
      <h2>{t("bookings.again")}</h2>
      <div className="again-row">
        {[...places.values()].slice(0, SHOWN).map((booking) => (
          <AgainCard key={booking.bookingId} booking={booking} today={today} />
        ))}
      </div>
    </section>
  );
}
