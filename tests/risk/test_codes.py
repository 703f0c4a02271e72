"""The step `code` over HTTP: asked for while the place is kept, guessed five times at most, booked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.bookings import jobs
from smartbooking.bookings.service import codes
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.entrypoints.worker import work
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import parse_uuid
from smartbooking.notifications import service as notifications
from smartbooking.notifications.domain import RoadKind
from smartbooking.notifications.ports import Letter
from smartbooking.risk import service as risk
from smartbooking.risk.repository import challenges
from tests.bookings.factory import Place, committed_rooms
from tests.payments.provider import Provider
from tests.risk.factory import act_everywhere, kept, wish

BOOK = "/api/v1/bookings"
PHONE = "+77010000001"
MAIL = "aigerim@mailinator.com"


class Telephone:
    """Takes short messages in this process."""

    kind = RoadKind.SMS

    def __init__(self) -> None:
        self.taken: list[Letter] = []

    async def send(self, letter: Letter) -> str:
        self.taken.append(letter)
        return f"SM{len(self.taken)}"

    async def close(self) -> None:
        pass


@pytest.fixture
async def place(database: Database) -> Place:
    return await committed_rooms(database, capacity=20)


@pytest.fixture
async def telephone(runtime: Runtime) -> AsyncIterator[Telephone]:
    made = Telephone()
    notifications.install_roads((made,))
    codes.install_roads(codes.Roads(frozenset({"sms"}), "http://localhost/inbox"))
    yield made
    notifications.install_roads(())
    codes.install_roads(codes.Roads())


async def send(client: httpx2.AsyncClient, path: str, token: str, body: Any = None, key: str = "") -> httpx2.Response:
    send.number += 1  # type: ignore[attr-defined]
    headers = {"X-Booking-Token": token, "Idempotency-Key": key or f"key-{send.number:08}"}  # type: ignore[attr-defined]
    return await client.post(BOOK + path, json=body, headers=headers)


send.number = 0  # type: ignore[attr-defined]


async def asked(client: httpx2.AsyncClient, database: Database, place: Place, **more: Any) -> dict[str, Any]:
    """Somebody who books a fifth time within an hour, with a throw-away mailbox: the reply that asks for a code."""
    for _ in range(4):
        assert (await client.post(BOOK, json=wish(place))).json()["status"] == "confirmed"
    await act_everywhere(database, place)
    return await again(client, place, **more)


async def again(client: httpx2.AsyncClient, place: Place, **more: Any) -> dict[str, Any]:
    details = {"firstName": "Айгерім", "phone": PHONE, "email": MAIL}
    reply = await client.post(BOOK, json=wish(place, **{"userDetails": details, **more}))
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def challenge_ids(database: Database) -> list[UUID]:
    async with database.reading() as read:
        return list((await read.execute(text("select id from risk.challenge order by created_at"))).scalars())


async def code_in(database: Database, runtime: Runtime) -> str:
    async with database.reading() as read:
        found = await risk.code_to_send(read, (await challenge_ids(database))[-1], now=datetime.now(UTC))
    assert found is not None
    return found[1]


def other(code: str, step: int = 1) -> str:
    return f"{(int(code) + step) % 10**6:06d}"


async def status_of(database: Database, booking: dict[str, Any]) -> str:
    look = text("select status from bookings.booking where id = :id")
    async with database.reading() as read:
        return str((await read.execute(look, {"id": parse_uuid("bkg", booking["bookingId"])})).scalar_one())


async def backdate(database: Database, **by: timedelta) -> None:
    """Let time pass for the codes there are."""
    sets = ", ".join(f"{name} = {name} - cast(:{name} as interval)" for name in by)
    async with database.transaction() as tx:
        await tx.execute(text(f"update risk.challenge set {sets}"), by)


async def test_the_code_arrives_and_the_right_one_books(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    view = held["codeAsked"]
    assert (held["status"], held["paymentStatus"]) == ("held", "pending")
    assert (view["road"], view["to"], view["triesLeft"], view["resendsLeft"]) == ("sms", "+7•••01", 5, 3)
    assert view["practiceUrl"] == "http://localhost/inbox?to=%2B77010000001&lang=ru"
    await work(runtime, MODULES, drain=True)

    (letter,) = telephone.taken
    code = await code_in(database, runtime)
    assert letter.to == PHONE
    assert letter.text.endswith(f"код {code}. Никому не сообщайте. Действует 9 мин.")
    done = await send(client, f"/{held['bookingId']}/code", held["manageToken"], {"code": code})
    assert (done.status_code, done.json()["status"], done.json()["bookingId"]) == (200, "confirmed", held["bookingId"])
    assert "codeAsked" not in done.json()
    assert [(row.step_up, row.acted, row.review) for row in await kept(database)] == [("code", True, "waiting")]
    seen = await client.get(f"{BOOK}/{held['bookingId']}", headers={"X-Booking-Token": held["manageToken"]})
    assert [one["what"] for one in seen.json()["timeline"]] == ["hold", "code_asked", "confirm"]


async def test_neither_code_nor_contact_is_in_the_tables_of_risk_messages_events_and_jobs(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    await asked(client, database, place)
    await work(runtime, MODULES, drain=True)
    code = await code_in(database, runtime)

    found = ""
    async with database.reading() as read:
        for table in (
            "risk.challenge",
            "notifications.message",
            "infra.event",
            "infra.idempotency_key",
            "risk.assessment",
        ):
            rows = await read.execute(text(f"select to_jsonb(t)::text from {table} t"))
            found += " ".join(rows.scalars())
    assert f'"{code}"' not in found
    assert "77010000001" not in found


async def test_a_wrong_code_leaves_everything_and_says_how_often_it_may_be_tried(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    code, path = await code_in(database, runtime), f"/{held['bookingId']}/code"
    replies = [await send(client, path, held["manageToken"], {"code": other(code, n)}) for n in range(1, 6)]
    late = await send(client, path, held["manageToken"], {"code": code})

    assert [(one.status_code, one.json()["code"], one.json()["triesLeft"]) for one in replies] == [
        (409, "code-wrong", left) for left in (4, 3, 2, 1, 0)
    ]
    assert (late.status_code, late.json()["code"], late.json()["reason"]) == (409, "code-over", "tries")
    assert replies[0].headers["content-type"] == "application/problem+json"
    assert await status_of(database, held) == "held"


async def test_guesses_at_the_same_time_are_never_more_than_five(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    code, path = await code_in(database, runtime), f"/{held['bookingId']}/code"
    replies = await asyncio.gather(
        *(send(client, path, held["manageToken"], {"code": other(code, n)}) for n in range(1, 13))
    )

    told = sorted(one.json()["code"] for one in replies)
    assert told == ["code-over"] * 7 + ["code-wrong"] * 5
    assert sorted(one.json()["triesLeft"] for one in replies if one.json()["code"] == "code-wrong") == [0, 1, 2, 3, 4]


async def test_negative_control_a_look_before_the_count_lets_more_guesses_through(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    held = await asked(client, database, place)
    code, path = await code_in(database, runtime), f"/{held['bookingId']}/code"
    looked, all_here = 0, asyncio.Event()

    async def look_then_count(tx: Tx, challenge_id: UUID, *, now: Any) -> bool:
        nonlocal looked
        found = await challenges.get(tx, challenge_id)
        assert found is not None
        looked += 1
        if looked == 8:
            all_here.set()
        await asyncio.wait_for(all_here.wait(), 60)
        return found.tries < 5

    monkeypatch.setattr(challenges, "count_try", look_then_count)
    replies = await asyncio.gather(
        *(send(client, path, held["manageToken"], {"code": other(code, n)}) for n in range(1, 9))
    )

    assert [one.json()["code"] for one in replies] == ["code-wrong"] * 8


async def test_two_right_codes_at_once_book_once_and_one_key_is_answered_twice(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    code, path = await code_in(database, runtime), f"/{held['bookingId']}/code"
    body = {"code": code}
    replies = await asyncio.gather(*(send(client, path, held["manageToken"], body, f"twin-{n:05}") for n in range(4)))
    winner = next(n for n, one in enumerate(replies) if one.status_code == 200)
    repeated = await send(client, path, held["manageToken"], body, f"twin-{winner:05}")

    assert sorted(one.status_code for one in replies) == [200, 409, 409, 409]
    assert {one.json()["code"] for one in replies if one.status_code == 409} == {"invalid-transition"}
    assert (repeated.status_code, repeated.json()) == (200, replies[winner].json())
    async with database.reading() as read:
        confirmed = "select count(*) from bookings.change where what = 'confirm' and booking_id = :id"
        ident = {"id": parse_uuid("bkg", held["bookingId"])}
        assert (await read.execute(text(confirmed), ident)).scalar_one() == 1


async def test_after_the_code_whoever_pays_first_is_led_to_the_payment(
    client: httpx2.AsyncClient,
    database: Database,
    runtime: Runtime,
    place: Place,
    telephone: Telephone,
    cards: Provider,
) -> None:
    held = await asked(client, database, place, paymentMethod="sandbox", paymentDetails={"token": "tok_success"})
    assert cards.money(parse_uuid("bkg", held["bookingId"]).hex) == {}
    body = {
        "code": await code_in(database, runtime), "paymentMethod": "sandbox", "paymentDetails": {"token": "tok_success"}
    }  # fmt: skip
    done = await send(client, f"/{held['bookingId']}/code", held["manageToken"], body)

    assert (done.status_code, done.json()["status"], done.json()["paymentStatus"]) == (200, "confirmed", "paid")
    assert cards.money(parse_uuid("bkg", held["bookingId"]).hex) == {"capture": 5_000_000}


async def test_a_code_is_sent_again_after_half_a_minute_three_times_and_stays_the_same(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    path, token = f"/{held['bookingId']}/code/resend", held["manageToken"]
    soon = await send(client, path, token)
    left = []
    for _ in range(3):
        await backdate(database, sent_at=timedelta(seconds=31))
        left.append((await send(client, path, token)).json()["resendsLeft"])
    await backdate(database, sent_at=timedelta(seconds=31))
    last = await send(client, path, token)
    await work(runtime, MODULES, drain=True)

    assert (soon.status_code, soon.json()["code"]) == (429, "too-many-codes")
    assert 0 < int(soon.headers["Retry-After"]) <= 30
    assert left == [2, 1, 0]
    assert (last.status_code, last.json()["code"]) == (429, "too-many-codes")
    assert len(telephone.taken) == 4
    assert len({letter.text.split("код ")[1][:6] for letter in telephone.taken}) == 1


async def test_no_contact_is_sent_more_than_five_messages_in_an_hour(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    for _ in range(3):
        await backdate(database, sent_at=timedelta(seconds=31))
        await send(client, f"/{held['bookingId']}/code/resend", held["manageToken"])
    body = {"holdId": held["bookingId"], "userDetails": {"firstName": "А", "phone": PHONE, "email": MAIL}}
    replies = []
    for _ in range(2):
        await backdate(database, created_at=timedelta(minutes=10), expires_at=timedelta(minutes=10))
        replies.append(await send(client, "", held["manageToken"], body))
    fifth, refused = replies

    assert (fifth.status_code, fifth.json()["status"]) == (201, "held")
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-codes")
    assert refused.headers["Retry-After"] == "3600"
    assert len(await challenge_ids(database)) == 2


async def test_a_code_ends_after_ten_minutes_and_a_new_request_asks_for_another(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    code = await code_in(database, runtime)
    await backdate(database, created_at=timedelta(minutes=10), expires_at=timedelta(minutes=10))
    late = await send(client, f"/{held['bookingId']}/code", held["manageToken"], {"code": code})
    body = {"holdId": held["bookingId"], "userDetails": {"firstName": "А", "phone": PHONE, "email": MAIL}}
    anew = await send(client, "", held["manageToken"], body)

    assert (late.status_code, late.json()["code"], late.json()["reason"]) == (409, "code-over", "expired")
    assert (anew.status_code, anew.json()["status"]) == (201, "held")
    assert len(await challenge_ids(database)) == 2
    code = await code_in(database, runtime)
    right = await send(client, f"/{held['bookingId']}/code", held["manageToken"], {"code": code})
    assert right.json()["status"] == "confirmed"


async def test_another_contact_needs_a_code_of_its_own(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    first = await code_in(database, runtime)
    body = {"holdId": held["bookingId"], "userDetails": {"firstName": "А", "phone": PHONE, "email": MAIL}}
    same = await send(client, "", held["manageToken"], body)
    assert (same.json()["status"], len(await challenge_ids(database))) == ("held", 1)
    async with database.transaction() as tx:
        await tx.execute(text("update bookings.booking set contact_phone = '+77010000099' where status = 'held'"))
    moved = await send(client, f"/{held['bookingId']}/code", held["manageToken"], {"code": first})
    await work(runtime, MODULES, drain=True)

    assert (moved.status_code, moved.json()["reason"]) == (409, "none")
    assert telephone.taken == []  # the message is not sent to somebody else


async def test_the_place_is_kept_for_the_code_as_long_as_its_rules_allow(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    read = await client.get(f"{BOOK}/{held['bookingId']}/code", headers={"X-Booking-Token": held["manageToken"]})
    async with database.reading() as tx:
        taken = await tx.execute(text("select extensions from bookings.booking where status = 'held'"))
    assert taken.scalar_one() <= 1
    assert read.json()["expiresAt"] <= held["holdExpiresAt"]

    over = "update bookings.booking set expires_at = now() - interval '1 second' where status = 'held'"
    async with database.transaction() as change:
        await change.execute(text(over))
    await jobs.expire_due(database, now=datetime.now(UTC))
    late = await send(client, f"/{held['bookingId']}/code", held["manageToken"], {"code": "000000"})
    assert await status_of(database, held) == "expired"
    assert (late.status_code, late.json()["code"]) == (409, "invalid-transition")


async def test_without_a_road_to_the_contact_the_next_step_is_taken(
    client: httpx2.AsyncClient, database: Database, place: Place, telephone: Telephone
) -> None:
    codes.install_roads(codes.Roads(frozenset({"email"})))  # a throw-away mailbox proves nothing
    made = await asked(client, database, place)

    assert made["status"] == "awaiting_approval"
    assert [(row.wanted, row.step_up) for row in await kept(database)] == [("code", "approval")]


async def test_strangers_can_neither_guess_nor_have_it_sent_again(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, place: Place, telephone: Telephone
) -> None:
    held = await asked(client, database, place)
    code = await code_in(database, runtime)
    guess = await send(client, f"/{held['bookingId']}/code", "", {"code": code})
    resend = await send(client, f"/{held['bookingId']}/code/resend", "")
    look = await client.get(f"{BOOK}/{held['bookingId']}/code")

    assert [one.status_code for one in (guess, resend, look)] == [404, 404, 404]
    assert await status_of(database, held) == "held"
