"""One card under many names: what risk may ask about cards, for as long as it looks back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.infra.db import Database, ReadTx
from smartbooking.payments.repository import card_prints as rows
from smartbooking.payments.repository.card_prints import CardsSeen

# Risk looks at a day; two leave it whole, whenever the nightly work runs.
KEPT_FOR: Final = timedelta(days=2)


async def cards_seen(
    read: ReadTx, *, booking_ids: Sequence[UUID], account_id: UUID | None, card_id: UUID | None, since: datetime
) -> CardsSeen | None:
    """The cards that paid for some bookings, and the kept card that is to pay; None when none is known."""
    if not booking_ids and card_id is None:
        return None
    return await rows.cards_seen(read, booking_ids=booking_ids, account_id=account_id, card_id=card_id, since=since)


async def forget_prints(database: Database, *, now: datetime) -> None:
    """Payments keep the name of their card only as long as somebody looks at it."""
    await database.run(lambda tx: rows.forget_prints(tx, before=now - KEPT_FOR))
