import { Clock, MapPin, Phone, Users } from "lucide-react";
import type { Offer } from "@/api/contract";
import { phoneText } from "@/lib/format/phone";
import { useLanguage } from "@/lib/i18n";
import { planOf } from "@/lib/plan-of";
import { Rating } from "@/ui/listing-card";
import { PlanCover } from "@/ui/plan-cover";
import { Tag } from "@/ui/states";

function Gallery({ resource }: { resource: Offer }) {
  if (resource.images.length === 0) {
    return (
      <PlanCover
        vertical={planOf(resource.vertical, resource.name, resource.attributes)}
        seed={resource.id}
      />
    );
  }
  return (
    <div className="gallery">
      {resource.images.map(({ url, width, height, alt }, index) => (
        <img
          key={url}
          src={url}
          alt={alt ?? ""}
          width={width ?? 880}
          height={height ?? 560}
          loading={index === 0 ? "eager" : "lazy"}
          fetchPriority={index === 0 ? "high" : "auto"}
        />
      ))}
    </div>
  );
}

function Facts({ resource }: { resource: Offer }) {
  const { t } = useLanguage();
  const { venue, rating, reviewCount, maxParty, confirmation } = resource;
  const address = [venue.address, venue.city].filter(Boolean).join(", ");
  return (
    <p className="facts">
      {rating ? <Rating value={rating} count={reviewCount} /> : null}
      {address ? (
        <span>
          <MapPin size={17} aria-hidden="true" />
          {address}
        </span>
      ) : null}
      {maxParty ? (
        <span>
          <Users size={17} aria-hidden="true" />
          {t("resource.upTo", { n: maxParty })}
        </span>
      ) : null}
      {venue.phone ? (
        <span>
          <Phone size={17} aria-hidden="true" />
          <a href={`tel:${venue.phone.replaceAll(" ", "")}`}>{phoneText(venue.phone)}</a>
        </span>
      ) : null}
      {resource.timing === "nights" && venue.checkIn && venue.checkOut ? (
        <span>
          <Clock size={17} aria-hidden="true" />
          {t("resource.checkTimes", {
            checkIn: venue.checkIn.slice(0, 5),
            checkOut: venue.checkOut.slice(0, 5),
          })}
        </span>
      ) : null}
      {confirmation === "instant" ? <Tag tone="ok">{t("resource.instant")}</Tag> : null}
    </p>
  );
}

export function ResourceHead({ resource }: { resource: Offer }) {
  return (
    <>
      <div className="resource-cover">
        <Gallery resource={resource} />
      </div>
      <div className="resource-body">
        <div>
          {resource.venue.name === resource.name ? null : (
            <p className="small second">{resource.venue.name}</p>
          )}
          <h1>{resource.name}</h1>
          <Facts resource={resource} />
        </div>
        {resource.description ? <p className="second">{resource.description}</p> : null}
        {resource.amenities.length > 0 ? (
          <ul className="row">
            {resource.amenities.map(({ code, label }) => (
              <li key={code}>
                <Tag tone="plain">{label}</Tag>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </>
  );
}
