"""Hotels and restaurants: finding, reading, opening them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Response

from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import OfferStatus, Resource
from smartbooking.entrypoints.facade.kinds import TAG, PlaceKind
from smartbooking.entrypoints.facade.schemas import NewPlace, PlaceList, PlaceView
from smartbooking.identity import service as identity
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.http.auth import require
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, PrincipalDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VenueRef
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.money import Money
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid, NotFound, Unauthenticated
from smartbooking.search import service as search
from smartbooking.search.domain.results import PlaceFound
from smartbooking.vendors import service as vendors
from smartbooking.vendors.access import Customer
from smartbooking.vendors.domain import Vendor, Venue
from smartbooking.vendors.schemas.parts import Location, Pagination

PageNumber = Annotated[int, Query(ge=1, le=100)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
City = Annotated[str | None, Query(max_length=120, description="City in any spelling, or words of the address")]
People = Annotated[int | None, Query(ge=1, le=500, description="How many people come")]


async def offers_of(read: ReadTx, kind: PlaceKind, venue: Venue) -> list[Resource]:
    """Everything of the kind that can be booked in a venue, in display order."""
    found: list[Resource] = []
    page, more = 1, True
    while more:
        part = await catalog.list_resources(
            read, vendor_id=venue.vendor_id, venue_id=venue.id, status=OfferStatus.ACTIVE, page=page, limit=MAX_LIMIT
        )
        found += [offer for offer in part.rows if offer.vertical == kind.vertical and offer.listed]
        more = page * MAX_LIMIT < part.total
        page += 1
    return found


async def place_of(
    read: ReadTx, kind: PlaceKind, *, venue_id: int, principal: Principal
) -> tuple[Venue, list[Resource]]:
    """A venue of the kind as the caller may see it; raises NotFound.

    One without anything to book yet counts when its business is of that vertical: its owner has just opened it.
    """
    venue = await vendors.visible_venue(read, venue_id=venue_id, principal=principal)
    offers = await offers_of(read, kind, venue)
    if not offers and (await vendors.get_vendor(read, vendor_id=venue.vendor_id)).vertical != kind.vertical:
        raise NotFound(f"No such {kind.one}.")
    return venue, offers


async def managed_by(tx: Tx, principal: Principal) -> list[int]:
    """The businesses a person looks after. Who has none is asked for anew: of two first places at once the second
    one finds the business the first one made."""
    managed = [number for number in principal.memberships if principal.works_for(number, VendorRole.MANAGER)]
    if managed or principal.user_id is None:
        return managed
    settled = await identity.settled_memberships(tx, principal.user_id)
    return [one.vendor_id for one in settled if one.role.rank >= VendorRole.MANAGER.rank]


async def vendor_for(tx: Tx, kind: PlaceKind, *, principal: Principal, body: NewPlace, locale: str) -> int:
    """The business a new place belongs to: the one named, the caller's only one, or a new one.

    Raises NotFound, Forbidden; Invalid when the caller looks after several and named none.
    """
    if body.vendor_id is not None:
        await require.manager(body.vendor_id, principal)
        return body.vendor_id
    managed = await managed_by(tx, principal)
    known = await vendors.get_vendors(tx, managed)
    alike = [number for number in managed if known[number].vertical == kind.vertical] or managed
    if len(alike) > 1:
        names = ", ".join(public_id("ven", number) for number in sorted(alike))
        raise Invalid(FieldError("/vendorId", f"Name one of your businesses: {names}.", "required"))
    if alike:
        return alike[0]
    facts = body.facts(locale)
    own = {name: facts[name] for name in ("country", "currency", "timezone", "phone") if name in facts}
    made = await vendors.create_vendor(tx, principal=principal, name=facts["name"], vertical=kind.vertical, **own)
    return made.id


def place_view(venue: Venue, vendor: Vendor, found: PlaceFound | None, *, offers: int, locale: str) -> PlaceView:
    """A venue as the founding document's hotel or restaurant; `found` has what search knows about it."""
    pin = None
    if venue.latitude is not None and venue.longitude is not None:
        pin = Location(lat=venue.latitude, lon=venue.longitude)
    priced = found is not None and found.price_minor is not None
    return PlaceView(
        id=venue.id, vendor_id=venue.vendor_id, name=venue.name.pick(locale), address=venue.place.line(locale),
        city=venue.town(locale), location=pin, tz=venue.timezone, country=venue.country,
        phone=venue.phone, check_in=venue.check_in, check_out=venue.check_out, status=vendor.status,
        offer_count=offers,
        price=Money(found.price_minor, found.currency).major if found and found.price_minor is not None else None,
        price_unit=found.price_unit if found and priced else None, currency=venue.currency,
        rating=round(found.rating, 2) if found else 0.0, review_count=found.review_count if found else 0,
    )  # fmt: skip


def place_routes(kind: PlaceKind) -> APIRouter:
    """List, one, and create for one kind of place."""
    router = APIRouter(prefix=f"/api/{kind.path}", tags=[TAG])

    @router.get(
        "", response_model=PlaceList, response_model_exclude_none=True, name=f"list_{kind.path}",
        summary=f"Find {kind.path}", responses=problems(Invalid),
    )  # fmt: skip
    async def list_places(
        read: ReadTxDep, locale: LocaleDep, now: NowDep, location: City = None, guests: People = None,
        page: PageNumber = 1, limit: Limit = DEFAULT_LIMIT,
    ) -> PlaceList:  # fmt: skip
        """Those of listed businesses, the best liked first. The list may be seconds old."""
        found = await search.find_places(
            read, vertical=kind.vertical, location=location, guests=guests, locale=locale, page=page, limit=limit,
            now=now,
        )  # fmt: skip
        venues = await vendors.get_venues(read, [one.venue_id for one in found.rows])
        owners = await vendors.get_vendors(read, {one.vendor_id for one in found.rows})
        return PlaceList(
            data=[_listed(one, venues, owners, locale) for one in found.rows if one.venue_id in venues],
            pagination=Pagination(page=found.page, limit=found.limit, total=found.total),
        )

    @router.get(
        "/{venue_id}", response_model=PlaceView, response_model_exclude_none=True, name=f"read_{kind.one}",
        summary=f"One {kind.one}", responses=problems(NotFound),
    )  # fmt: skip
    async def read_place(
        venue_id: VenueRef, read: ReadTxDep, principal: PrincipalDep, locale: LocaleDep, now: NowDep
    ) -> PlaceView:
        """Public once its business is listed; before, its own people see it."""
        venue, offers = await place_of(read, kind, venue_id=venue_id, principal=principal)
        vendor = await vendors.get_vendor(read, vendor_id=venue.vendor_id)
        found = await search.find_places(read, vertical=kind.vertical, venue_id=venue_id, locale=locale, now=now)
        return place_view(venue, vendor, next(iter(found.rows), None), offers=len(offers), locale=locale)

    @router.post(
        "", status_code=201, response_model=PlaceView, response_model_exclude_none=True, name=f"create_{kind.one}",
        summary=f"Open a {kind.one}", responses=problems(Unauthenticated, Forbidden, NotFound, Invalid),
    )  # fmt: skip
    async def create_place(body: NewPlace, principal: Customer, once: OnceDep, locale: LocaleDep) -> Response:
        """For owners and managers; whoever has no business yet gets one, as a draft until an operator verified it."""

        async def use_case(tx: Tx) -> PlaceView:
            vendor_id = await vendor_for(tx, kind, principal=principal, body=body, locale=locale)
            venue = await vendors.create_venue(tx, principal=principal, vendor_id=vendor_id, **body.facts(locale))
            vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
            return place_view(venue, vendor, None, offers=0, locale=locale)

        return await once.run(body, use_case, status=201, key_required=False)

    return router


def _listed(found: PlaceFound, venues: Mapping[int, Venue], owners: Mapping[int, Vendor], locale: str) -> PlaceView:
    return place_view(venues[found.venue_id], owners[found.vendor_id], found, offers=found.offers, locale=locale)
