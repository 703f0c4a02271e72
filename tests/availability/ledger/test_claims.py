"""What the verbs of the ledger promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from smartbooking.availability import service
from smartbooking.availability.domain import ClaimKind, NewClaim
from smartbooking.availability.errors import HoldLost, SlotUnavailable, UnfitSpan
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.problem import NotFound
from tests.availability.ledger.factory import DAY, NIGHTS, SESSION, Ledger, claim, hours, nights


async def test_second_customer_gets_slot_unavailable(ledger: Ledger) -> None:
    court = await ledger.resource(capacity=1)
    await ledger.hold(claim(court, hours(10, 11)))

    with pytest.raises(SlotUnavailable) as refusal:
        await ledger.hold(claim(court, hours(10.5, 11.5)))

    assert refusal.value.resource_id == court
    assert await ledger.claims() == 1


async def test_spans_that_only_touch_do_not_meet(ledger: Ledger) -> None:
    court = await ledger.resource(capacity=1)

    await ledger.hold(claim(court, hours(10, 11)))
    await ledger.hold(claim(court, hours(11, 12)))
    await ledger.hold(claim(court, hours(9, 10)))

    assert await ledger.claims() == 3
    assert await ledger.drifts() == ()


async def test_departure_day_can_be_the_next_guests_arrival(ledger: Ledger) -> None:
    room = await ledger.resource(capacity=1, grain=NIGHTS)

    await ledger.allocate(claim(room, nights(1, 3)))
    await ledger.allocate(claim(room, nights(3, 4)))

    with pytest.raises(SlotUnavailable):
        await ledger.allocate(claim(room, nights(2, 3)))


async def test_capacity_counts_places_not_bookings(ledger: Ledger) -> None:
    room_type = await ledger.resource(capacity=3, grain=NIGHTS)
    await ledger.allocate(claim(room_type, nights(1, 5), quantity=2))

    assert await ledger.free(room_type, nights(4, 6)) == 1
    with pytest.raises(SlotUnavailable):
        await ledger.allocate(claim(room_type, nights(4, 6), quantity=2))
    await ledger.allocate(claim(room_type, nights(5, 6), quantity=3))

    assert await ledger.free(room_type, nights(4, 6)) == 0


async def test_stay_fits_whenever_every_night_has_a_room(ledger: Ledger) -> None:
    """No unit is named while selling, so gaps in different rooms still make one stay."""
    room_type = await ledger.resource(capacity=2, grain=NIGHTS)
    await ledger.allocate(claim(room_type, nights(1, 4)))
    await ledger.allocate(claim(room_type, nights(4, 7)))

    await ledger.allocate(claim(room_type, nights(1, 7)))

    assert await ledger.free(room_type, nights(1, 7)) == 0


async def test_session_is_one_cell_whatever_the_hour(ledger: Ledger) -> None:
    event = await ledger.resource(capacity=2, grain=SESSION)
    evening = hours(19, 22)
    await ledger.allocate(claim(event, evening))
    await ledger.allocate(claim(event, evening))

    with pytest.raises(SlotUnavailable):
        await ledger.allocate(claim(event, evening))


async def test_pads_keep_time_free_around_a_claim(ledger: Ledger) -> None:
    stylist = await ledger.resource(capacity=1, pad_before=600, pad_after=900)
    await ledger.hold(claim(stylist, hours(10, 11)))

    for taken in (hours(11, 11.25), hours(11.25, 12), hours(9, 9.75)):
        with pytest.raises(SlotUnavailable):
            await ledger.hold(claim(stylist, taken))
    await ledger.hold(claim(stylist, hours(11.5, 12)))


async def test_new_pads_leave_existing_claims_as_they_are(ledger: Ledger) -> None:
    stylist = await ledger.resource(capacity=1)
    booking = await ledger.hold(claim(stylist, hours(10, 11)))
    await ledger.hold(claim(stylist, hours(11, 12)))

    async with ledger.database.transaction() as tx:
        await service.set_pads(tx, vendor_id=77, resource_id=stylist, before=timedelta(0), after=timedelta(minutes=30))
    await ledger.extend(booking, datetime.now(UTC) + timedelta(minutes=5))
    await ledger.confirm(booking)

    assert await ledger.drifts() == ()
    with pytest.raises(SlotUnavailable):
        await ledger.hold(claim(stylist, hours(9, 10)))


async def test_several_resources_are_taken_together_or_not_at_all(ledger: Ledger) -> None:
    stylist, chair = await ledger.resource(), await ledger.resource()
    await ledger.block(chair, hours(10, 11))

    with pytest.raises(SlotUnavailable) as refusal:
        await ledger.hold(claim(stylist, hours(10, 11)), claim(chair, hours(10, 11)))

    assert refusal.value.resource_id == chair
    assert await ledger.free(stylist, hours(10, 11)) == 1


async def test_one_booking_may_mix_nights_tables_and_seats(ledger: Ledger) -> None:
    room, table, show = await ledger.resource(2, NIGHTS), await ledger.resource(1), await ledger.resource(9, SESSION)

    booking = await ledger.hold(
        claim(show, hours(19, 22), quantity=2, line=3), claim(room, nights(3, 5)), claim(table, hours(18, 19), line=2)
    )
    await ledger.confirm(booking, expected=3)

    async with ledger.database.reading() as read:
        claims = await service.claims_of(read, vendor_id=77, booking_id=booking)
    assert [(c.line, c.resource_id, c.span, c.quantity) for c in claims] == [
        (1, room, nights(3, 5), 1), (2, table, hours(18, 19), 1), (3, show, hours(19, 22), 2)
    ]  # fmt: skip
    assert {c.kind for c in claims} == {ClaimKind.ALLOCATION}


async def test_expiry_is_the_databases_clock_plus_the_hold_time(ledger: Ledger) -> None:
    court = await ledger.resource()

    async with ledger.database.transaction() as tx:
        expires_at = await service.hold(
            tx, vendor_id=77, booking_id=uuid7(), claims=[claim(court, hours(10, 11))], hold_for=timedelta(minutes=10)
        )

    by_database = await ledger.owner.fetchval("select clock_timestamp()")
    assert timedelta(minutes=9, seconds=55) < expires_at - by_database <= timedelta(minutes=10)


async def test_expired_hold_makes_room_for_the_next_taker(ledger: Ledger) -> None:
    court = await ledger.resource()
    lost = await ledger.expired_hold(claim(court, hours(10, 11)))

    await ledger.hold(claim(court, hours(10, 11)))

    assert await ledger.claims() == 1
    with pytest.raises(HoldLost):
        await ledger.confirm(lost)


async def test_expired_hold_nobody_wanted_can_still_be_confirmed(ledger: Ledger) -> None:
    """Clocks choose what may die, never who wins."""
    court = await ledger.resource()
    booking = await ledger.expired_hold(claim(court, hours(10, 11)))

    await ledger.confirm(booking)

    assert await ledger.free(court, hours(10, 11)) == 0


async def test_hold_that_was_extended_outlives_its_first_expiry(ledger: Ledger) -> None:
    court = await ledger.resource()
    booking = await ledger.hold(claim(court, hours(10, 11)), hold_for=timedelta(milliseconds=300))

    await ledger.extend(booking, datetime.now(UTC) + timedelta(minutes=5))
    await ledger.owner.execute("select pg_sleep(0.35)")

    with pytest.raises(SlotUnavailable):
        await ledger.hold(claim(court, hours(10, 11)))


async def test_confirming_twice_says_that_the_hold_is_gone(ledger: Ledger) -> None:
    booking = await ledger.hold(claim(await ledger.resource(), hours(10, 11)))
    await ledger.confirm(booking)

    with pytest.raises(HoldLost):
        await ledger.confirm(booking)


async def test_confirm_of_a_partly_lost_hold_changes_nothing(ledger: Ledger) -> None:
    court, hall = await ledger.resource(), await ledger.resource()
    booking = await ledger.expired_hold(claim(court, hours(10, 11)), claim(hall, hours(10, 11), line=2))
    await ledger.hold(claim(hall, hours(10, 11)))

    with pytest.raises(HoldLost):
        await ledger.confirm(booking, expected=2)

    kinds = await ledger.owner.fetch("select kind from availability.claim where booking_id = $1", booking)
    assert [row["kind"] for row in kinds] == ["hold"]


async def test_release_gives_everything_back_and_may_be_repeated(ledger: Ledger) -> None:
    court = await ledger.resource()
    booking = await ledger.allocate(claim(court, hours(10, 11)), claim(court, hours(15, 16), line=2))

    assert await ledger.release(booking) == 2
    assert await ledger.release(booking) == 0
    assert await ledger.free(court, hours(9, 17)) == 1


async def test_release_of_one_line_keeps_the_others(ledger: Ledger) -> None:
    court = await ledger.resource()
    booking = await ledger.allocate(claim(court, hours(10, 11)), claim(court, hours(15, 16), line=2))

    async with ledger.database.transaction() as tx:
        assert await service.release(tx, vendor_id=77, booking_id=booking, lines=[2]) == 1

    assert await ledger.free(court, hours(15, 16)) == 1
    assert await ledger.free(court, hours(10, 11)) == 0


async def test_block_closes_places_and_unblock_opens_them(ledger: Ledger) -> None:
    pool = await ledger.resource(capacity=10)
    block = await ledger.block(pool, hours(8, 20), quantity=10)
    with pytest.raises(SlotUnavailable):
        await ledger.hold(claim(pool, hours(10, 11)))

    await ledger.unblock(block)

    await ledger.hold(claim(pool, hours(10, 11)))


async def test_block_can_not_push_out_a_booking(ledger: Ledger) -> None:
    pool = await ledger.resource(capacity=10)
    await ledger.hold(claim(pool, hours(10, 11)))

    with pytest.raises(SlotUnavailable):
        await ledger.block(pool, hours(8, 20), quantity=10)


async def test_unblock_never_removes_a_booking(ledger: Ledger) -> None:
    booking = await ledger.allocate(claim(await ledger.resource(), hours(10, 11)))
    claim_id = await ledger.owner.fetchval("select id from availability.claim where booking_id = $1", booking)

    with pytest.raises(NotFound):
        await ledger.unblock(claim_id)

    assert await ledger.claims() == 1


async def test_another_vendor_can_not_touch_a_booking(ledger: Ledger) -> None:
    booking = await ledger.hold(claim(await ledger.resource(), hours(10, 11)))
    stranger = Ledger(ledger.database, ledger.owner, vendor_id=78)

    with pytest.raises(HoldLost):
        await stranger.confirm(booking)
    assert await stranger.release(booking) == 0
    assert await ledger.claims() == 1


async def test_resource_of_another_vendor_is_not_found(ledger: Ledger) -> None:
    court = await ledger.resource()
    stranger = Ledger(ledger.database, ledger.owner, vendor_id=78)

    with pytest.raises(NotFound):
        await stranger.hold(claim(court, hours(10, 11)))


@pytest.mark.parametrize(
    ("grain", "span"),
    [
        (NIGHTS, hours(10, 11)),
        (900, nights(1, 2)),
        (SESSION, nights(1, 2)),
        (NIGHTS, Nights(nights(1, 2).arrival, nights(1, 2).arrival.replace(year=2031))),
        (900, Period(DAY, DAY + timedelta(days=401))),
        (900, Period(DAY, DAY.replace(year=9999))),
        (60, Period(DAY.replace(year=2500), DAY.replace(year=2500, month=6))),
        (900, Period(DAY.replace(year=1999), DAY.replace(year=1999, month=6))),
        (NIGHTS, Nights(DAY.replace(year=1980).date(), DAY.replace(year=1980, month=6).date())),
    ],
)
async def test_span_that_does_not_fit_the_resource_is_refused(
    ledger: Ledger, grain: int, span: Period | Nights
) -> None:
    resource = await ledger.resource(grain=grain)

    with pytest.raises(UnfitSpan):
        await ledger.allocate(claim(resource, span))

    assert await ledger.claims() == 0


async def test_vendors_calendar_lists_claims_that_touch_the_period(ledger: Ledger) -> None:
    room, court = await ledger.resource(grain=NIGHTS), await ledger.resource()
    await ledger.allocate(claim(room, nights(2, 4)))
    await ledger.allocate(claim(court, hours(10, 11)))
    block = await ledger.block(court, hours(12, 13))
    await ledger.allocate(claim(court, hours(34, 35)))

    async with ledger.database.reading() as read:
        day = await service.claims_between(read, vendor_id=77, period=hours(0, 24))
        court_only = await service.claims_between(read, vendor_id=77, period=hours(0, 24), resource_ids=[court])

    assert [(c.resource_id, c.span) for c in day] == [
        (room, nights(2, 4)), (court, hours(10, 11)), (court, hours(12, 13))
    ]  # fmt: skip
    assert court_only == day[1:]
    assert (court_only[1].id, court_only[1].reason, court_only[1].booking_id) == (block, "repair", None)


async def test_free_quantities_answers_many_questions_at_once(ledger: Ledger) -> None:
    court, room = await ledger.resource(), await ledger.resource(4, NIGHTS)
    await ledger.allocate(claim(court, hours(10, 11)))
    await ledger.allocate(claim(room, nights(1, 2), quantity=3))

    async with ledger.database.reading() as read:
        free = await service.free_quantities(
            read,
            vendor_id=77,
            wanted=[
                (court, hours(10, 11)), (court, hours(11, 12)), (room, nights(1, 9)), (999, hours(1, 2)),
                (room, hours(1, 2)),
            ],
        )  # fmt: skip

    assert free == [0, 1, 1, 0, 0]


async def test_quantity_and_party_are_checked_before_the_database_is_asked() -> None:
    for wrong in ({"quantity": 0}, {"quantity": 32_767}, {"party": 0}):
        with pytest.raises(ValueError, match=r"a (claim|party)"):
            NewClaim(line=1, resource_id=1, span=hours(1, 2), **wrong)
