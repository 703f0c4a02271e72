"""Whatever happens to the provider's messages, every payment ends as if each had come once and in order."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from smartbooking.infra.db import Database
from smartbooking.payments import service as payments
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.service.books_check import check_books
from tests.drills import errands
from tests.drills.storm import Storm, money_kept
from tests.payments.factory import make_sandbox
from tests.payments.provider import running

# Four of each way; a thousand with `smartbooking drill money --webhooks`.
PAYMENTS = int(os.environ.get("SMARTBOOKING_DRILL_PAYMENTS", "48"))


async def test_tripled_shuffled_late_and_lost_messages_end_like_those_in_order(
    database: Database, tmp_path: Path
) -> None:
    errands.route()
    with running(tmp_path) as provider:
        gateway = make_sandbox(provider.url, timeout_seconds=20)
        payments.install_gateways((OnSite(), gateway))
        storm = Storm(database, provider, PAYMENTS, datetime.now(UTC))
        await storm.people_pay()
        await storm.messages_come()
        before = await storm.state_of(storm.stormy)
        await storm.days_pass()
        calm, stormy = await storm.state_of(storm.calm), await storm.state_of(storm.stormy)
        await gateway.close()
    async with database.reading() as read:
        differences = await check_books(read)

    asked = sum(
        then["booking"] == "confirmed paid" != first["booking"] for first, then in zip(before, stormy, strict=True)
    )
    print(
        f"{len(stormy)} payments, {storm.delivered} messages delivered, {storm.dropped} lost; {asked} were confirmed"
        f" by asking the provider; {sum(a == b for a, b in zip(stormy, calm, strict=True))} end as those in order"
    )
    assert stormy == calm
    assert [state["booking"] for state in stormy] == [way.ends for way in storm.ways]
    assert money_kept(stormy)["confirmed paid"] == 20_000_00 * sum(way.ends == "confirmed paid" for way in storm.ways)
    assert money_kept(stormy)["cancelled refunded"] == 0
    assert differences == []
    assert storm.dropped > 0
    assert asked > 0, "had everything been told, this would prove nothing about the lost"
