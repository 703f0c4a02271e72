"""Booking rules of an owner: notice, horizon, grid, lengths, stays, limits, and the pads of a resource."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smartbooking.availability.domain.rules import BookingRules, EffectiveRules, StayRestriction, effective
from smartbooking.availability.domain.terms import Owner
from smartbooking.availability.events import ScheduleChanged
from smartbooking.availability.repository import claims as ledger
from smartbooking.availability.repository import rules as rows
from smartbooking.availability.service.schedules import venue_of
from smartbooking.availability.service.terms import KEPT_DAYS, preset_rules
from smartbooking.catalog import service as catalog
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.problem import FieldError, Invalid

MOST_RESTRICTIONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRules:
    """What an owner decided itself, what holds in the end, and its restrictions of stays."""

    own: BookingRules
    effective: EffectiveRules
    restrictions: tuple[StayRestriction, ...]


async def _preset(read: ReadTx, *, vendor_id: int, owner: Owner, owner_id: int) -> BookingRules | None:
    if owner is Owner.RESOURCE:
        found = await catalog.get_resource(read, resource_id=owner_id, vendor_id=vendor_id)
        return preset_rules(catalog.get_vertical(found.vertical))
    if owner is Owner.SERVICE:
        service = await catalog.get_service(read, service_id=owner_id, vendor_id=vendor_id)
        return preset_rules(catalog.get_vertical(service.vertical))
    return None


async def get_rules(read: ReadTx, *, vendor_id: int, owner: Owner, owner_id: int, now: datetime) -> OwnRules:
    """The rules of an owner with those that hold in the end. Raises NotFound."""
    venue_id = await venue_of(read, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    own, venue = (owner, owner_id), (Owner.VENUE, venue_id)
    said = await rows.rules(read, vendor_id=vendor_id, owners=[own, venue])
    since = now.date() - timedelta(days=KEPT_DAYS)
    restricted = await rows.restrictions(read, vendor_id=vendor_id, owners=[own], since=since)
    preset = await _preset(read, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    return OwnRules(
        own=said.get(own, BookingRules()),
        effective=effective(said.get(own), said.get(venue), preset),
        restrictions=tuple(restricted.get(own, ())),
    )


async def set_rules(
    tx: Tx,
    *,
    vendor_id: int,
    owner: Owner,
    owner_id: int,
    given: BookingRules,
    restrictions: Sequence[StayRestriction] = (),
) -> None:
    """Replace the rules and restrictions of an owner. Raises NotFound, Invalid.

    Pads of a resource go to the ledger and hold for claims made from now on; those it has keep theirs.
    """
    await venue_of(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    _check(owner, given, restrictions)
    await rows.replace_rules(tx, vendor_id=vendor_id, owner=(owner, owner_id), given=given)
    await rows.replace_restrictions(tx, vendor_id=vendor_id, owner=(owner, owner_id), given=restrictions)
    await publish(tx, ScheduleChanged(vendor_id=vendor_id, owner=owner.value, owner_id=owner_id))
    if owner is Owner.RESOURCE:
        await _set_pads(tx, vendor_id=vendor_id, resource_id=owner_id, given=given)


async def apply_preset_pads(tx: Tx, *, vendor_id: int, resource_id: int) -> None:
    """Write the pads of the vertical's preset (or the resource's own rules) to the ledger. Raises NotFound."""
    said = await rows.rules(tx, vendor_id=vendor_id, owners=[(Owner.RESOURCE, resource_id)])
    given = said.get((Owner.RESOURCE, resource_id), BookingRules())
    await _set_pads(tx, vendor_id=vendor_id, resource_id=resource_id, given=given)


async def _set_pads(tx: Tx, *, vendor_id: int, resource_id: int, given: BookingRules) -> None:
    preset = await _preset(tx, vendor_id=vendor_id, owner=Owner.RESOURCE, owner_id=resource_id) or BookingRules()
    before = preset.pad_before_minutes if given.pad_before_minutes is None else given.pad_before_minutes
    after = preset.pad_after_minutes if given.pad_after_minutes is None else given.pad_after_minutes
    await ledger.set_pads(  # only future claims: those that exist keep theirs
        tx, vendor_id=vendor_id, resource_id=resource_id, before_seconds=(before or 0) * 60,
        after_seconds=(after or 0) * 60,
    )  # fmt: skip


def _check(owner: Owner, given: BookingRules, restrictions: Sequence[StayRestriction]) -> None:
    errors = []
    if _reversed(given.min_minutes, given.max_minutes):
        errors.append(_out_of_order("/rules/maxMinutes"))
    if _reversed(given.min_nights, given.max_nights):
        errors.append(_out_of_order("/rules/maxNights"))
    if owner is not Owner.RESOURCE and (given.pad_before_minutes or given.pad_after_minutes):
        errors.append(FieldError("/rules/padAfterMinutes", "Pads belong to a resource.", "not_here"))
    if len(restrictions) > MOST_RESTRICTIONS:
        errors.append(FieldError("/restrictions", f"At most {MOST_RESTRICTIONS}.", "too_many"))
    errors += [error for index, one in enumerate(restrictions) for error in _restriction_errors(index, one)]
    if errors:
        raise Invalid(*errors)


def _restriction_errors(index: int, one: StayRestriction) -> Iterator[FieldError]:
    if one.valid_from >= one.valid_until:
        yield FieldError(f"/restrictions/{index}/validUntil", "It ends after it begins.", "out_of_order")
    if _reversed(one.min_nights, one.max_nights):
        yield _out_of_order(f"/restrictions/{index}/maxNights")


def _reversed(shortest: int | None, longest: int | None) -> bool:
    return shortest is not None and longest is not None and longest < shortest


def _out_of_order(pointer: str) -> FieldError:
    return FieldError(pointer, "The longest is not shorter than the shortest.", "out_of_order")
