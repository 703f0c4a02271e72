"""Who asks for what is sold out is refused at the door, and nobody is refused a place that is free."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from smartbooking.bookings.api import sold_out
from smartbooking.infra.db import Database
from tests.bookings.factory import Place, committed_rooms
from tests.bookings.test_booking_over_http import request


@pytest.fixture
async def room(database: Database) -> Place:
    return await committed_rooms(database, capacity=1)


async def book(client: httpx2.AsyncClient, place: Place, key: str, **changes: Any) -> httpx2.Response:
    body = request(place, **changes)
    return await client.post("/api/v1/bookings", json=body, headers={"Idempotency-Key": key})


async def sell_out(client: httpx2.AsyncClient, place: Place) -> httpx2.Response:
    """The only room sold, one buyer refused: from here on buyers are answered at the door."""
    sold = await book(client, place, "the-buyer-who-won")
    assert (await book(client, place, "the-first-refused")).status_code == 409
    return sold


async def test_everybody_at_the_door_gets_the_refusal_with_alternatives_and_uses_up_no_key(
    client: httpx2.AsyncClient, room: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sell_out(client, room)
    looks: list[int] = []
    answers = sold_out._answers

    async def counted(database: Database, asked: Any, wants: Any) -> Any:
        looks.append(len(asked))
        return await answers(database, asked, wants)

    monkeypatch.setattr(sold_out, "_answers", counted)
    monkeypatch.setattr(sold_out, "RENEWED_AFTER_SECONDS", 3600.0)
    monkeypatch.setattr(sold_out, "FORGOTTEN_AFTER_SECONDS", 3600.0)

    refused = await asyncio.gather(*(book(client, room, f"one-of-the-crowd-{n}") for n in range(20)))

    assert {reply.status_code for reply in refused} == {409}
    assert {reply.json()["code"] for reply in refused} == {"slot-taken"}
    assert all(reply.json()["alternatives"] for reply in refused)
    assert sum(looks) == 20
    assert len(looks) < 20


async def test_a_place_given_back_is_sold_to_the_very_next_who_asks(
    client: httpx2.AsyncClient, room: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sold_out, "RENEWED_AFTER_SECONDS", 3600.0)
    monkeypatch.setattr(sold_out, "FORGOTTEN_AFTER_SECONDS", 3600.0)
    sold = (await sell_out(client, room)).json()
    assert (await book(client, room, "refused-at-the-door")).status_code == 409

    cancelled = await client.post(
        f"/api/v1/bookings/{sold['bookingId']}/cancel", json={}, params={"token": sold["manageToken"]},
        headers={"Idempotency-Key": "gives-the-room-back"},
    )  # fmt: skip
    assert cancelled.status_code == 200, cancelled.text

    assert (await book(client, room, "refused-at-the-door")).status_code == 201


async def test_the_winner_who_repeats_her_request_hears_of_her_booking_not_of_a_full_house(
    client: httpx2.AsyncClient, room: Place
) -> None:
    sold = await sell_out(client, room)
    assert (await book(client, room, "refused-at-the-door")).status_code == 409

    again = await book(client, room, "the-buyer-who-won")

    assert (again.status_code, again.content) == (201, sold.content)
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_another_request_under_a_used_key_is_still_told_so(client: httpx2.AsyncClient, room: Place) -> None:
    await sell_out(client, room)

    other = await book(client, room, "the-buyer-who-won", note="something else")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
