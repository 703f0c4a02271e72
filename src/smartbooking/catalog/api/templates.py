"""Templates and amenities, and filling a venue from a template."""

from __future__ import annotations

from fastapi import APIRouter, Response

from smartbooking.catalog import service
from smartbooking.catalog.access import Manager
from smartbooking.catalog.errors import UnknownVertical
from smartbooking.catalog.schemas.public import amenity_out
from smartbooking.catalog.schemas.templates import (
    AmenityList,
    ProvisionIn,
    ProvisionOut,
    VerticalDetail,
    VerticalList,
    provision_out,
    vertical_detail,
    vertical_summary,
)
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.problem import NotFound

router = APIRouter(prefix="/api/v1", tags=["Catalog"])


@router.get("/verticals", summary="Templates for kinds of businesses", response_model=VerticalList)
async def list_verticals(locale: LocaleDep) -> VerticalList:
    """The nine templates in the order the wizard shows them."""
    return VerticalList(data=[vertical_summary(vertical, locale) for vertical in service.verticals().values()])


@router.get(
    "/verticals/{code}",
    summary="One template with its presets",
    response_model=VerticalDetail,
    responses=problems(NotFound),
)
async def read_vertical(code: str, locale: LocaleDep) -> VerticalDetail:
    """Hours, durations, price rules, forms, the JSON Schema of attributes and the rows to start from."""
    if (vertical := service.verticals().get(code)) is None:
        raise NotFound("There is no such template.")
    return vertical_detail(vertical, locale)


@router.get("/amenities", summary="The canonical amenities", response_model=AmenityList)
async def list_amenities(locale: LocaleDep) -> AmenityList:
    """Codes with labels; only these may be used on resources and in search filters."""
    return AmenityList(data=[amenity_out(amenity, locale) for amenity in service.amenities().values()])


@router.post(
    "/vendors/{vendor_id}/provision",
    summary="Fill a venue from a template",
    status_code=201,
    response_model=ProvisionOut,
    responses=problems(NotFound, UnknownVertical),
)
async def provision(
    vendor_id: VendorRef, body: ProvisionIn, _: Manager, once: OnceDep, now: NowDep, locale: LocaleDep
) -> Response:
    """Create the template's prefilled resources, units and services; prices are suggested, not set."""

    async def fill(tx: Tx) -> ProvisionOut:
        provisioned = await service.provision(
            tx,
            vendor_id=vendor_id,
            venue_id=body.venue_id,
            vertical=service.get_vertical(body.vertical),
            now=now,
        )
        return provision_out(provisioned, locale)

    return await once.run(body, fill, status=201)
