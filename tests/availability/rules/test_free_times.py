"""Free times of real resources and services, read from the ledger's pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from smartbooking.availability import service as availability
from smartbooking.availability.domain import BookingRules, EffectiveRules, NewClaim, Offer, Owner, SpecialDay, Want
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights, Period
from tests.availability.rules.factory import NOW, set_hours, week
from tests.catalog.factory import make_resource, make_service, make_stylist, make_venue

MONDAY = date(2026, 11, 23)


def almaty(hour: int, minute: int = 0, *, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=5)


async def take(tx: Tx, vendor_id: int, resource_id: int, start: datetime, minutes: int, quantity: int = 1) -> None:
    claim = NewClaim(
        line=1, resource_id=resource_id, span=Period(start, start + timedelta(minutes=minutes)), quantity=quantity
    )
    await availability.allocate(tx, vendor_id=vendor_id, booking_id=uuid7(), claims=[claim])


async def test_a_taken_hour_is_shown_as_taken_and_its_neighbours_as_free(tx: Tx) -> None:
    venue = await make_venue(tx)
    court = await make_resource(tx, venue, vertical="sauna")
    await set_hours(tx, venue.vendor_id, Owner.RESOURCE, court.id, week("10:00-14:00"))
    await take(tx, venue.vendor_id, court.id, almaty(11), 60)

    shown = await availability.free_slots(
        tx, offer=Offer(resource_id=court.id), day_from=MONDAY, days=1, duration=timedelta(hours=1), now=NOW
    )

    day = shown.days[0]
    assert [(slot.start_local[11:], slot.available, slot.reason) for slot in day.slots] == [
        ("10:00", True, None),
        ("11:00", False, "no_room"),
        ("12:00", True, None),
        ("13:00", True, None),
    ]
    assert day.opens == (("2026-11-23T10:00", "2026-11-23T14:00"),)
    assert {slot.utc_offset for slot in day.slots} == {"+05:00"}


@pytest.mark.parametrize(
    ("rules", "minutes"),
    [
        ({}, 30),
        ({"min_minutes": 45}, 45),
        ({"usual_minutes": 120}, 120),
        ({"usual_minutes": 120, "min_minutes": 60, "duration_step_minutes": 60}, 120),
        ({"usual_minutes": 120, "min_minutes": 180}, 180),
        ({"usual_minutes": 120, "min_minutes": 60, "max_minutes": 90}, 90),
        ({"usual_minutes": 120, "min_minutes": 50, "duration_step_minutes": 40}, 90),
    ],
)
def test_the_usual_length_is_offered_as_near_as_the_rules_allow(rules: dict[str, int], minutes: int) -> None:
    assert EffectiveRules(**rules).default_minutes == minutes


async def test_without_a_duration_the_usual_one_of_the_kind_is_offered(tx: Tx) -> None:
    venue = await make_venue(tx)
    sauna = await make_resource(tx, venue, vertical="sauna")
    await set_hours(tx, venue.vendor_id, Owner.RESOURCE, sauna.id, week("10:00-14:00"))

    shown = await availability.free_slots(tx, offer=Offer(resource_id=sauna.id), day_from=MONDAY, days=1, now=NOW)

    assert shown.duration_minutes == 120
    assert [(slot.start_local[11:], slot.end_local[11:]) for slot in shown.days[0].slots] == [
        ("10:00", "12:00"),
        ("11:00", "13:00"),
        ("12:00", "14:00"),
    ]


async def test_a_change_of_hours_shows_at_once_although_terms_are_remembered(tx: Tx) -> None:
    venue = await make_venue(tx)
    court = await make_resource(tx, venue, vertical="sauna")
    await set_hours(tx, venue.vendor_id, Owner.RESOURCE, court.id, week("10:00-12:00"))
    ask = {"offer": Offer(resource_id=court.id), "day_from": MONDAY, "days": 1, "duration": timedelta(hours=1)}
    before = await availability.free_slots(tx, **ask, now=NOW)

    await availability.add_exception(
        tx, vendor_id=venue.vendor_id, owner=Owner.VENUE, owner_id=venue.id, special=SpecialDay(day=MONDAY, hours=())
    )
    after = await availability.free_slots(tx, **ask, now=NOW)

    assert len(before.days[0].slots) == 2
    assert after.days[0].slots == ()
    assert after.days[0].closed is not None
    assert after.days[0].closed.code == "closed_on_day"


async def test_a_service_takes_one_stylist_and_one_chair(tx: Tx) -> None:
    venue = await make_venue(tx)
    anna = await make_stylist(tx, venue, name="Анна")
    dana = await make_stylist(tx, venue, name="Дана")
    chair = await make_stylist(tx, venue, name="Кресло", role="chair")
    cut = await make_service(tx, venue, ("stylist", (anna.id, dana.id)), ("chair", (chair.id,)))
    await set_hours(tx, venue.vendor_id, Owner.VENUE, venue.id, week("10:00-14:00"))
    await take(tx, venue.vendor_id, anna.id, almaty(13), 45)
    want = Want(service_id=cut.id, span=Period(almaty(11), almaty(11, 45)))

    verdict = await availability.check(tx, want=want, now=NOW)

    assert verdict.available, verdict.reasons
    assert [(claim.resource_id, claim.quantity) for claim in verdict.claims] == [(dana.id, 1), (chair.id, 1)]
    await availability.hold(
        tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=verdict.claims, hold_for=timedelta(minutes=10)
    )
    again = await availability.check(tx, want=want, now=NOW)
    assert [reason.code for reason in again.reasons] == ["nobody_free"]
    assert again.reasons[0].params == {"role": "chair"}
    assert again.claims == ()


async def test_nights_show_what_is_left_and_where_one_may_arrive(tx: Tx) -> None:
    venue = await make_venue(tx)
    room = await make_resource(tx, venue, capacity=2)
    await availability.set_rules(
        tx, vendor_id=venue.vendor_id, owner=Owner.RESOURCE, owner_id=room.id,
        given=BookingRules(min_nights=2, no_arrival_weekdays=(7,), no_departure_weekdays=(1,)),
    )  # fmt: skip
    claim = NewClaim(line=1, resource_id=room.id, span=Nights(date(2026, 11, 24), date(2026, 11, 26)), quantity=2)
    await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=[claim])

    shown = await availability.night_calendar(tx, resource_id=room.id, day_from=date(2026, 11, 22), days=5, now=NOW)

    assert [(n.day.day, n.free, n.available, n.can_arrive, n.can_depart) for n in shown.nights] == [
        (22, 2, True, False, True),
        (23, 2, True, True, False),
        (24, 0, False, False, True),
        (25, 0, False, False, True),
        (26, 2, True, True, True),
    ]
    assert {night.min_nights for night in shown.nights} == {2}


@pytest.mark.parametrize("month_number", [11])
async def test_a_month_counts_places_by_night(tx: Tx, month_number: int) -> None:
    venue = await make_venue(tx)
    room = await make_resource(tx, venue, capacity=8)
    claim = NewClaim(line=1, resource_id=room.id, span=Nights(date(2026, 11, 24), date(2026, 11, 25)), quantity=6)
    full = NewClaim(line=1, resource_id=room.id, span=Nights(date(2026, 11, 26), date(2026, 11, 27)), quantity=8)
    for taken in (claim, full):
        await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=[taken])

    days = await availability.month(tx, offer=Offer(resource_id=room.id), year=2026, month_number=month_number, now=NOW)

    states = {day.day.day: (day.state, day.free) for day in days}
    assert len(days) == 30
    assert states[20] == ("past", 0)
    assert states[21] == ("free", 8)
    assert states[24] == ("few", 2)
    assert states[26] == ("full", 0)
