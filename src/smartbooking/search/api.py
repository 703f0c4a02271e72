"""GET /resources/search and GET /search/suggest: public, read only, no session needed."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic_core import to_json

from smartbooking.catalog import service as catalog
from smartbooking.infra.http.deps import LocaleDep, NowDep, ReadTxDep, RuntimeDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import iso_z, local_text
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import Invalid
from smartbooking.kernel.text import Localized
from smartbooking.search import service
from smartbooking.search.domain.criteria import Criteria, check
from smartbooking.search.domain.results import Counts, FacetValue, Found
from smartbooking.search.schemas import SearchOut, SearchParams, SuggestionsOut

router = APIRouter(prefix="/api/v1", tags=["Search"])
_COUNTS: Final = "search.counts"
_TODAY: Final = "search.today"


@router.get(
    "/resources/search",
    summary="Find something free",
    response_model=SearchOut,
    responses=problems(Invalid),
)
async def search_resources(
    params: Annotated[SearchParams, Query()], read: ReadTxDep, runtime: RuntimeDep, locale: LocaleDep, now: NowDep
) -> Response:
    """Offers that match, with facets. Results may be seconds old: placing the hold decides.

    The reply is written straight from plain values; SearchOut documents it and a contract test compares the two.
    """
    criteria = check(params.asked(), locale=locale, now=now, verticals=catalog.verticals())
    cache = runtime.parts.setdefault(_COUNTS, service.CountCache())
    results = await service.find(read, criteria=criteria, now=now, cache=cache)
    today = runtime.parts.setdefault(_TODAY, service.TodayCache())
    slots = await service.next_slots(read, criteria=criteria, found=results.found, now=now, today=today)
    body: dict[str, Any] = {
        "data": [_card(row, criteria, slots, runtime) for row in results.found],
        "pagination": {
            "page": criteria.page,
            "limit": criteria.limit,
            "total": results.counts.total,
            "totalIsExact": results.counts.exact,
        },
        "facets": _facets(results.counts, locale),
        "meant": results.meant,
        "serverNow": iso_z(now),
    }
    return Response(to_json(body), media_type="application/json")


@router.get("/search/suggest", summary="Suggestions while typing", response_model=SuggestionsOut)
async def suggest(
    read: ReadTxDep,
    locale: LocaleDep,
    q: Annotated[str, Query(max_length=200, description="What has been typed so far", examples=["алм"])],
) -> Response:
    """Cities, kinds of places and names that begin like this, in any script or layout."""
    found = await service.suggest(read, text=q, locale=locale)
    body = {
        "suggestions": [
            {"kind": each.kind, "text": each.text, "value": each.value, "detail": each.detail} for each in found
        ]
    }
    return Response(to_json(body), media_type="application/json")


def _card(row: Found, criteria: Criteria, slots: service.SlotsByOffer, runtime: Runtime) -> dict[str, Any]:  # Any: JSON
    locale = criteria.locale
    price = _major(row.price_minor, row.currency)
    times = slots.get((row.offer_kind, row.offer_id))
    left = row.places_left is None or row.places_left >= service.places_wanted(criteria, row)
    card: dict[str, Any] = {
        "id": public_id("srv" if row.offer_kind == "service" else "res", row.offer_id),
        "type": row.type,
        "name": Localized(row.names).pick(locale),
        "location": service.city_name(row.city, locale),
        "price": price,
        "currency": row.currency,
        "rating": round(row.rating, 2),
        # Without a date nothing is asked of it: what is full today may be booked for tomorrow.
        "available": left and (times is None or bool(times.starts) or not (criteria.day or criteria.period)),
        "images": [runtime.storage.url(key) for key in row.images],
        "vertical": row.vertical,
        "venueName": Localized(row.venue_name).pick(locale),
        "slug": row.slug,
        "reviewCount": row.review_count,
        "priceUnit": row.price_unit,
        "coordinates": None if row.latitude is None else {"lat": row.latitude, "lon": row.longitude},
        "timing": row.timing,
        "confirmation": row.confirmation,
        "tz": row.tz,
        "amenities": row.amenities,
        "maxParty": row.max_party,
    }
    if row.distance_km is not None:
        card["distanceKm"] = round(row.distance_km, 2)
    if row.starts_at is not None and row.ends_at is not None:
        card |= {"start": iso_z(row.starts_at), "startLocal": local_text(row.starts_at, row.tz)}
        card |= {"end": iso_z(row.ends_at), "placesLeft": row.places_left}
    if row.ribbon is not None:
        card["ribbon"] = row.ribbon
    if times is not None:
        card |= _times(times)
    return card


def _times(times: service.Times) -> dict[str, Any]:  # Any: JSON
    starts = [
        {
            "start": iso_z(slot.start), "startLocal": slot.start_local, "end": iso_z(slot.end),
            "price": float(price.major) if price else None,
        }
        for slot, price in zip(times.starts, times.prices, strict=True)
    ]  # fmt: skip
    hours = None
    if times.hours is not None:
        free = [{"start": start, "end": end} for start, end in times.hours.free]
        hours = {"opens": times.hours.opens, "closes": times.hours.closes, "free": free}
    return {"nextSlots": starts, "hours": hours}


def _facets(counts: Counts, locale: str) -> dict[str, Any]:  # Any: JSON
    price = counts.price
    kinds = {code: vertical.label.pick(locale) for code, vertical in catalog.verticals().items()}
    known = catalog.amenities()
    codes = {value.value: known[value.value].label.pick(locale) for value in counts.amenities if value.value in known}
    return {
        "vertical": [_facet(value, kinds.get(value.value, value.value)) for value in counts.vertical],
        "amenities": [_facet(value, codes.get(value.value, value.value)) for value in counts.amenities],
        "city": [_facet(v, service.city_name(v.label or v.value, locale)) for v in counts.city],
        "price": None
        if price is None
        else {"min": price.min_milli / 1000, "max": price.max_milli / 1000, "currency": price.currency},
    }


def _facet(value: FacetValue, label: str) -> dict[str, Any]:  # Any: JSON
    return {"value": value.value, "label": label, "count": value.count}


def _major(minor: int | None, currency: str) -> float | None:
    return None if minor is None else float(Money(minor, currency).major)
