"""The life of a message: once per cause and road, at least once on its way, and nothing about anybody in the row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from smartbooking.infra.db import Database, ReadTx
from smartbooking.infra.settings import Settings
from smartbooking.notifications import roads, service
from smartbooking.notifications.domain import (
    ENDED,
    LEASE,
    MAX_ATTEMPTS,
    Message,
    MessageStatus,
    Outcome,
    RoadKind,
    after,
)
from smartbooking.notifications.ports import Letter, NotSent, Refused, Silent

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ABOUT = UUID(int=5)


class Telephone:
    """A road in this process: keeps what it took, and fails as a test wants."""

    kind = RoadKind.SMS

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.taken: list[Letter] = []
        self.before: Callable[[], Any] | None = None

    async def send(self, letter: Letter) -> str:
        if self.before:
            await self.before()
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(letter)
        return f"SM{len(self.taken)}"

    async def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def causes() -> Iterator[dict[str, bool]]:
    """One cause, whose messages can become needless."""
    needed = {"yes": True}

    async def composer(read: ReadTx, message: Message, now: datetime) -> Letter | None:
        if not needed["yes"]:
            return None
        return Letter(key=message.id, to="+77010000001", sender="Салон", subject="", text="Код: 042917")

    service.compose_by("trial", composer)
    yield needed
    service.install_roads(())


async def post(database: Database, cause_id: UUID, version: int = 0) -> None:
    await database.run(
        lambda tx: service.post(
            tx, vendor_id=1, about=ABOUT, cause="trial", cause_id=cause_id, version=version, road=RoadKind.SMS,
            locale="ru", now=NOW,
        )
    )  # fmt: skip


async def rows(database: Database) -> list[dict[str, Any]]:
    async with database.reading() as read:
        found = await read.execute(text("select * from notifications.message order by created_at, id"))
        return [dict(row) for row in found.mappings()]


async def test_a_cause_sends_one_message_by_a_road_however_often_it_is_told(database: Database) -> None:
    telephone, cause = Telephone(), uuid4()
    service.install_roads((telephone,))
    await asyncio.gather(*(post(database, cause) for _ in range(6)))
    await asyncio.gather(*(service.send_due(database, now=NOW) for _ in range(4)))
    await post(database, cause, version=1)
    await service.send_due(database, now=NOW)

    found = await rows(database)
    assert [(row["version"], row["status"], row["attempts"], row["reference"]) for row in found] == [
        (0, "sent", 1, "SM1"), (1, "sent", 1, "SM2"),
    ]  # fmt: skip
    assert len(telephone.taken) == 2
    assert [row["next_at"] for row in found] == [None, None]


async def test_the_row_holds_neither_what_is_said_nor_where_it_goes(database: Database) -> None:
    service.install_roads((Telephone(),))
    await post(database, uuid4())
    await service.send_due(database, now=NOW)

    kept = str(await rows(database))
    assert "042917" not in kept
    assert "7701" not in kept


@pytest.mark.parametrize(
    ("failures", "status", "attempts"),
    [
        ([Refused("21211")], "failed", 1),
        ([NotSent("HTTP 429")], "sent", 2),
        ([Silent("ReadTimeout"), Silent("ReadTimeout")], "sent", 3),
        ([NotSent("HTTP 429")] * MAX_ATTEMPTS, "failed", MAX_ATTEMPTS),
        ([Silent("ReadTimeout")] * MAX_ATTEMPTS, "unknown", MAX_ATTEMPTS),
    ],
)
async def test_failures_are_tried_again_so_often_and_then_told_as_they_are(
    database: Database, failures: list[Exception], status: str, attempts: int
) -> None:
    telephone = Telephone(*failures)
    service.install_roads((telephone,))
    await post(database, uuid4())
    for turn in range(MAX_ATTEMPTS + 2):
        await service.send_due(database, now=NOW + turn * timedelta(minutes=6))

    (row,) = await rows(database)
    assert (row["status"], row["attempts"]) == (status, attempts)
    assert len(telephone.taken) == (1 if status == "sent" else 0)
    assert len({letter.key for letter in telephone.taken} | {row["id"]}) == 1


async def test_what_nobody_needs_any_more_is_dropped_unsent(database: Database, causes: dict[str, bool]) -> None:
    telephone = Telephone()
    service.install_roads((telephone,))
    await post(database, uuid4())
    causes["yes"] = False
    await service.send_due(database, now=NOW)

    (row,) = await rows(database)
    assert (row["status"], telephone.taken) == ("dropped", [])


async def test_a_sender_that_dies_is_followed_by_another_when_its_lease_ends(database: Database) -> None:
    telephone = Telephone()
    service.install_roads((telephone,))

    async def die() -> None:
        raise asyncio.CancelledError

    telephone.before = die
    await post(database, uuid4())
    with pytest.raises(asyncio.CancelledError):
        await service.send_due(database, now=NOW)
    telephone.before = None
    await service.send_due(database, now=NOW + LEASE - timedelta(seconds=1))
    assert telephone.taken == []
    await service.send_due(database, now=NOW + LEASE)

    (row,) = await rows(database)
    assert (row["status"], row["attempts"], len(telephone.taken)) == ("sent", 2, 1)


async def test_a_late_word_of_a_sender_that_lost_its_lease_changes_nothing(database: Database) -> None:
    telephone = Telephone(Refused("30007"))
    service.install_roads((telephone,))

    async def another_is_faster() -> None:
        telephone.before = None
        spare = telephone.failures.pop()
        await service.send_due(database, now=NOW + LEASE)
        telephone.failures.append(spare)

    telephone.before = another_is_faster
    await post(database, uuid4())
    await service.send_due(database, now=NOW)

    (row,) = await rows(database)
    assert (row["status"], row["attempts"], row["reference"]) == ("sent", 2, "SM1")


async def test_old_messages_are_forgotten_and_those_on_their_way_are_not(database: Database) -> None:
    service.install_roads((Telephone(),))
    await post(database, uuid4())
    await service.send_due(database, now=NOW)
    await post(database, uuid4())
    await database.run(lambda tx: service.forget_old(tx, now=NOW + timedelta(days=91)))

    assert [row["status"] for row in await rows(database)] == ["queued"]


@given(outcomes=st.lists(st.sampled_from(list(Outcome)), min_size=MAX_ATTEMPTS, max_size=MAX_ATTEMPTS))
def test_every_message_ends_and_waits_longer_each_time(outcomes: list[Outcome]) -> None:
    last, standing = timedelta(0), None
    for attempts, outcome in enumerate(outcomes, start=1):
        standing = after(outcome, attempts=attempts, now=NOW)
        assert (standing.status in ENDED) == (standing.next_at is None)
        if standing.next_at is None:
            break
        assert standing.next_at - NOW > last
        last = standing.next_at - NOW
    assert standing is not None
    assert standing.status in ENDED
    assert (standing.status is MessageStatus.SENT) == (outcome is Outcome.SENT)


def test_half_configured_roads_are_named_and_not_offered() -> None:
    half = Settings(smtp_host="mail.example.kz", twilio_from="+77010000001", smtp_username="robot", _env_file=None)
    whole = Settings(
        smtp_host="mail.example.kz", mail_from="hello@example.kz", twilio_account_sid="AC1", twilio_auth_token="t",
        twilio_from="MG1", _env_file=None,
    )  # fmt: skip

    assert roads.half_configured(half) == (
        "e-mail needs SMARTBOOKING_MAIL_FROM",
        "e-mail login needs SMARTBOOKING_SMTP_PASSWORD",
        "SMS needs SMARTBOOKING_TWILIO_ACCOUNT_SID, SMARTBOOKING_TWILIO_AUTH_TOKEN",
    )
    assert roads.build_all(half) == ()
    assert [road.kind for road in roads.build_all(whole)] == ["email", "sms"]
    assert roads.half_configured(whole) == roads.half_configured(Settings(_env_file=None)) == ()
