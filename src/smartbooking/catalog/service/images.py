"""Use cases of pictures: take an upload, show it, remove it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from smartbooking.catalog.domain import Image, Variant, text_errors
from smartbooking.catalog.errors import TooManyImages
from smartbooking.catalog.events import ResourceChanged, ServiceChanged
from smartbooking.catalog.repository import images as rows
from smartbooking.catalog.repository import resources, services
from smartbooking.catalog.service import pictures
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.infra.storage import Storage
from smartbooking.kernel.problem import FieldError, Invalid, NotFound
from smartbooking.kernel.text import Localized

MAX_IMAGES: Final = 30
ALT_LENGTH: Final = 200


async def add_image(
    database: Database,
    storage: Storage,
    *,
    vendor_id: int,
    resource_id: int | None = None,
    service_id: int | None = None,
    content: bytes,
    alt: Localized,
    now: datetime,
) -> Image:
    """Check, re-encode and store an upload, then attach it to a resource or a service.

    The blobs are written before the row and outside any transaction: a crash leaves at most a file nobody names,
    never a row without its file. Raises NotAnImage, ImageTooLarge, TooManyImages, NotFound, Invalid.
    """
    image = Image(vendor_id=vendor_id, id=0, resource_id=resource_id, service_id=service_id, alt=alt, variants=())
    if errors := text_errors("/alt", alt, ALT_LENGTH):
        raise Invalid(*errors)
    async with database.reading() as read:
        await _require_room(read, image)
    sizes = await pictures.encode(content)
    for size in sizes:
        await storage.put(size.key, size.content, pictures.CONTENT_TYPE)
    variants = tuple(Variant(key=size.key, width=size.width, height=size.height) for size in sizes)

    async def attach(tx: Tx) -> Image:
        await _require_room(tx, image)
        stored = await rows.insert_image(tx, _with_variants(image, variants), now=now)
        await _announce(tx, stored)
        return stored

    return await database.run(attach)


async def attach_image(tx: Tx, *, image: Image, now: datetime) -> Image:
    """Attach variants that are already stored (importers, demonstrations). Raises TooManyImages, NotFound."""
    await _require_room(tx, image)
    stored = await rows.insert_image(tx, image, now=now)
    await _announce(tx, stored)
    return stored


async def remove_image(
    tx: Tx, *, vendor_id: int, image_id: int, resource_id: int | None = None, service_id: int | None = None
) -> None:
    """Take a picture off an offer. Its blobs stay: keys name content, so others may show the same picture."""
    owner = rows.of_service(service_id) if service_id is not None else rows.of_resource(resource_id or 0)
    removed = await rows.delete_image(tx, vendor_id=vendor_id, image_id=image_id, owner=owner)
    if removed is None:
        raise NotFound("No such picture.")
    await _announce(tx, removed)


async def arrange_images(
    tx: Tx,
    *,
    vendor_id: int,
    order: Sequence[tuple[int, Localized]],
    resource_id: int | None = None,
    service_id: int | None = None,
) -> list[Image]:
    """Put an offer's pictures into this order with these alternative texts. Raises Invalid unless all are named."""
    resources_of = (resource_id,) if resource_id is not None else ()
    services_of = (service_id,) if service_id is not None else ()
    present = await list_images(tx, vendor_id=vendor_id, resource_ids=resources_of, service_ids=services_of)
    if sorted(number for number, _ in order) != sorted(image.id for image in present):
        raise Invalid(FieldError("/images", "Name each picture of the offer once.", "incomplete"))
    for position, (number, alt) in enumerate(order):
        if errors := text_errors(f"/images/{position}/alt", alt, ALT_LENGTH):
            raise Invalid(*errors)
        await rows.place_image(tx, vendor_id=vendor_id, image_id=number, position=position, alt=alt)
    if present:
        await _announce(tx, present[0])
    return await list_images(tx, vendor_id=vendor_id, resource_ids=resources_of, service_ids=services_of)


async def list_images(
    read: ReadTx, *, vendor_id: int, resource_ids: tuple[int, ...] = (), service_ids: tuple[int, ...] = ()
) -> list[Image]:
    """Pictures of some resources and services of one vendor, in display order."""
    return await rows.list_images(read, vendor_id=vendor_id, resource_ids=resource_ids, service_ids=service_ids)


def _with_variants(image: Image, variants: tuple[Variant, ...]) -> Image:
    return Image(
        vendor_id=image.vendor_id,
        id=image.id,
        resource_id=image.resource_id,
        service_id=image.service_id,
        alt=image.alt,
        variants=variants,
    )


async def _require_room(read: ReadTx, image: Image) -> None:
    """The owner exists, belongs to the vendor and has room for one more picture."""
    if image.resource_id is not None:
        known: object = await resources.find_resource(read, resource_id=image.resource_id, vendor_id=image.vendor_id)
    else:
        known = await services.find_service(read, service_id=image.service_id or 0, vendor_id=image.vendor_id)
    if known is None:
        raise NotFound("No such offer.")
    if await rows.count_images(read, image) >= MAX_IMAGES:
        raise TooManyImages(f"An offer shows at most {MAX_IMAGES} pictures.")


async def _announce(tx: Tx, image: Image) -> None:
    if image.resource_id is not None:
        await publish(tx, ResourceChanged(vendor_id=image.vendor_id, resource_id=image.resource_id))
    elif image.service_id is not None:
        await publish(tx, ServiceChanged(vendor_id=image.vendor_id, service_id=image.service_id))
