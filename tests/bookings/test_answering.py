"""A calendar that was written once is sent again only while it would be written the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx2
import pytest

from smartbooking.availability import service as availability
from smartbooking.availability.domain import BookingRules, NewClaim, Offer, Owner
from smartbooking.bookings.api import answering, offers
from smartbooking.bookings.api.answering import Written
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.pricing.domain import Conditions, Unit
from tests.bookings.factory import Place, make_court, make_rooms, nights, set_price
from tests.pricing.factory import make_rule

MONDAY = date(2026, 11, 23)
# 9:15 in Almaty: with a notice of 45 minutes the start at 10:00 is the first, with a lead of an hour a price turns.
TURN = datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
MOMENTS = [
    TURN + timedelta(minutes=minutes, seconds=seconds)
    for minutes in (-16, -15, -1, 0, 1, 45)
    for seconds in (0, 0.3, 0.9, 1, 2, 59, 59.9)
]


async def _turning(tx: Tx, place: Place) -> None:
    await availability.set_rules(
        tx, vendor_id=place.vendor_id, owner=Owner.RESOURCE, owner_id=place.resource.id,
        given=BookingRules(min_notice_minutes=45, horizon_days=3),
    )  # fmt: skip
    await make_rule(tx, vendor_id=place.vendor_id, percent=-10, conditions=Conditions(min_lead_hours=1))


async def test_free_times_of_one_mark_are_the_same(tx: Tx) -> None:
    place = await make_court(tx)
    await _turning(tx, place)
    seen = await availability.look(tx, offer=Offer(resource_id=place.resource.id), day_from=MONDAY, days=5, now=TURN)

    looks = [replace(seen, now=moment) for moment in MOMENTS]
    texts = [(await offers._slots(tx, one, "ru")).model_dump_json(exclude={"server_now"}) for one in looks]

    for (one, text), (other, further) in pairwise(zip(looks, texts, strict=True)):
        assert one.mark != other.mark or text == further, f"{one.now} and {other.now}"
    assert len({one.mark for one in looks}) == 18, "of each minute: its beginning, its first second, the rest"
    assert len(set(texts)) >= 3, "the moments were chosen so that answers do change"


async def test_nights_of_one_mark_are_the_same(tx: Tx) -> None:
    place = await make_rooms(tx)
    await _turning(tx, place)
    seen = await availability.look(tx, offer=Offer(resource_id=place.resource.id), day_from=MONDAY, days=5, now=TURN)
    evening = datetime(2026, 11, 23, 19, tzinfo=UTC)  # midnight in Almaty

    looks = [replace(seen, now=moment + move) for move in (timedelta(), evening - TURN) for moment in MOMENTS]
    texts = [
        (await offers._nights(tx, place.resource.id, one)).model_dump_json(exclude={"server_now"}) for one in looks
    ]

    for (one, text), (other, further) in pairwise(zip(looks, texts, strict=True)):
        assert one.mark != other.mark or text == further, f"{one.now} and {other.now}"
    assert len(set(texts)) >= 2, "the moments were chosen so that answers do change"


async def _rooms(database: Database) -> Place:
    async with database.transaction() as tx:
        return await make_rooms(tx)


async def _shown(client: httpx2.AsyncClient, place: Place) -> list[dict[str, Any]]:
    found = await client.get(
        f"/api/v1/resources/{public_id('res', place.resource.id)}/nights", params={"from": "2026-12-01", "days": 3}
    )
    assert found.status_code == 200, found.text
    return [*found.json()["nights"], found.json()["serverNow"]]


async def test_the_second_question_is_answered_from_what_was_written(
    client: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, written = await _rooms(database), Written()
    monkeypatch.setattr(answering, "_written", written)
    made: list[int] = []
    monkeypatch.setattr(written, "put", lambda key, text, keep=written.put: (made.append(1), keep(key, text)))

    first, again = await _shown(client, place), await _shown(client, place)

    assert again[:-1] == first[:-1]
    assert again[-1] >= first[-1], "the time is always of this moment"
    assert len(made) <= 2, "a minute may have ended in between"


async def test_a_booking_and_a_price_show_at_once(client: httpx2.AsyncClient, database: Database) -> None:
    place = await _rooms(database)
    before = await _shown(client, place)
    async with database.transaction() as tx:
        stay = NewClaim(line=1, resource_id=place.resource.id, span=nights(count=1), quantity=1)
        await availability.allocate(tx, vendor_id=place.vendor_id, booking_id=uuid7(), claims=[stay])
    taken = await _shown(client, place)
    async with database.transaction() as tx:
        await set_price(tx, place.resource, currency="KZT", unit=Unit.NIGHT, amount=30_000_00)
    dearer = await _shown(client, place)

    assert [(night["free"], night["price"]) for night in before[:-1]] == [(1, 25000), (1, 25000), (1, 25000)]
    assert [(night["free"], night["price"]) for night in taken[:-1]] == [(0, 25000), (1, 25000), (1, 25000)]
    assert [(night["free"], night["price"]) for night in dearer[:-1]] == [(0, 30000), (1, 30000), (1, 30000)]


def test_what_was_written_stays_within_its_size() -> None:
    written = Written(size=10)
    written.put("a", "12345")
    written.put("b", "123")
    assert written.get("a") == "12345"
    written.put("c", "1234")
    written.put("c", "12345")

    assert [written.get(key) for key in "abc"] == ["12345", None, "12345"]
    written.put("d", "longer than all of it")
    assert [written.get(key) for key in "abcd"] == [None, None, None, None]
