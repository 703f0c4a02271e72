"""What a process remembers is used only under the very stamp it was read with, and every change moves the stamp."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from smartbooking.availability import service as availability
from smartbooking.availability.domain import BookingRules, NewClaim, Owner, SpecialDay
from smartbooking.availability.service.remembering import Memory, known_offer, stamp_of
from smartbooking.catalog.domain import Resource
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from tests.availability.rules.factory import set_hours, week
from tests.bookings.factory import make_rooms, nights
from tests.cluster import Clone
from tests.pricing.factory import make_fee, make_promo, make_rate, make_rule

ONE, OTHER = uuid4(), uuid4()
Change = Callable[[Tx, Resource], Awaitable[object]]


def test_a_memory_speaks_only_under_its_stamp() -> None:
    memory: Memory[str, int] = Memory()
    memory.put("court", ONE, 7)
    memory.put("pool", None, 8)

    assert memory.get("court", ONE) == 7
    assert memory.get("court", OTHER) is None
    assert memory.get("court", None) is None
    assert memory.get("pool", None) is None, "what has no stamp is not kept"


def test_a_full_memory_forgets_what_was_asked_for_longest_ago() -> None:
    memory: Memory[str, int] = Memory(size=2)
    memory.put("a", ONE, 1)
    memory.put("b", ONE, 2)
    assert memory.get("a", ONE) == 1
    memory.put("c", ONE, 3)

    assert [memory.get(name, ONE) for name in "abc"] == [1, None, 3]


async def _stamp(tx: Tx, vendor_id: int) -> UUID | None:
    return await stamp_of(tx, vendor_id=vendor_id)


def _sql(statement: str) -> Change:
    async def change(tx: Tx, room: Resource) -> object:
        return await tx.execute(text(statement), {"id": room.id, "vendor": room.vendor_id, "venue": room.venue_id})

    return change


CHANGES: dict[str, Change] = {
    "hours": lambda tx, room: set_hours(tx, room.vendor_id, Owner.RESOURCE, room.id, week("10:00-12:00")),
    "hours of the venue": lambda tx, room: set_hours(tx, room.vendor_id, Owner.VENUE, room.venue_id, week("9:00-12:00")
    ),
    "a special day": lambda tx, room: availability.add_exception(
        tx, vendor_id=room.vendor_id, owner=Owner.VENUE, owner_id=room.venue_id,
        special=SpecialDay(day=nights().arrival, hours=()),
    ),
    "rules": lambda tx, room: availability.set_rules(
        tx, vendor_id=room.vendor_id, owner=Owner.RESOURCE, owner_id=room.id, given=BookingRules(min_nights=3)
    ),
    "a price": lambda tx, room: make_rate(tx, room, amount_minor=5_00),
    "a price rule": lambda tx, room: make_rule(tx, vendor_id=room.vendor_id),
    "a fee": lambda tx, room: make_fee(tx, vendor_id=room.vendor_id),
    "the resource": _sql("update catalog.resource set max_party = 9 where id = :id"),
    "the venue": _sql("update vendors.venue set check_in = '17:00' where id = :venue"),
    "the business": _sql("update vendors.vendor set status = 'suspended' where id = :vendor"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_moves_the_stamp_of_its_own_business_only(tx: Tx, change: Change) -> None:
    room, neighbour = (await make_rooms(tx)).resource, (await make_rooms(tx)).resource
    before = [await _stamp(tx, one.vendor_id) for one in (room, neighbour)]

    await change(tx, room)

    after = [await _stamp(tx, one.vendor_id) for one in (room, neighbour)]
    assert before[0] != after[0]
    assert before[1] == after[1]


async def test_bookings_and_promo_codes_do_not_move_it(tx: Tx) -> None:
    room = (await make_rooms(tx)).resource
    before = await _stamp(tx, room.vendor_id)

    claim = NewClaim(line=1, resource_id=room.id, span=nights())
    await availability.allocate(tx, vendor_id=room.vendor_id, booking_id=uuid7(), claims=[claim])
    await make_promo(tx, vendor_id=room.vendor_id)

    assert await _stamp(tx, room.vendor_id) == before


async def test_what_another_process_changes_is_seen_by_the_next_question(database: Database, clone: Clone) -> None:
    other_process = Database(clone.app_url, pool=1)
    async with database.transaction() as tx:
        room = (await make_rooms(tx)).resource

    async def party() -> int | None:
        async with database.reading() as read:
            thing = (await known_offer(read, resource_id=room.id)).thing
        assert isinstance(thing, Resource)
        return thing.max_party

    before = [await party(), await party()]
    async with other_process.transaction() as tx:
        await tx.execute(text("update catalog.resource set max_party = 9 where id = :id"), {"id": room.id})
        unseen = await party()
    with pytest.raises(ZeroDivisionError):
        async with other_process.transaction() as tx:
            await tx.execute(text("update catalog.resource set max_party = 11 where id = :id"), {"id": room.id})
            raise ZeroDivisionError
    await other_process.dispose()

    assert before == [room.max_party] * 2
    assert (unseen, await party()) == (room.max_party, 9), "after the commit, and nothing of a rollback"
