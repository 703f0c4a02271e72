"""Pictures of offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Row, Table, delete, func, insert, select, update

from smartbooking.catalog.domain import Image, Variant
from smartbooking.catalog.models import ImageRow
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.text import Localized

_IMAGE: Final = cast(Table, ImageRow.__table__)


async def insert_image(tx: Tx, image: Image, *, now: datetime) -> Image:
    """Store a picture after the others of its owner; `id` and `position` of the input are ignored."""
    behind = select(func.coalesce(func.max(_IMAGE.c.position) + 1, 0)).where(*_owned_by(image))
    statement = insert(_IMAGE).values(
        vendor_id=image.vendor_id,
        resource_id=image.resource_id,
        service_id=image.service_id,
        alt=dict(image.alt.texts),
        variants=[{"key": v.key, "width": v.width, "height": v.height} for v in image.variants],
        position=behind.scalar_subquery(),
        created_at=now,
    )
    return _image((await tx.execute(statement.returning(*_IMAGE.c))).one())


async def place_image(tx: Tx, *, vendor_id: int, image_id: int, position: int, alt: Localized) -> None:
    """Give a picture its place in the order and its alternative text."""
    mine = (_IMAGE.c.vendor_id == vendor_id) & (_IMAGE.c.id == image_id)
    await tx.execute(update(_IMAGE).where(mine).values(position=position, alt=dict(alt.texts)))


async def delete_image(tx: Tx, *, vendor_id: int, image_id: int, owner: ColumnElement[bool]) -> Image | None:
    """Remove a picture's row; None when the owner has no such picture."""
    statement = delete(_IMAGE).where(_IMAGE.c.vendor_id == vendor_id, _IMAGE.c.id == image_id, owner)
    row = (await tx.execute(statement.returning(*_IMAGE.c))).one_or_none()
    return None if row is None else _image(row)


async def list_images(
    read: ReadTx, *, vendor_id: int, resource_ids: Sequence[int] = (), service_ids: Sequence[int] = ()
) -> list[Image]:
    """Pictures of some resources and services of one vendor, in display order."""
    if not (resource_ids or service_ids):
        return []
    shown = _IMAGE.c.resource_id.in_(resource_ids) | _IMAGE.c.service_id.in_(service_ids)
    statement = select(_IMAGE).where(_IMAGE.c.vendor_id == vendor_id, shown)
    return [_image(row) for row in await read.execute(statement.order_by(_IMAGE.c.position, _IMAGE.c.id))]


async def count_images(read: ReadTx, image: Image) -> int:
    """How many pictures the owner of `image` has."""
    return await read.scalar(select(func.count()).select_from(_IMAGE).where(*_owned_by(image))) or 0


def of_resource(resource_id: int) -> ColumnElement[bool]:
    return _IMAGE.c.resource_id == resource_id


def of_service(service_id: int) -> ColumnElement[bool]:
    return _IMAGE.c.service_id == service_id


def _owned_by(image: Image) -> list[ColumnElement[bool]]:
    owner = of_service(image.service_id) if image.service_id else of_resource(image.resource_id or 0)
    return [_IMAGE.c.vendor_id == image.vendor_id, owner]


def _image(row: Row[Any]) -> Image:
    return Image(
        vendor_id=row.vendor_id,
        id=row.id,
        resource_id=row.resource_id,
        service_id=row.service_id,
        alt=Localized(row.alt),
        variants=tuple(Variant(**variant) for variant in row.variants),
        position=row.position,
    )
