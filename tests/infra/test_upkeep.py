"""Working tables stay small, and nothing goes that somebody may still ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from smartbooking.infra import upkeep
from smartbooking.infra.db import Database


async def keys(database: Database) -> list[str]:
    async with database.reading() as read:
        return list((await read.execute(text("select key from infra.idempotency_key order by key"))).scalars())


async def test_a_key_answers_for_thirty_days_and_goes_then(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.transaction() as tx:
        for name, age in (("fresh", timedelta()), ("29 days", timedelta(days=29)), ("31 days", timedelta(days=31))):
            await tx.execute(
                text("insert into infra.idempotency_key (account, key, digest, created_at) values ('a', :k, '', :at)"),
                {"k": name, "at": now - age},
            )

    gone = await upkeep.prune(database, now=now)

    assert await keys(database) == ["29 days", "fresh"]
    assert gone == {"idempotency_key": 1, "delivery": 0, "event": 0, "job log": 0}


async def test_a_delivery_outlives_its_event_job(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.transaction() as tx:
        for days in (34, 36):
            values = {"id": f"00000000-0000-7000-8000-0000000000{days}", "at": now - timedelta(days=days)}
            await tx.execute(
                text("insert into infra.event (id, name, payload, happened_at) values (:id, 'x', '{}', :at)"), values
            )
            await tx.execute(
                text("insert into infra.delivery (subscriber, event_id, delivered_at) values ('s', :id, :at)"), values
            )

    gone = await upkeep.prune(database, now=now)

    assert (gone["event"], gone["delivery"]) == (1, 1)
