"""The vendor's editor of services."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from smartbooking.catalog import service
from smartbooking.catalog.access import Manager, Staff
from smartbooking.catalog.api.resources import PageLimit, PageNumber
from smartbooking.catalog.api.versions import IfMatch, header_version, seen_version, tag
from smartbooking.catalog.domain import OfferStatus, Service
from smartbooking.catalog.errors import ExternalReferenceTaken, UnknownVertical
from smartbooking.catalog.schemas.fields import Pagination, Urls
from smartbooking.catalog.schemas.vendor import (
    ServiceIn,
    ServiceOut,
    ServicePage,
    ServicePatch,
    service_changes,
    service_draft,
    service_out,
)
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, ReadTxDep, StorageDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import ServiceRef, VendorRef, VenueRef
from smartbooking.kernel.page import DEFAULT_LIMIT
from smartbooking.kernel.problem import NotFound, StaleVersion

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/services", tags=["Catalog"])


@router.post(
    "",
    summary="Add a service",
    status_code=201,
    response_model=ServiceOut,
    responses=problems(NotFound, UnknownVertical, ExternalReferenceTaken),
)
async def create_service(
    *,
    vendor_id: VendorRef,
    body: ServiceIn,
    _: Manager,
    once: OnceDep,
    storage: StorageDep,
    now: NowDep,
    locale: LocaleDep,
) -> Response:
    """A haircut needs one stylist and one chair; any of those named. With an Idempotency-Key it is added once."""

    async def create(tx: Tx) -> ServiceOut:
        draft = service_draft(body, locale)
        created = await service.create_service(tx, vendor_id=vendor_id, venue_id=body.venue_id, draft=draft, now=now)
        return service_out(created, [], locale=locale, url=storage.url)

    return await once.run(body, create, status=201, key_required=False)


@router.get("", summary="Your services", response_model=ServicePage, responses=problems(NotFound))
async def list_services(
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
) -> ServicePage:
    """In display order; archived ones only with `status=archived`."""
    found = await service.list_services(
        read, vendor_id=vendor_id, venue_id=venue_id, status=status, page=page, limit=limit
    )
    images = await service.list_images(read, vendor_id=vendor_id, service_ids=tuple(offer.id for offer in found.rows))
    return ServicePage(
        data=[
            service_out(offer, [i for i in images if i.service_id == offer.id], locale=locale, url=storage.url)
            for offer in found.rows
        ],
        pagination=Pagination(page=found.page, limit=found.limit, total=found.total),
    )


@router.get("/{service_id}", summary="One of your services", response_model=ServiceOut, responses=problems(NotFound))
async def read_own_service(
    *,
    vendor_id: VendorRef,
    service_id: ServiceRef,
    _: Staff,
    read: ReadTxDep,
    storage: StorageDep,
    locale: LocaleDep,
    response: Response,
) -> ServiceOut:
    """In any status, with all translations; the ETag is the version to edit."""
    found = await service.get_service(read, service_id=service_id, vendor_id=vendor_id)
    tag(response, found.version)
    return await _shown(read, found, locale, storage.url)


@router.patch(
    "/{service_id}",
    summary="Change a service",
    response_model=ServiceOut,
    responses=problems(NotFound, StaleVersion, ExternalReferenceTaken),
)
async def update_service(
    *,
    vendor_id: VendorRef,
    service_id: ServiceRef,
    body: ServicePatch,
    _: Manager,
    tx: TxDep,
    storage: StorageDep,
    now: NowDep,
    locale: LocaleDep,
    response: Response,
    if_match: IfMatch = None,
) -> ServiceOut:
    """Only the fields sent change."""
    changed = await service.update_service(
        tx,
        vendor_id=vendor_id,
        service_id=service_id,
        version=seen_version(body.version, if_match),
        now=now,
        **service_changes(body, locale),
    )
    tag(response, changed.version)
    return await _shown(tx, changed, locale, storage.url)


@router.delete(
    "/{service_id}",
    summary="Archive a service",
    response_model=ServiceOut,
    responses=problems(NotFound, StaleVersion),
)
async def archive_service(
    *,
    vendor_id: VendorRef,
    service_id: ServiceRef,
    _: Manager,
    tx: TxDep,
    storage: StorageDep,
    now: NowDep,
    locale: LocaleDep,
    if_match: IfMatch = None,
) -> ServiceOut:
    """It is no longer sold; bookings made stay valid. Nothing is ever deleted."""
    archived = await service.archive_service(
        tx,
        vendor_id=vendor_id,
        service_id=service_id,
        version=None if if_match is None else header_version(if_match),
        now=now,
    )
    return await _shown(tx, archived, locale, storage.url)


async def _shown(read: ReadTx, offer: Service, locale: str, url: Urls) -> ServiceOut:
    images = await service.list_images(read, vendor_id=offer.vendor_id, service_ids=(offer.id,))
    return service_out(offer, images, locale=locale, url=url)
