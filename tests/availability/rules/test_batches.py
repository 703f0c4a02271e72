"""A day at once says what each check says, and costs one query however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from smartbooking.availability import service as availability
from smartbooking.availability.domain import NewClaim, Offer, Owner, Want
from smartbooking.infra import driver
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights, Period
from tests.availability.rules.factory import NOW, set_hours, week
from tests.availability.rules.test_closures_and_limits import MONDAY, almaty
from tests.catalog.factory import make_resource, make_service, make_stylist, make_venue


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Statements sent while the block runs."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    straight = driver._connection

    async def noted(read: ReadTx) -> Any:
        sent.append("straight through the driver")
        return await straight(read)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    driver._connection = noted
    try:
        yield sent
    finally:
        driver._connection = straight
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_every_shown_slot_gets_the_same_answer_from_check(tx: Tx) -> None:
    venue = await make_venue(tx)
    masters = [await make_stylist(tx, venue, name=name) for name in ("Анна", "Дана", "Жанна")]
    chairs = [await make_stylist(tx, venue, name=name, role="chair") for name in ("1", "2")]
    roles = [("stylist", tuple(m.id for m in masters)), ("chair", tuple(c.id for c in chairs))]
    cut = await make_service(tx, venue, *roles, duration_minutes=60)
    await set_hours(tx, venue.vendor_id, Owner.VENUE, venue.id, week("10:00-20:00"))
    await set_hours(tx, venue.vendor_id, Owner.RESOURCE, masters[2].id, week("14:00-18:00"))
    taken = [(masters[0], "11:00", 180), (masters[1], "12:30", 90), (chairs[0], "15:00", 60), (chairs[1], "15:30", 60)]
    for resource, clock, minutes in taken:
        claim = NewClaim(line=1, resource_id=resource.id, span=almaty(clock, minutes=minutes))
        await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=[claim])

    for offer in (Offer(service_id=cut.id), Offer(service_id=cut.id, chosen=(masters[1].id,))):
        shown = await availability.free_slots(tx, offer=offer, day_from=MONDAY, days=1, now=NOW)
        answers = set()
        for slot in shown.days[0].slots:
            want = Want(service_id=cut.id, span=Period(slot.start, slot.end), chosen=offer.chosen)
            verdict = await availability.check(tx, want=want, now=NOW)
            assert verdict.available is slot.available, (slot.start_local, slot.reason, verdict.reasons)
            answers.add(slot.available)
        assert answers == {True, False}


async def test_a_remembered_offer_costs_one_query_for_any_number_of_days(database: Database) -> None:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        masters = [await make_stylist(tx, venue, name=f"Мастер {n}") for n in range(6)]
        cut = await make_service(tx, venue, ("stylist", tuple(one.id for one in masters)))
        room = await make_resource(tx, venue, capacity=3)
    stay = Want(resource_id=room.id, span=Nights(MONDAY, MONDAY + timedelta(days=30)))
    async with database.reading() as read:
        await availability.free_slots(read, offer=Offer(service_id=cut.id), days=1, now=NOW)
        await availability.check(read, want=stay, now=NOW)

        for days in (1, 31):
            with counted(database) as sent:
                await availability.free_slots(read, offer=Offer(service_id=cut.id), days=days, now=NOW)
            assert len(sent) == 1
        with counted(database) as sent:
            await availability.check(read, want=stay, now=NOW)
            await availability.night_calendar(read, resource_id=room.id, days=366, now=NOW)
            await availability.month(read, offer=Offer(resource_id=room.id), year=2026, month_number=12, now=NOW)
        assert len(sent) == 3


async def test_a_change_that_was_rolled_back_is_not_remembered(database: Database) -> None:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        court = await make_resource(tx, venue, vertical="sauna")
        await set_hours(tx, venue.vendor_id, Owner.RESOURCE, court.id, week("10:00-12:00"))
    want = Want(resource_id=court.id, span=almaty("15:00"))

    class Undone(Exception):
        """Somebody thought better of it."""

    with pytest.raises(Undone):
        async with database.transaction() as changing:
            await set_hours(changing, venue.vendor_id, Owner.RESOURCE, court.id, week("10:00-20:00"))
            assert (await availability.check(changing, want=want, now=NOW)).available
            raise Undone

    async with database.reading() as read:
        verdict = await availability.check(read, want=want, now=NOW)
    assert [reason.code for reason in verdict.reasons] == ["outside_hours"]


async def test_a_session_sells_its_seats_and_shows_on_its_date_only(tx: Tx) -> None:
    venue = await make_venue(tx)
    session = almaty("19:00", minutes=120)
    concert = await make_resource(tx, venue, vertical="event", capacity=100, session=session)
    claim = NewClaim(line=1, resource_id=concert.id, span=session, quantity=98)
    await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=[claim])

    shown = await availability.free_slots(
        tx, offer=Offer(resource_id=concert.id), day_from=date(2026, 11, 22), days=3, quantity=2, now=NOW
    )
    three = await availability.check(tx, want=Want(resource_id=concert.id, span=session, quantity=3), now=NOW)

    assert [[(s.start_local, s.free, s.available) for s in day.slots] for day in shown.days] == [
        [],
        [("2026-11-23T19:00", 2, True)],
        [],
    ]
    assert [reason.code for reason in three.reasons] == ["no_room"]
    assert three.available_quantity == 2
