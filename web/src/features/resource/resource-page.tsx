import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Clock, MapPin, Phone, Users } from "lucide-react";
import { useCallback } from "react";
import { readOffer } from "@/api/calls";
import type { Offer } from "@/api/contract";
import { phoneText } from "@/lib/format/phone";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { planOf } from "@/lib/plan-of";
import type { ResourceState } from "@/lib/resource-state";
import { Rating } from "@/ui/listing-card";
import { PlanCover } from "@/ui/plan-cover";
import { ErrorState, Skeleton, Tag } from "@/ui/states";
import { NightsBooker } from "./nights-booker";
import { SessionBooker } from "./session-booker";
import { SlotsBooker } from "./slots-booker";
import "./resource.css";

export type ChangeChoice = (
  change: { [K in keyof ResourceState]?: ResourceState[K] | undefined },
) => void;

export interface BookerProps {
  resource: Offer;
  state: ResourceState;
  onChange: ChangeChoice;
}

function Booker(props: BookerProps) {
  const { timing } = props.resource;
  if (timing === "nights") return <NightsBooker {...props} />;
  return timing === "session" ? <SessionBooker {...props} /> : <SlotsBooker {...props} />;
}

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

export function ResourcePage() {
  const { locale } = useLanguage();
  const { slug, resourceId } = useParams({ from: "/storefront/v/$slug/$resourceId" });
  const state = useSearch({ from: "/storefront/v/$slug/$resourceId" });
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: ["resource", resourceId, locale],
    queryFn: () => readOffer(resourceId),
    staleTime: 60_000,
  });
  usePageTitle(data?.name);
  const onChange = useCallback<ChangeChoice>(
    (change) => {
      const next = Object.entries({ ...state, ...change }).filter(
        ([, value]) => value !== undefined,
      );
      void navigate({
        to: "/v/$slug/$resourceId",
        params: { slug, resourceId },
        search: Object.fromEntries(next),
        replace: true,
        resetScroll: false,
      });
    },
    [navigate, resourceId, slug, state],
  );
  if (error && !data) {
    return (
      <div className="page narrow">
        <ErrorState error={error} onRetry={() => refetch()} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className="resource" aria-busy="true">
        <div className="resource-main">
          <Skeleton height={270} />
          <Skeleton height={64} />
          <Skeleton height={420} />
        </div>
        <Skeleton height={520} />
      </div>
    );
  }
  return <Booker resource={data} state={state} onChange={onChange} />;
}
