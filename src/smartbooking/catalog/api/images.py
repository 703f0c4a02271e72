"""Uploads of pictures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile

from smartbooking.catalog import service
from smartbooking.catalog.access import Manager
from smartbooking.catalog.errors import ImageTooLarge, NotAnImage, TooManyImages
from smartbooking.catalog.schemas.fields import ImageOut, ImagesIn, ImagesOut, image_out, localized
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, StorageDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import ImageRef, ResourceRef, ServiceRef, VendorRef
from smartbooking.kernel.problem import Invalid, NotFound, TooManyRequests
from smartbooking.kernel.text import Localized

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}", tags=["Catalog"])
Picture = Annotated[UploadFile, File(description="JPEG, PNG, WebP, GIF or AVIF, at most 10 MB")]
Alt = Annotated[str, Form(max_length=200, description="What the picture shows, for those who can not see it")]
_REFUSALS = problems(NotFound, NotAnImage, ImageTooLarge, TooManyImages, TooManyRequests)
# Decoding is the dearest thing a request can ask for.
_LIMITS = [Depends(rate_limit("uploads", "60/minute", by="principal"))]


@router.post(
    "/resources/{resource_id}/images",
    summary="Add a picture to a resource",
    status_code=201,
    response_model=ImageOut,
    responses=_REFUSALS,
    dependencies=_LIMITS,
)
async def add_resource_image(
    *,
    vendor_id: VendorRef,
    resource_id: ResourceRef,
    file: Picture,
    _: Manager,
    database: DatabaseDep,
    storage: StorageDep,
    now: NowDep,
    locale: LocaleDep,
    alt: Alt = "",
) -> ImageOut:
    """The picture is checked by its content, stripped of metadata and stored as WebP in up to three widths."""
    image = await service.add_image(
        database,
        storage,
        vendor_id=vendor_id,
        resource_id=resource_id,
        content=await file.read(),
        alt=Localized({locale: alt} if alt else {}),
        now=now,
    )
    return image_out(image, locale=locale, url=storage.url)


@router.post(
    "/services/{service_id}/images",
    summary="Add a picture to a service",
    status_code=201,
    response_model=ImageOut,
    responses=_REFUSALS,
    dependencies=_LIMITS,
)
async def add_service_image(
    *,
    vendor_id: VendorRef,
    service_id: ServiceRef,
    file: Picture,
    _: Manager,
    database: DatabaseDep,
    storage: StorageDep,
    now: NowDep,
    locale: LocaleDep,
    alt: Alt = "",
) -> ImageOut:
    """As for resources."""
    image = await service.add_image(
        database,
        storage,
        vendor_id=vendor_id,
        service_id=service_id,
        content=await file.read(),
        alt=Localized({locale: alt} if alt else {}),
        now=now,
    )
    return image_out(image, locale=locale, url=storage.url)


@router.delete(
    "/resources/{resource_id}/images/{image_id}",
    summary="Remove a picture from a resource",
    status_code=204,
    responses=problems(NotFound),
)
async def remove_resource_image(
    vendor_id: VendorRef, resource_id: ResourceRef, image_id: ImageRef, _: Manager, tx: TxDep
) -> Response:
    """Addresses of the picture that were given out keep working."""
    await service.remove_image(tx, vendor_id=vendor_id, image_id=image_id, resource_id=resource_id)
    return Response(status_code=204)


@router.delete(
    "/services/{service_id}/images/{image_id}",
    summary="Remove a picture from a service",
    status_code=204,
    responses=problems(NotFound),
)
async def remove_service_image(
    vendor_id: VendorRef, service_id: ServiceRef, image_id: ImageRef, _: Manager, tx: TxDep
) -> Response:
    """Addresses of the picture that were given out keep working."""
    await service.remove_image(tx, vendor_id=vendor_id, image_id=image_id, service_id=service_id)
    return Response(status_code=204)


@router.put(
    "/resources/{resource_id}/images",
    summary="Arrange the pictures of a resource",
    response_model=ImagesOut,
    responses=problems(NotFound, Invalid),
)
async def arrange_resource_images(
    *,
    vendor_id: VendorRef,
    resource_id: ResourceRef,
    body: ImagesIn,
    _: Manager,
    tx: TxDep,
    storage: StorageDep,
    locale: LocaleDep,
) -> ImagesOut:
    """Order and alternative texts at once; the first picture is the cover."""
    await service.get_resource(tx, resource_id=resource_id, vendor_id=vendor_id)
    order = [(place.id, localized(place.alt, locale)) for place in body.images]
    found = await service.arrange_images(tx, vendor_id=vendor_id, resource_id=resource_id, order=order)
    return ImagesOut(data=[image_out(image, locale=locale, url=storage.url) for image in found])


@router.put(
    "/services/{service_id}/images",
    summary="Arrange the pictures of a service",
    response_model=ImagesOut,
    responses=problems(NotFound, Invalid),
)
async def arrange_service_images(
    *,
    vendor_id: VendorRef,
    service_id: ServiceRef,
    body: ImagesIn,
    _: Manager,
    tx: TxDep,
    storage: StorageDep,
    locale: LocaleDep,
) -> ImagesOut:
    """As for resources."""
    await service.get_service(tx, service_id=service_id, vendor_id=vendor_id)
    order = [(place.id, localized(place.alt, locale)) for place in body.images]
    found = await service.arrange_images(tx, vendor_id=vendor_id, service_id=service_id, order=order)
    return ImagesOut(data=[image_out(image, locale=locale, url=storage.url) for image in found])
