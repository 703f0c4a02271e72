"""What vendors say about opening: weekly hours by season, special days, public holidays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from smartbooking.availability.domain.hours import HolidayPolicy, Schedule, Season, SpecialDay
from smartbooking.availability.domain.terms import Owner, Place
from smartbooking.availability.events import ScheduleChanged
from smartbooking.availability.repository import schedules as rows
from smartbooking.availability.service.terms import KEPT_DAYS, place_of
from smartbooking.catalog import service as catalog
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.problem import FieldError, Invalid, NotFound
from smartbooking.vendors import service as vendors

MOST_SEASONS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSchedule:
    """What an owner said itself, and what its venue said, which fills the gaps."""

    own: Schedule
    venue: Schedule
    place: Place


async def venue_of(read: ReadTx, *, vendor_id: int, owner: Owner, owner_id: int) -> int:
    """The venue an owner belongs to. Raises NotFound, also for an owner of another vendor."""
    if owner is Owner.VENUE:
        return (await vendors.get_venue(read, vendor_id=vendor_id, venue_id=owner_id)).id
    if owner is Owner.RESOURCE:
        return (await catalog.get_resource(read, resource_id=owner_id, vendor_id=vendor_id)).venue_id
    return (await catalog.get_service(read, service_id=owner_id, vendor_id=vendor_id)).venue_id


async def get_schedule(read: ReadTx, *, vendor_id: int, owner: Owner, owner_id: int, now: datetime) -> OwnSchedule:
    """The schedule of an owner and of its venue, special days of the past left out. Raises NotFound."""
    venue_id = await venue_of(read, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    venue = await vendors.get_venue(read, vendor_id=vendor_id, venue_id=venue_id)
    keys = [(owner, owner_id), (Owner.VENUE, venue_id)]
    found = await rows.schedules(read, vendor_id=vendor_id, owners=keys, since=now.date() - timedelta(days=KEPT_DAYS))
    return OwnSchedule(own=found[keys[0]], venue=found[keys[1]], place=place_of(venue, trading=True))


async def set_schedule(
    tx: Tx,
    *,
    vendor_id: int,
    owner: Owner,
    owner_id: int,
    seasons: Sequence[Season],
    holidays: HolidayPolicy | None,
) -> None:
    """Replace weekly hours and holiday policy; special days and bookings stay. Raises NotFound, Invalid."""
    await venue_of(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    _check_seasons(seasons)
    await rows.replace_seasons(tx, vendor_id=vendor_id, owner=(owner, owner_id), seasons=seasons)
    await rows.replace_holiday_policy(tx, vendor_id=vendor_id, owner=(owner, owner_id), policy=holidays)
    await _announce(tx, vendor_id, owner, owner_id)


def _check_seasons(seasons: Sequence[Season]) -> None:
    """Two seasons that begin on the same date would leave it open which one holds."""
    if len(seasons) > MOST_SEASONS:
        raise Invalid(FieldError("/seasons", f"At most {MOST_SEASONS} seasons.", "too_many"))
    begins: set[date | None] = set()
    for index, season in enumerate(seasons):
        if season.valid_from and season.valid_until and season.valid_from >= season.valid_until:
            raise Invalid(FieldError(f"/seasons/{index}/validUntil", "A season ends after it begins.", "out_of_order"))
        if season.valid_from in begins:
            raise Invalid(FieldError(f"/seasons/{index}/validFrom", "Two seasons begin on the same date.", "repeated"))
        begins.add(season.valid_from)


async def add_exception(tx: Tx, *, vendor_id: int, owner: Owner, owner_id: int, special: SpecialDay) -> None:
    """Give one date its own hours (none: closed), in place of any special hours it had. Raises NotFound."""
    await venue_of(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    await rows.put_special_day(tx, vendor_id=vendor_id, owner=(owner, owner_id), special=special)
    await _announce(tx, vendor_id, owner, owner_id)


async def remove_exception(tx: Tx, *, vendor_id: int, owner: Owner, owner_id: int, day: date) -> None:
    """Give a date its ordinary hours back. Raises NotFound when it had no special ones."""
    await venue_of(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    if not await rows.remove_special_day(tx, vendor_id=vendor_id, owner=(owner, owner_id), day=day):
        raise NotFound("That date has no special hours.")
    await _announce(tx, vendor_id, owner, owner_id)


async def _announce(tx: Tx, vendor_id: int, owner: Owner, owner_id: int) -> None:
    await publish(tx, ScheduleChanged(vendor_id=vendor_id, owner=owner.value, owner_id=owner_id))
