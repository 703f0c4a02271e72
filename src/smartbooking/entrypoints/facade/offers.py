"""Rooms and tables: what there is, and what is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Verdict, Want, Wish
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Resource
from smartbooking.catalog.schemas.fields import image_out
from smartbooking.entrypoints.facade.kinds import TAG, PlaceKind
from smartbooking.entrypoints.facade.places import People, place_of
from smartbooking.entrypoints.facade.schemas import (
    FreeOffer,
    FreeRooms,
    FreeTable,
    FreeTables,
    OfferList,
    OfferView,
)
from smartbooking.infra.db import ReadTx
from smartbooking.infra.http.deps import LocaleDep, NowDep, PrincipalDep, ReadTxDep, StorageDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VenueRef, local_text, offset_text
from smartbooking.infra.storage import Storage
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.problem import FieldError, Invalid, NotFound
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Offer, Party
from smartbooking.pricing.errors import NotPriced, PriceNotPossible
from smartbooking.pricing.service import FloorRequest, LineWanted, PricedSpan
from smartbooking.vendors.domain import Venue

Quantity = Annotated[int, Query(ge=1, le=1000)]


class Shelf:
    """The offers of one venue, ready to be shown."""

    def __init__(self, read: ReadTx, venue: Venue, offers: Sequence[Resource], storage: Storage, locale: str) -> None:
        self._read = read
        self._storage = storage
        self._locale = locale
        self.venue = venue
        self.offers = offers

    async def views(self, now: datetime) -> list[OfferView]:
        """Every offer with the price from which it sells."""
        floors = await pricing.price_floor(self._read, offers=[self._floor(one) for one in self.offers], now=now)
        facts = await self._facts()
        found = [(one, floors.get(Offer.of(one.vendor_id, one.id, None))) for one in self.offers]
        return [
            OfferView(
                **facts[one.id], price=price.amount.major if price else None,
                price_unit=price.unit.value if price else None,
            )
            for one, price in found
        ]  # fmt: skip

    async def free(
        self, start: date | datetime, end: date | datetime | None, *, quantity: int, party: int | None, now: datetime
    ) -> list[tuple[dict[str, Any], Want]]:
        """The fields of every offer that passes all rules and has room, with the span it would be booked for."""
        facts = await self._facts()
        found = []
        for one in self.offers:
            wish = Wish(resource_id=one.id, start=start, end=end, quantity=quantity, party=party)
            want, verdict = await availability.check_wish(self._read, wish=wish, now=now)
            if verdict.available:
                price = await self._price(want, now)
                found.append(({**facts[one.id], **_terms(verdict, price)}, want))
        return found

    async def _price(self, want: Want, now: datetime) -> PricedSpan | None:
        span = want.span
        start, end = (span.arrival, span.departure) if isinstance(span, Nights) else (span.start, span.end)
        line = LineWanted(
            resource_id=want.resource_id, start=start, end=end, quantity=want.quantity,
            party=Party(adults=want.party) if want.party else None,
        )  # fmt: skip
        requests = await pricing.price_requests(self._read, lines=[line])
        try:
            return await pricing.price_span(self._read, request=requests[0], now=now)
        except (NotPriced, PriceNotPossible):
            return None

    def _floor(self, one: Resource) -> FloorRequest:
        return FloorRequest(
            offer=Offer.of(one.vendor_id, one.id, None), timezone=self.venue.timezone, currency=self.venue.currency,
            country=self.venue.country, session=one.session,
        )  # fmt: skip

    async def _facts(self) -> dict[int, dict[str, Any]]:  # Any: fields of OfferView
        images = await catalog.list_images(
            self._read, vendor_id=self.venue.vendor_id, resource_ids=tuple(one.id for one in self.offers)
        )
        return {
            one.id: {
                "id": one.id, "venue_id": one.venue_id, "name": one.name.pick(self._locale),
                "description": one.description.pick(self._locale), "capacity": one.capacity,
                "max_guests": one.max_party, "amenities": list(one.amenities), "attributes": dict(one.attributes),
                "images": [
                    image_out(image, locale=self._locale, url=self._storage.url)
                    for image in images
                    if image.resource_id == one.id
                ],
                "currency": self.venue.currency, "confirmation": one.confirmation.value,
                "payment_timing": one.payment_timing.value,
            }
            for one in self.offers
        }  # fmt: skip


def _terms(verdict: Verdict, price: PricedSpan | None) -> dict[str, Any]:  # Any: fields of FreeOffer
    return {
        "available_quantity": verdict.available_quantity,
        "price": price.unit_price.amount.major if price else None,
        "price_unit": price.unit_price.unit.value if price else None,
        "total_price": price.total.major if price else None,
    }


def _list_route(router: APIRouter, kind: PlaceKind) -> None:
    @router.get(
        "", response_model=OfferList, response_model_exclude_none=True, name=f"list_{kind.offers}",
        summary=f"{kind.offers.capitalize()} of a {kind.one}", responses=problems(NotFound),
    )  # fmt: skip
    async def list_offers(
        venue_id: VenueRef, read: ReadTxDep, principal: PrincipalDep, storage: StorageDep, locale: LocaleDep,
        now: NowDep,
    ) -> OfferList:  # fmt: skip
        """Everything that can be booked there, with the price from which it sells."""
        venue, offers = await place_of(read, kind, venue_id=venue_id, principal=principal)
        return OfferList(data=await Shelf(read, venue, offers, storage, locale).views(now))


def room_routes(kind: PlaceKind) -> APIRouter:
    """Offers booked by nights."""
    router = APIRouter(prefix=f"/api/{kind.path}/{{venue_id}}/{kind.offers}", tags=[TAG])
    _list_route(router, kind)

    @router.get(
        "/available", response_model=FreeRooms, response_model_exclude_none=True, name=f"list_free_{kind.offers}",
        summary=f"Free {kind.offers} of a {kind.one}", responses=problems(NotFound, Invalid),
    )  # fmt: skip
    async def list_free(
        *, venue_id: VenueRef, read: ReadTxDep, principal: PrincipalDep, storage: StorageDep, locale: LocaleDep,
        now: NowDep,
        check_in: Annotated[date, Query(alias="checkIn", examples=["2026-12-01"])],
        check_out: Annotated[date, Query(alias="checkOut", examples=["2026-12-05"])],
        guests: People = None, quantity: Quantity = 1,
    ) -> FreeRooms:  # fmt: skip
        """Checked against every rule and the ledger, with the price of that stay."""
        if check_out <= check_in:
            raise Invalid(FieldError("/query/checkOut", "Departure comes after arrival.", "out_of_order"))
        venue, offers = await place_of(read, kind, venue_id=venue_id, principal=principal)
        shelf = Shelf(read, venue, offers, storage, locale)
        free = await shelf.free(check_in, check_out, quantity=quantity, party=guests, now=now)
        return FreeRooms(
            venue_id=venue_id, check_in=check_in, check_out=check_out, nights=(check_out - check_in).days,
            guests=guests, quantity=quantity, data=[FreeOffer(**facts) for facts, _ in free], server_now=now,
        )  # fmt: skip

    return router


def table_routes(kind: PlaceKind) -> APIRouter:
    """Offers booked by time."""
    router = APIRouter(prefix=f"/api/{kind.path}/{{venue_id}}/{kind.offers}", tags=[TAG])
    _list_route(router, kind)

    @router.get(
        "/available", response_model=FreeTables, response_model_exclude_none=True, name=f"list_free_{kind.offers}",
        summary=f"Free {kind.offers} of a {kind.one}", responses=problems(NotFound, Invalid),
    )  # fmt: skip
    async def list_free(
        *, venue_id: VenueRef, read: ReadTxDep, principal: PrincipalDep, storage: StorageDep, locale: LocaleDep,
        now: NowDep,
        at: Annotated[datetime, Query(description="Without offset: wall time there", examples=["2026-12-01T19:00"])],
        duration: Annotated[int | None, Query(alias="durationMinutes", ge=5, le=1440)] = None,
        guests: People = None,
    ) -> FreeTables:  # fmt: skip
        """Checked against every rule and the ledger; the usual length when none is given."""
        venue, offers = await place_of(read, kind, venue_id=venue_id, principal=principal)
        shelf = Shelf(read, venue, sorted(offers, key=_seats), storage, locale)
        end = at + timedelta(minutes=duration) if duration else None
        free = await shelf.free(at, end, quantity=1, party=guests, now=now)
        tables = [_table(facts, want.span, venue) for facts, want in free if isinstance(want.span, Period)]
        return FreeTables(venue_id=venue_id, guests=guests, data=tables, server_now=now)

    return router


def _seats(offer: Resource) -> tuple[int, int, int]:
    """Small ones first, so that a large party still finds a large one; unlimited ones last."""
    return (offer.max_party or 1_000_000, offer.position, offer.id)


def _table(facts: dict[str, Any], span: Period, venue: Venue) -> FreeTable:
    return FreeTable(
        **facts, start=span.start, end=span.end, start_local=local_text(span.start, venue.timezone),
        utc_offset=offset_text(span.start, venue.timezone),
    )  # fmt: skip
