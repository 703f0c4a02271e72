import { Link } from "@tanstack/react-router";
import { Star } from "lucide-react";
import { memo } from "react";
import type { Listing, NextSlot } from "@/api/contract";
import { timePart } from "@/lib/civil";
import { groupedNumber, money, rating } from "@/lib/format/money";
import { shortDay } from "@/lib/format/when";
import { useLanguage } from "@/lib/i18n";
import { planOf } from "@/lib/plan-of";
import { PlanCover } from "./plan-cover";
import { usePriceUnit } from "./price-unit";
import { Ribbon } from "./ribbon";
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

export function Cover({ listing, eager = false }: { listing: Listing; eager?: boolean }) {
  const [first] = listing.images;
  const picture =
    typeof first === "string" ? { url: first, width: null, height: null, alt: null } : first;
  if (!picture) return <PlanCover vertical={planOf(listing.vertical, listing.attributes)} />;
  return (
    <img
      src={picture.url}
      alt={picture.alt ?? ""}
      width={picture.width ?? 440}
      height={picture.height ?? 280}
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

function factsOf(listing: Listing): string[] {
  const { location } = listing;
  const place = typeof location === "string" ? location : (location?.address ?? location?.city);
  return [listing.venueName, place].filter((fact): fact is string =>
    Boolean(fact && fact !== listing.name),
  );
}

/** A result that can be booked from the list: its day as a ribbon, its next three times as buttons. */
export const ListingCard = memo(function ListingCard(props: ListingCardProps) {
  const { listing, wide = false, hot = false, eager = false, today, search, onTake } = props;
  const { t, locale } = useLanguage();
  const unit = usePriceUnit();
  const slots = listing.nextSlots ?? [];
  const [first] = slots;
  const facts = factsOf(listing);
  if (listing.distanceKm != null) {
    facts.push(
      t("listing.distance", { km: groupedNumber(Math.round(listing.distanceKm * 10) / 10) }),
    );
  }
  const otherDay = first && first.startLocal.slice(0, 10) !== today;
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
        <p className="listing-facts">{facts.join(", ")}</p>
        {listing.ribbon ? (
          <Ribbon
            from={listing.ribbon.from}
            to={listing.ribbon.to}
            stretches={listing.ribbon.free.map(({ start, end, peak }) => ({
              start,
              end,
              kind: peak ? "peak" : "free",
            }))}
          />
        ) : null}
        {otherDay ? <p className="small second">{shortDay(locale, first.startLocal)}</p> : null}
        <div className="listing-foot">
          <div className="listing-price numeric">
            {listing.price != null && listing.currency ? (
              <>
                <b>
                  {listing.price === 0
                    ? t("price.free")
                    : money(locale, listing.price, listing.currency)}
                </b>
                {listing.price === 0 ? null : <small>{unit(listing.priceUnit)}</small>}
              </>
            ) : null}
          </div>
          {onTake
            ? slots.slice(0, 3).map((slot) => (
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
                  {slot.price != null && listing.currency ? (
                    <small>
                      {slot.price === 0
                        ? t("price.free")
                        : money(locale, slot.price, listing.currency)}
                    </small>
                  ) : null}
                </button>
              ))
            : null}
        </div>
      </div>
    </article>
  );
});
