"""All SQL of vendors."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from smartbooking.infra.db import ReadTx, Tx, constraint_of
from smartbooking.kernel.page import Page
from smartbooking.kernel.text import Localized
from smartbooking.vendors.domain import Address, Decision, Transition, Vendor, VendorStatus, Venue, Verb
from smartbooking.vendors.errors import ExternalReferenceTaken
from smartbooking.vendors.models import DecisionRow, VendorRow, VenueRow

_REFERENCES: Final = frozenset({"one_vendor_per_external_ref", "one_venue_per_external_ref"})
_ATTEMPTS: Final = 8


async def insert_vendor(tx: Tx, *, slug: str, facts: Mapping[str, Any]) -> Vendor:
    """A new vendor under the slug, or under the slug with a random tail when it is taken."""
    return _vendor(await _insert_with_slug(tx, VendorRow, slug, facts))


async def insert_venue(tx: Tx, *, slug: str, facts: Mapping[str, Any]) -> Venue:
    """As `insert_vendor`."""
    return _venue(await _insert_with_slug(tx, VenueRow, slug, facts))


async def vendor(read: ReadTx, vendor_id: int) -> Vendor | None:
    row = await read.scalar(select(VendorRow).where(VendorRow.id == vendor_id))
    return _vendor(row) if row else None


async def vendor_by_slug(read: ReadTx, slug: str) -> Vendor | None:
    row = await read.scalar(select(VendorRow).where(VendorRow.slug == slug))
    return _vendor(row) if row else None


async def vendor_by_external_ref(read: ReadTx, external_ref: str) -> Vendor | None:
    row = await read.scalar(select(VendorRow).where(VendorRow.external_ref == external_ref))
    return _vendor(row) if row else None


async def vendors_by_id(read: ReadTx, vendor_ids: Collection[int]) -> Mapping[int, Vendor]:
    rows = await read.scalars(select(VendorRow).where(VendorRow.id.in_(vendor_ids)))
    return {row.id: _vendor(row) for row in rows}


async def find_vendors(
    read: ReadTx,
    *,
    query: str,
    status: VendorStatus | None,
    among: Collection[int] | None,
    page: int,
    limit: int,
) -> Page[Vendor]:
    """Newest first. `among`: only these ids (None for all); `query`: part of a name, registered name or slug."""
    chosen: list[ColumnElement[bool]] = []
    if status is not None:
        chosen.append(VendorRow.status == status)
    if among is not None:
        chosen.append(VendorRow.id.in_(among))
    if query:
        names = [VendorRow.name[locale].astext for locale in ("kk", "ru", "en")]
        searched = func.concat_ws(" ", *names, VendorRow.legal_name, VendorRow.slug)
        chosen.append(searched.icontains(query, autoescape=True))
    total = await read.scalar(select(func.count()).select_from(VendorRow).where(*chosen))
    rows = await read.scalars(
        select(VendorRow).where(*chosen).order_by(VendorRow.id.desc()).limit(limit).offset((page - 1) * limit)
    )
    return Page(rows=[_vendor(row) for row in rows], page=page, limit=limit, total=total or 0)


async def update_vendor(tx: Tx, vendor_id: int, *, version: int, changes: Mapping[str, Any]) -> Vendor | None:
    """The vendor after the change; None when it is not at `version` any more."""
    row = await tx.scalar(
        update(VendorRow)
        .where(VendorRow.id == vendor_id, VendorRow.version == version)
        .values(**changes, version=VendorRow.version + 1, updated_at=func.now())
        .returning(VendorRow)
    )
    return _vendor(row) if row else None


async def take_step(
    tx: Tx, vendor_id: int, *, verb: Verb, transition: Transition, reason: str, by: str
) -> Vendor | None:
    """Compare-and-swap on the status, and its line in the history; None when the vendor is in another state."""
    before = await tx.scalar(select(VendorRow.status).where(VendorRow.id == vendor_id).with_for_update())
    if before is None or VendorStatus(before) not in transition.sources:
        return None
    row = await tx.scalar(
        update(VendorRow)
        .where(VendorRow.id == vendor_id)
        .values(status=transition.target, version=VendorRow.version + 1, updated_at=func.now())
        .returning(VendorRow)
    )
    await tx.execute(
        plain_insert(DecisionRow).values(
            vendor_id=vendor_id, verb=verb, from_status=before, to_status=transition.target, reason=reason,
            decided_by=by,
        )
    )  # fmt: skip
    return _vendor(row) if row else None


async def decisions(read: ReadTx, vendor_id: int) -> Sequence[Decision]:
    """The history of a vendor, newest first."""
    rows = await read.scalars(
        select(DecisionRow).where(DecisionRow.vendor_id == vendor_id).order_by(DecisionRow.id.desc())
    )
    return [
        Decision(
            verb=Verb(row.verb), from_status=VendorStatus(row.from_status), to_status=VendorStatus(row.to_status),
            reason=row.reason, by=row.decided_by, at=row.decided_at,
        )
        for row in rows
    ]  # fmt: skip


async def venue(read: ReadTx, *, vendor_id: int, venue_id: int) -> Venue | None:
    row = await read.scalar(select(VenueRow).where(VenueRow.vendor_id == vendor_id, VenueRow.id == venue_id))
    return _venue(row) if row else None


async def venue_with_vendor(read: ReadTx, venue_id: int) -> tuple[Venue, Vendor] | None:
    """A venue by its number alone, for public addresses."""
    found = (
        await read.execute(
            select(VenueRow, VendorRow)
            .join(VendorRow, VendorRow.id == VenueRow.vendor_id)
            .where(VenueRow.id == venue_id)
        )
    ).one_or_none()
    return (_venue(found[0]), _vendor(found[1])) if found else None


async def venues_of(read: ReadTx, vendor_id: int) -> Sequence[Venue]:
    rows = await read.scalars(select(VenueRow).where(VenueRow.vendor_id == vendor_id).order_by(VenueRow.id))
    return [_venue(row) for row in rows]


async def venues_by_id(read: ReadTx, venue_ids: Collection[int]) -> Mapping[int, Venue]:
    rows = await read.scalars(select(VenueRow).where(VenueRow.id.in_(venue_ids)))
    return {row.id: _venue(row) for row in rows}


async def update_venue(
    tx: Tx, *, vendor_id: int, venue_id: int, version: int, changes: Mapping[str, Any]
) -> Venue | None:
    """The venue after the change; None when it is not at `version` any more."""
    row = await tx.scalar(
        update(VenueRow)
        .where(VenueRow.vendor_id == vendor_id, VenueRow.id == venue_id, VenueRow.version == version)
        .values(**changes, version=VenueRow.version + 1, updated_at=func.now())
        .returning(VenueRow)
    )
    return _venue(row) if row else None


def address_json(address: Address) -> dict[str, Any]:
    """Only the parts that are there."""
    return {name: part for name, part in asdict(address).items() if part}


async def _insert_with_slug(
    tx: Tx, table: type[VendorRow] | type[VenueRow], slug: str, facts: Mapping[str, Any]
) -> Any:  # Any: the row class given as `table`
    wanted = slug
    for _ in range(_ATTEMPTS):
        statement = insert(table).values(**facts, slug=wanted)
        try:
            row = await tx.scalar(statement.on_conflict_do_nothing(index_elements=[table.slug]).returning(table))
        except IntegrityError as error:
            if constraint_of(error) in _REFERENCES:
                raise ExternalReferenceTaken from error
            raise
        if row is not None:
            return row
        wanted = f"{slug}-{secrets.token_hex(3)}"
    raise RuntimeError(f"no free address for {slug} in {_ATTEMPTS} attempts")


def _vendor(row: VendorRow) -> Vendor:
    return Vendor(
        id=row.id,
        slug=row.slug,
        name=Localized(row.name),
        description=Localized(row.description),
        vertical=row.vertical,
        country=row.country,
        currency=row.currency,
        timezone=row.timezone,
        phone=row.phone,
        email=row.email,
        website=row.website,
        legal_name=row.legal_name,
        business_number=row.business_number,
        external_ref=row.external_ref,
        status=VendorStatus(row.status),
        open_by_link=row.open_by_link,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _venue(row: VenueRow) -> Venue:
    parts = {**row.address, "former_streets": tuple(row.address.get("former_streets", ()))}
    return Venue(
        vendor_id=row.vendor_id,
        id=row.id,
        slug=row.slug,
        name=Localized(row.name),
        place=Address(**parts),
        city=row.city,
        latitude=row.latitude,
        longitude=row.longitude,
        timezone=row.timezone,
        country=row.country,
        currency=row.currency,
        check_in=row.check_in,
        check_out=row.check_out,
        phone=row.phone,
        external_ref=row.external_ref,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
