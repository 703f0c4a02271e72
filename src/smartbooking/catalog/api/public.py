"""The public pages of offers, and their pictures."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from smartbooking.catalog import service
from smartbooking.catalog.domain import Service
from smartbooking.catalog.ports import OFFER_FACTS, Facts, OfferFacts
from smartbooking.catalog.schemas.public import ResourceDetail, ServiceDetail, resource_detail, service_detail
from smartbooking.catalog.schemas.showcase import ShowcaseOut, offer_key, showcase_out
from smartbooking.infra.http.deps import LocaleDep, NowDep, PrincipalDep, ReadTxDep, RuntimeDep, StorageDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import ResourceRef, ServiceRef
from smartbooking.kernel.problem import NotFound

router = APIRouter(prefix="/api/v1", tags=["Catalog"])
IMAGE_KEY: Final = re.compile(r"images/[0-9a-f]{2}/[0-9a-f]{40}-[0-9]{1,4}\.webp")
# A key names its content, so what it names never changes.
_MEDIA_HEADERS: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@router.get(
    "/resources/{resource_id:public_id}",
    summary="The public page of a resource",
    response_model=ResourceDetail,
    responses=problems(NotFound),
)
async def read_resource(
    *,
    resource_id: ResourceRef,
    read: ReadTxDep,
    principal: PrincipalDep,
    runtime: RuntimeDep,
    locale: LocaleDep,
    now: NowDep,
) -> ResourceDetail:
    """Name, place, pictures, amenities, services, and from which price it sells."""
    description = await service.describe(read, resource_id=resource_id, principal=principal)
    prices: OfferFacts | None = runtime.parts.get(OFFER_FACTS)
    facts = Facts()
    if prices is not None:
        facts = await prices.of_resource(read, resource=description.resource, services=description.services, now=now)
    vertical = service.get_vertical(description.resource.vertical)
    return resource_detail(
        description,
        facts,
        known=dict(service.amenities()),
        kind_unit=vertical.price_unit,
        locale=locale,
        url=runtime.storage.url,
    )


@router.get(
    "/services/{service_id:public_id}",
    summary="The public page of a service",
    response_model=ServiceDetail,
    responses=problems(NotFound),
)
async def read_service(
    *,
    service_id: ServiceRef,
    read: ReadTxDep,
    principal: PrincipalDep,
    runtime: RuntimeDep,
    locale: LocaleDep,
    now: NowDep,
) -> ServiceDetail:
    """Name, length, place, pictures, who carries it out, and its price."""
    description = await service.describe_service(read, service_id=service_id, principal=principal)
    prices: OfferFacts | None = runtime.parts.get(OFFER_FACTS)
    facts = Facts()
    if prices is not None:
        facts = await prices.of_service(read, service=description.service, now=now)
    vertical = service.get_vertical(description.service.vertical)
    return service_detail(
        description,
        facts,
        kind=vertical.kind,
        kind_unit="slot",
        locale=locale,
        url=runtime.storage.url,
    )


@router.get(
    "/businesses/{slug}",
    summary="The public page of a business",
    response_model=ShowcaseOut,
    responses=problems(NotFound),
)
async def read_business(
    *,
    slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,120}$", examples=["salon-aina"])],
    read: ReadTxDep,
    principal: PrincipalDep,
    runtime: RuntimeDep,
    locale: LocaleDep,
    now: NowDep,
) -> ShowcaseOut:
    """Everything it sells with the prices from which it sells. Before verification for people with the link."""
    found = await service.showcase(read, slug=slug, principal=principal, now=now)
    prices: OfferFacts | None = runtime.parts.get(OFFER_FACTS)
    facts: dict[str, Facts] = {}
    for offer in found.offers if prices else ():
        assert prices is not None
        of = (
            prices.of_service(read, service=offer, now=now)
            if isinstance(offer, Service)
            else (prices.of_resource(read, resource=offer, services=(), now=now))
        )
        facts[offer_key(offer)] = await of
    return showcase_out(found, facts, locale=locale, url=runtime.storage.url)


@router.get(
    "/media/{key:path}",
    summary="A stored picture",
    response_class=Response,
    responses={
        200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
        **problems(NotFound),
    },
)
async def read_media(
    key: Annotated[str, Path(examples=["images/ab/ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12-960.webp"])],
    storage: StorageDep,
) -> Response:
    """Pictures only, always WebP, cacheable for ever."""
    content = await storage.get(key) if IMAGE_KEY.fullmatch(key) else None
    if content is None:
        raise NotFound("No such picture.")
    return Response(content, media_type="image/webp", headers=_MEDIA_HEADERS)
