import { Link } from "@tanstack/react-router";
import { Star } from "lucide-react";
import { memo } from "react";
import type { Listing, NextSlot } from "@/api/contract";
import { timePart } from "@/lib/civil";
import { decimal, groupedNumber, money, rating } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { planOf } from "@/lib/plan-of";
import { PlanCover } from "./plan-cover";
import { usePriceUnit } from "./price-unit";
import { NightRibbon, Ribbon } from "./ribbon";
import "./listing-card.css";
import "./slot-grid.css";

interface ListingCardProps {
  listing: Listing;
  wide?: boolean;
  hot?: boolean;
  /** The first card's picture is what the page is measured by. */
  eager?: boolean;
  today: string;
  search?: { date?: string; checkIn?: string; checkOut?: string; guests?: number };
  onTake?: ((listing: Listing, slot: NextSlot) => void) | undefined;
}

function Cover({ listing, eager }: { listing: Listing; eager: boolean }) {
  const [picture] = listing.images;
  if (!picture)
    return <PlanCover vertical={planOf(listing.vertical, listing.name)} seed={listing.id} />;
  return (
    <img
      src={picture}
      alt=""
      width={440}
      height={280}
      loading={eager ? "eager" : "lazy"}
      fetchPriority={eager ? "high" : "auto"}
      decoding="async"
    />
  );
}

export function Rating({ value, count }: { value: number; count?: number | null | undefined }) {
  const { t, locale } = useLanguage();
  return (
    <span className="rating">
      <Star size={15} aria-hidden="true" />
      <span className="hidden">{t("rating.label")}</span>
      {rating(locale, value)}
      {count ? <span className="muted">({groupedNumber(count)})</span> : null}
    </span>
  );
}

function Facts({ listing }: { listing: Listing }) {
  const { t, locale } = useLanguage();
  const { name, venueName, location, distanceKm, placesLeft } = listing;
  const facts = [venueName, location].filter((fact) => fact && fact !== name);
  if (distanceKm != null) {
    facts.push(t("listing.distance", { km: decimal(locale, distanceKm) }));
  }
  if (placesLeft != null) facts.push(t("slot.left", { n: placesLeft }));
  return <p className="listing-facts">{facts.join(", ")}</p>;
}

function Price({ listing }: { listing: Listing }) {
  const { t, locale } = useLanguage();
  const unit = usePriceUnit();
  const { price, currency, priceUnit } = listing;
  return (
    <div className="listing-price numeric">
      {price != null && currency ? (
        <>
          {price > 0 && listing.timing === "slots" ? <small>{t("price.from")}</small> : null}
          <b>{price === 0 ? t("price.free") : money(locale, price, currency)}</b>
          {price === 0 ? null : <small>{unit(priceUnit)}</small>}
        </>
      ) : null}
    </div>
  );
}

interface SlotsProps {
  listing: Listing;
  onTake: (listing: Listing, slot: NextSlot) => void;
}

function NextSlots({ listing, onTake }: SlotsProps) {
  const { t, locale } = useLanguage();
  // What nobody has priced cannot be taken from a card.
  if (listing.price == null) return null;
  return (listing.nextSlots ?? []).slice(0, 3).map((slot) => (
    <button
      key={slot.start}
      type="button"
      className="slot"
      aria-label={t("listing.take", {
        time: `${shortDay(locale, slot.startLocal)} ${timePart(slot.startLocal)}`,
        name: listing.name,
      })}
      onClick={() => onTake(listing, slot)}
    >
      <span className="numeric">{timePart(slot.startLocal)}</span>
    </button>
  ));
}

/** A result that can be booked from the list: its nights as a ribbon, its next times as buttons. */
export const ListingCard = memo(function ListingCard(props: ListingCardProps) {
  const { listing, wide = false, hot = false, eager = false, today, search, onTake } = props;
  const { locale } = useLanguage();
  const from = search?.checkIn ?? today;
  const nextDay = (listing.nextSlots?.[0]?.startLocal ?? listing.startLocal)?.slice(0, 10);
  return (
    <article className={`listing${wide ? " wide" : ""}${hot ? " hot" : ""}`} id={listing.id}>
      <div className="listing-cover">
        <Cover listing={listing} eager={eager} />
      </div>
      <div className="listing-body">
        <div className="spread">
          <h2>
            <Link
              to="/v/$slug/$resourceId"
              params={{ slug: listing.slug || listing.vertical || "place", resourceId: listing.id }}
              search={search ?? {}}
            >
              {listing.name}
            </Link>
          </h2>
          {listing.rating ? <Rating value={listing.rating} count={listing.reviewCount} /> : null}
        </div>
        <Facts listing={listing} />
        {listing.ribbon ? (
          <NightRibbon
            from={from}
            nights={listing.ribbon}
            chosen={{ arrival: search?.checkIn, departure: search?.checkOut }}
          />
        ) : null}
        {listing.hours ? (
          <Ribbon
            from={listing.hours.opens}
            to={listing.hours.closes}
            stretches={listing.hours.free}
          />
        ) : null}
        {nextDay && nextDay !== (search?.date ?? today) ? (
          <p className="small second">{shortDay(locale, nextDay)}</p>
        ) : null}
        <div className="listing-foot">
          <Price listing={listing} />
          {onTake ? <NextSlots listing={listing} onTake={onTake} /> : null}
        </div>
      </div>
    </article>
  );
});
