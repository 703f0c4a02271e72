"""What businesses lack that people look for before they book, counted per business."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import text

from smartbooking.infra.db import ReadTx
from smartbooking.kernel.text import Localized


class Gap(StrEnum):
    """One kind of thing that is missing."""

    PHOTOS = "photos"
    DESCRIPTIONS = "descriptions"
    KK = "kk"
    RU = "ru"
    EN = "en"
    POINTS = "points"
    HOURS = "hours"
    PRICES = "prices"


# Businesses one after the other by primary key until the page is full; of each, only its own rows by its number.
_GAPS: Final = text("""
    select vendor.id as vendor_id, vendor.name, vendor.status, offers.offers, offers.photos, offers.descriptions,
           offers.kk, offers.ru, offers.en, places.points, offers.hours, offers.prices
    from vendors.vendor
    cross join lateral (
      select count(*) as offers,
        count(*) filter (where not exists (select from catalog.image where image.vendor_id = vendor.id
          and case offer.kind when 'resource' then image.resource_id else image.service_id end = offer.id)) as photos,
        count(*) filter (where not exists (select from jsonb_each_text(offer.description) as said
          where said.value <> '')) as descriptions,
        count(*) filter (where coalesce(offer.name ->> 'kk', '') = '') as kk,
        count(*) filter (where coalesce(offer.name ->> 'ru', '') = '') as ru,
        count(*) filter (where coalesce(offer.name ->> 'en', '') = '') as en,
        count(*) filter (where offer.timing = 'slots' and not exists (
          select from availability.weekly_hours as week where week.vendor_id = vendor.id
            and (week.owner, week.owner_id) in (('resource', offer.id), ('venue', offer.venue_id)))) as hours,
        count(*) filter (where offer.payment_timing <> 'free' and not exists (
          select from pricing.rate where rate.vendor_id = vendor.id and rate.offer_kind = offer.kind
            and rate.offer_id = offer.id)) as prices
      from (
        select 'resource' as kind, id, venue_id, name, description, timing, payment_timing from catalog.resource
        where resource.vendor_id = vendor.id and status = 'active' and listed
          -- A chair that only services need is not looked at by itself.
          and not exists (select from catalog.requirement_resource as needed
            where needed.vendor_id = vendor.id and needed.resource_id = resource.id)
        union all
        select 'service', id, venue_id, name, description, '', payment_timing from catalog.service
        where service.vendor_id = vendor.id and status = 'active' and listed
      ) as offer
    ) as offers
    cross join lateral (
      select count(*) filter (where latitude is null or longitude is null) as points
      from vendors.venue where venue.vendor_id = vendor.id
    ) as places
    where vendor.id > :after and vendor.status = any (cast(:statuses as text[]))
      and case cast(:gap as text)
        when 'photos' then photos when 'descriptions' then descriptions when 'kk' then kk when 'ru' then ru
        when 'en' then en when 'points' then points when 'hours' then hours when 'prices' then prices
        else photos + descriptions + kk + ru + en + points + hours + prices end > 0
    order by vendor.id limit :limit
""")
_STATUSES: Final = ["verified", "submitted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """One business: how many listed offers it has and how many of them lack what; `points` counts venues."""

    vendor_id: int
    name: Localized
    status: str
    offers: int
    photos: int
    descriptions: int
    kk: int
    ru: int
    en: int
    points: int
    hours: int
    prices: int


async def gaps(read: ReadTx, *, gap: Gap | None, after: int, limit: int) -> list[Gaps]:
    """Businesses that are listed or want to be and lack something, or this; in the order of their numbers."""
    asked: dict[str, Any] = {"gap": gap, "after": after, "limit": limit, "statuses": _STATUSES}
    found = await read.execute(_GAPS, asked)
    return [Gaps(**{**row, "name": Localized(row["name"])}) for row in found.mappings()]
