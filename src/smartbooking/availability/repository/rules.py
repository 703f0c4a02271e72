"""Booking rules and stay restrictions."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from smartbooking.availability.domain.rules import BookingRules, StayRestriction
from smartbooking.availability.domain.terms import Owner
from smartbooking.availability.models import RestrictionRow, RulesRow
from smartbooking.availability.repository.schedules import OwnerKey
from smartbooking.infra.db import ReadTx, Tx

_WEEKDAYS = ("no_arrival_weekdays", "no_departure_weekdays")
_NAMES = tuple(field.name for field in dataclasses.fields(BookingRules))


def _keys(owners: Sequence[OwnerKey]) -> list[tuple[str, int]]:
    return [(owner.value, number) for owner, number in owners]


async def rules(read: ReadTx, *, vendor_id: int, owners: Sequence[OwnerKey]) -> dict[OwnerKey, BookingRules]:
    """What each owner decided; owners that decided nothing are left out."""
    rows = await read.scalars(
        select(RulesRow).where(
            RulesRow.vendor_id == vendor_id, tuple_(RulesRow.owner, RulesRow.owner_id).in_(_keys(owners))
        )
    )
    return {(Owner(row.owner), row.owner_id): _rules(row) for row in rows.all()}


def _rules(row: RulesRow) -> BookingRules:
    values = {name: getattr(row, name) for name in _NAMES}
    for name in _WEEKDAYS:
        values[name] = None if values[name] is None else tuple(values[name])
    return BookingRules(**values)


async def restrictions(
    read: ReadTx, *, vendor_id: int, owners: Sequence[OwnerKey], since: date
) -> dict[OwnerKey, list[StayRestriction]]:
    """Stay restrictions that have not ended before `since`, by owner."""
    rows = await read.scalars(
        select(RestrictionRow)
        .where(
            RestrictionRow.vendor_id == vendor_id,
            tuple_(RestrictionRow.owner, RestrictionRow.owner_id).in_(_keys(owners)),
            RestrictionRow.valid_until > since,
        )
        .order_by(RestrictionRow.valid_from, RestrictionRow.id)
    )
    found: dict[OwnerKey, list[StayRestriction]] = defaultdict(list)
    for row in rows.all():
        found[Owner(row.owner), row.owner_id].append(
            StayRestriction(
                valid_from=row.valid_from, valid_until=row.valid_until, weekdays=tuple(row.weekdays),
                min_nights=row.min_nights, max_nights=row.max_nights, no_arrival=row.no_arrival,
                no_departure=row.no_departure,
            )
        )  # fmt: skip
    return found


async def replace_rules(tx: Tx, *, vendor_id: int, owner: OwnerKey, given: BookingRules) -> None:
    """These rules instead of the owner's."""
    values: dict[str, Any] = dataclasses.asdict(given)  # Any: columns of several types
    for name in _WEEKDAYS:
        values[name] = None if values[name] is None else list(values[name])
    key = {"vendor_id": vendor_id, "owner": owner[0].value, "owner_id": owner[1]}
    await tx.execute(
        insert(RulesRow)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=["vendor_id", "owner", "owner_id"], set_=values)
    )


async def replace_restrictions(tx: Tx, *, vendor_id: int, owner: OwnerKey, given: Sequence[StayRestriction]) -> None:
    """These restrictions instead of all the owner had."""
    await tx.execute(
        delete(RestrictionRow).where(
            RestrictionRow.vendor_id == vendor_id,
            RestrictionRow.owner == owner[0].value,
            RestrictionRow.owner_id == owner[1],
        )
    )
    if given:
        base = {"vendor_id": vendor_id, "owner": owner[0].value, "owner_id": owner[1]}
        rows = [{**base, **dataclasses.asdict(one), "weekdays": list(one.weekdays)} for one in given]
        await tx.execute(insert(RestrictionRow), rows)
