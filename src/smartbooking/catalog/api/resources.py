"""The vendor's editor of resources and their units."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from smartbooking.catalog import service
from smartbooking.catalog.access import Manager, Staff
from smartbooking.catalog.api.versions import IfMatch, header_version, seen_version, tag
from smartbooking.catalog.domain import OfferStatus, Resource
from smartbooking.catalog.errors import (
    CapacityInUse,
    ExternalReferenceTaken,
    NameTaken,
    NotReadyToPublish,
    UnknownVertical,
)
from smartbooking.catalog.schemas.fields import Pagination, Urls
from smartbooking.catalog.schemas.vendor import (
    ResourceIn,
    ResourceOut,
    ResourcePage,
    ResourcePatch,
    UnitList,
    UnitOut,
    UnitPatch,
    UnitsIn,
    resource_changes,
    resource_draft,
    resource_out,
    unit_out,
)
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, ReadTxDep, StorageDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import ResourceRef, UnitRef, VendorRef, VenueRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import NotFound, StaleVersion

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/resources", tags=["Catalog"])
PageNumber = Annotated[int, Query(ge=1, le=10_000)]
PageLimit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]


@router.post(
    "",
    summary="Add a resource",
    status_code=201,
    response_model=ResourceOut,
    responses=problems(NotFound, UnknownVertical, ExternalReferenceTaken, NotReadyToPublish),
)
async def create_resource(
    *,
    vendor_id: VendorRef,
    body: ResourceIn,
    _: Manager,
    once: OnceDep,
    storage: StorageDep,
    now: NowDep,
    locale: LocaleDep,
) -> Response:
    """What is left out follows the template. With an Idempotency-Key repetitions add it once."""

    async def create(tx: Tx) -> ResourceOut:
        draft = resource_draft(body, locale)
        created = await service.create_resource(tx, vendor_id=vendor_id, venue_id=body.venue_id, draft=draft, now=now)
        return resource_out(created, [], locale=locale, url=storage.url)

    return await once.run(body, create, status=201, key_required=False)


@router.get("", summary="Your resources", response_model=ResourcePage, responses=problems(NotFound))
async def list_resources(
    *,
    vendor_id: VendorRef,
    _: Staff,
    read: ReadTxDep,
    storage: StorageDep,
    locale: LocaleDep,
    venue_id: Annotated[VenueRef | None, Query(alias="venueId")] = None,
    status: OfferStatus | None = None,
    page: PageNumber = 1,
    limit: PageLimit = DEFAULT_LIMIT,
) -> ResourcePage:
    """In display order; archived ones only with `status=archived`."""
    found = await service.list_resources(
        read, vendor_id=vendor_id, venue_id=venue_id, status=status, page=page, limit=limit
    )
    images = await service.list_images(
        read, vendor_id=vendor_id, resource_ids=tuple(resource.id for resource in found.rows)
    )
    return ResourcePage(
        data=[
            resource_out(resource, [i for i in images if i.resource_id == resource.id], locale=locale, url=storage.url)
            for resource in found.rows
        ],
        pagination=Pagination(page=found.page, limit=found.limit, total=found.total),
    )


@router.get("/{resource_id}", summary="One of your resources", response_model=ResourceOut, responses=problems(NotFound))
async def read_own_resource(
    *,
    vendor_id: VendorRef,
    resource_id: ResourceRef,
    _: Staff,
    read: ReadTxDep,
    storage: StorageDep,
    locale: LocaleDep,
    response: Response,
) -> ResourceOut:
    """In any status, with all translations; the ETag is the version to edit."""
    found = await service.get_resource(read, resource_id=resource_id, vendor_id=vendor_id)
    tag(response, found.version)
    return await _shown(read, found, locale, storage.url)


@router.patch(
    "/{resource_id}",
    summary="Change a resource",
    response_model=ResourceOut,
    responses=problems(NotFound, StaleVersion, CapacityInUse, ExternalReferenceTaken, NotReadyToPublish),
)
async def update_resource(
    *,
    vendor_id: VendorRef,
    resource_id: ResourceRef,
    body: ResourcePatch,
    _: Manager,
    tx: TxDep,
    storage: StorageDep,
    now: NowDep,
    locale: LocaleDep,
    response: Response,
    if_match: IfMatch = None,
) -> ResourceOut:
    """Only the fields sent change. Capacity can not go below what is sold."""
    changed = await service.update_resource(
        tx,
        vendor_id=vendor_id,
        resource_id=resource_id,
        version=seen_version(body.version, if_match),
        now=now,
        **resource_changes(body, locale),
    )
    tag(response, changed.version)
    return await _shown(tx, changed, locale, storage.url)


@router.delete(
    "/{resource_id}",
    summary="Archive a resource",
    response_model=ResourceOut,
    responses=problems(NotFound, StaleVersion),
)
async def archive_resource(
    *,
    vendor_id: VendorRef,
    resource_id: ResourceRef,
    _: Manager,
    tx: TxDep,
    storage: StorageDep,
    now: NowDep,
    locale: LocaleDep,
    if_match: IfMatch = None,
) -> ResourceOut:
    """It is no longer sold; bookings made stay valid. Nothing is ever deleted."""
    archived = await service.archive_resource(
        tx,
        vendor_id=vendor_id,
        resource_id=resource_id,
        version=None if if_match is None else header_version(if_match),
        now=now,
    )
    return await _shown(tx, archived, locale, storage.url)


@router.get(
    "/{resource_id}/units", summary="Units of a resource", response_model=UnitList, responses=problems(NotFound)
)
async def list_units(vendor_id: VendorRef, resource_id: ResourceRef, _: Staff, read: ReadTxDep) -> UnitList:
    """Named members in display order."""
    units = await service.list_units(read, vendor_id=vendor_id, resource_id=resource_id)
    return UnitList(data=[unit_out(unit) for unit in units])


@router.post(
    "/{resource_id}/units",
    summary="Name units of a resource",
    status_code=201,
    response_model=UnitList,
    responses=problems(NotFound, NameTaken),
)
async def add_units(vendor_id: VendorRef, resource_id: ResourceRef, body: UnitsIn, _: Manager, tx: TxDep) -> UnitList:
    """Rooms 201 and 202 of a room type. Units are never needed to sell."""
    units = await service.add_units(tx, vendor_id=vendor_id, resource_id=resource_id, names=body.names)
    return UnitList(data=[unit_out(unit) for unit in units])


@router.patch(
    "/{resource_id}/units/{unit_id}",
    summary="Change a unit",
    response_model=UnitOut,
    responses=problems(NotFound, NameTaken),
)
async def update_unit(
    *,
    vendor_id: VendorRef,
    resource_id: ResourceRef,
    unit_id: UnitRef,
    body: UnitPatch,
    _: Manager,
    tx: TxDep,
) -> UnitOut:
    """Rename, annotate, retire or reorder it."""
    units = await service.list_units(tx, vendor_id=vendor_id, resource_id=resource_id)
    present = next((unit for unit in units if unit.id == unit_id), None)
    if present is None:
        raise NotFound("No such unit.")
    return unit_out(await service.update_unit(tx, unit=replace(present, **body.model_dump(exclude_none=True))))


async def _shown(read: ReadTx, resource: Resource, locale: str, url: Urls) -> ResourceOut:
    images = await service.list_images(read, vendor_id=resource.vendor_id, resource_ids=(resource.id,))
    return resource_out(resource, images, locale=locale, url=url)
