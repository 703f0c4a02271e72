"""Places of businesses."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.infra.http.deps import LocaleDep, PrincipalDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef, VenueRef
from smartbooking.kernel.problem import Forbidden, NotFound, StaleVersion, Unauthenticated
from smartbooking.vendors import service
from smartbooking.vendors.access import Manager, Staff
from smartbooking.vendors.errors import ExternalReferenceTaken
from smartbooking.vendors.schemas.venue import NewVenue, VenueChange, VenueList, VenueView

router = APIRouter(prefix="/api/v1", tags=["Vendors"])


@router.post(
    "/vendors/{vendor_id}/venues",
    status_code=201,
    summary="Add a place",
    response_model_exclude_none=True,
    responses=problems(Unauthenticated, Forbidden, NotFound, ExternalReferenceTaken),
)
async def create_venue(
    vendor_id: VendorRef, body: NewVenue, principal: Manager, tx: TxDep, locale: LocaleDep
) -> VenueView:
    """Address in one line or in parts; the pin on the map is the truth."""
    made = await service.create_venue(tx, principal=principal, vendor_id=vendor_id, **body.facts(locale))
    return VenueView.of(made, locale=locale)


@router.get(
    "/vendors/{vendor_id}/venues",
    summary="Places of a business",
    response_model_exclude_none=True,
    responses=problems(NotFound),
)
async def list_venues(vendor_id: VendorRef, principal: PrincipalDep, read: ReadTxDep, locale: LocaleDep) -> VenueList:
    """Public once the business is listed."""
    await service.visible_vendor(read, vendor_id=vendor_id, principal=principal)
    return VenueList.of(await service.list_venues(read, vendor_id), locale=locale)


@router.get(
    "/vendors/{vendor_id}/venues/{venue_id}",
    summary="One place of a business",
    response_model_exclude_none=True,
    responses=problems(Unauthenticated, Forbidden, NotFound),
)
async def read_vendor_venue(
    vendor_id: VendorRef,
    venue_id: VenueRef,
    principal: Staff,  # the permission
    read: ReadTxDep,
    locale: LocaleDep,
) -> VenueView:
    """For the people of the business, listed or not."""
    return VenueView.of(await service.get_venue(read, vendor_id=vendor_id, venue_id=venue_id), locale=locale)


@router.patch(
    "/vendors/{vendor_id}/venues/{venue_id}",
    summary="Edit a place",
    response_model_exclude_none=True,
    responses=problems(Unauthenticated, Forbidden, NotFound, StaleVersion),
)
async def change_venue(
    *,
    vendor_id: VendorRef,
    venue_id: VenueRef,
    body: VenueChange,
    principal: Manager,
    tx: TxDep,
    locale: LocaleDep,
) -> VenueView:
    """Names the version it is based on; answers 409 when somebody was faster."""
    made = await service.update_venue(
        tx, principal=principal, vendor_id=vendor_id, venue_id=venue_id, version=body.version,
        changes=body.facts(locale),
    )  # fmt: skip
    return VenueView.of(made, locale=locale)


@router.get("/venues/{venue_id}", summary="One place", response_model_exclude_none=True, responses=problems(NotFound))
async def read_venue(venue_id: VenueRef, principal: PrincipalDep, read: ReadTxDep, locale: LocaleDep) -> VenueView:
    """Public once its business is listed."""
    found = await service.visible_venue(read, venue_id=venue_id, principal=principal)
    return VenueView.of(found, locale=locale)
