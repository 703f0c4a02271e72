import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Clock, MapPin, Phone } from "lucide-react";
import { api, body } from "@/api/client";
import { onSaleAt, sellsAnything } from "@/api/sale-calls";
import type { components } from "@/api/v1";
import { money } from "@/lib/format/money";
import { phoneText } from "@/lib/format/phone";
import { useLanguage } from "@/lib/i18n";
import { usePageTitle } from "@/lib/page-title";
import { PlanCover } from "@/ui/plan-cover";
import { usePriceUnit } from "@/ui/price-unit";
import { ShopLink } from "@/ui/shop-link";
import { EmptyState, ErrorState, Notice, Skeleton } from "@/ui/states";
import { PassesSold } from "./passes-sold";
import "./business.css";

type Shown = components["schemas"]["ShownOffer"];

function OfferCard({ offer, vertical }: { offer: Shown; vertical: string | null }) {
  const { t, locale } = useLanguage();
  const unitOf = usePriceUnit();
  const { id, image, name, description, durationMinutes, price, currency } = offer;
  return (
    <li className="card business-offer">
      <Link to="/v/$slug/$resourceId" params={{ slug: offer.venueSlug, resourceId: id }}>
        <span className="business-cover" aria-hidden={image?.alt ? undefined : true}>
          {image ? (
            <img src={image.sizes[0]?.url ?? image.url} alt={image.alt} loading="lazy" />
          ) : (
            <PlanCover vertical={vertical} seed={id} />
          )}
        </span>
        <span className="business-text">
          <b>{name}</b>
          {description ? <small className="second">{description}</small> : null}
          <span className="business-facts">
            {durationMinutes ? (
              <span className="second">
                <Clock size={15} aria-hidden="true" />{" "}
                {t("business.minutes", { n: durationMinutes })}
              </span>
            ) : null}
            {price === null ? null : (
              <span>
                <b className="numeric">
                  {t("business.from", { amount: money(locale, price, currency) })}
                </b>{" "}
                <span className="second">{unitOf(offer.priceUnit)}</span>
              </span>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}

/** Everything one business sells: where its own link, its QR code and its widget lead without scripts. */
export function BusinessPage() {
  const { t, locale } = useLanguage();
  const { slug } = useParams({ from: "/storefront/at/$slug" });
  const found = useQuery({
    queryKey: ["business", slug, locale],
    queryFn: () => body(api.GET("/api/v1/businesses/{slug}", { params: { path: { slug } } })),
  });
  const vendorId = found.data?.vendorId;
  const onSale = useQuery({ ...onSaleAt(vendorId ?? "", locale), enabled: vendorId !== undefined });
  usePageTitle(found.data?.name ?? "");
  if (found.isError) {
    return (
      <div className="page">
        <ErrorState error={found.error} onRetry={() => found.refetch()} />
      </div>
    );
  }
  if (!found.data) {
    return (
      <div className="page stack" aria-busy="true">
        <Skeleton height={36} width={280} />
        <Skeleton height={320} />
      </div>
    );
  }
  const { name, description, vertical, venues, offers, phone, listed } = found.data;
  return (
    <div className="page stack" style={{ maxInlineSize: 920, gap: 18 }}>
      <header className="stack">
        <h1>{name}</h1>
        {description ? <p className="second">{description}</p> : null}
        {venues.map((venue) => (
          <p key={venue.id} className="row second">
            <MapPin size={17} aria-hidden="true" />
            {[venue.city, venue.address].filter(Boolean).join(", ")}
          </p>
        ))}
        {phone ? (
          <p className="row">
            <Phone size={17} aria-hidden="true" /> <a href={`tel:${phone}`}>{phoneText(phone)}</a>
          </p>
        ) : null}
      </header>
      {listed ? null : <Notice tone="plain">{t("business.new")}</Notice>}
      {offers.length === 0 ? (
        <EmptyState title={t("business.nothing")} />
      ) : (
        <section className="stack">
          <h2>{t("business.offers")}</h2>
          <ul className="business-offers">
            {offers.map((offer) => (
              <OfferCard key={offer.id} offer={offer} vertical={vertical} />
            ))}
          </ul>
        </section>
      )}
      {onSale.data && sellsAnything(onSale.data) ? <ShopLink slug={slug} /> : null}
      <PassesSold
        vendorId={found.data.vendorId}
        slug={slug}
        online={(onSale.data?.passes.length ?? 0) > 0}
      />
    </div>
  );
}
