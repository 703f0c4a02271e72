"""What a business took in lately, for what other fees would have made of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import text

from smartbooking.infra.db import ReadTx

# The attempts of one business, by primary key; equal amounts once.
_TAKEN: Final = text("""
    select captured_minor, count(*) from payments.attempt
    where vendor_id = :vendor_id and currency = :currency and captured_minor > 0 and created_at > :since
    group by captured_minor
""")


async def taken(read: ReadTx, *, vendor_id: int, currency: str, since: datetime) -> list[tuple[int, int]]:
    """Captured amounts in minor units, and how many payments each."""
    found = await read.execute(_TAKEN, {"vendor_id": vendor_id, "currency": currency, "since": since})
    return [(int(minor), int(payments)) for minor, payments in found]
