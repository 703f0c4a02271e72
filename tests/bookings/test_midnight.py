"""A time that is midnight is a time: written at the venue, or as an instant that is midnight elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.kernel.ids import uuid7
from tests.bookings.factory import make_court, open_daily

DAY = (datetime.now(UTC) + timedelta(days=5)).date()
NEXT = DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "starts_at"),
    [
        (f"{DAY}T23:00:00+05:00", f"{NEXT}T00:00:00+05:00", f"{DAY}T18:00:00Z"),
        (f"{NEXT}T00:00:00+05:00", f"{NEXT}T01:00:00+05:00", f"{DAY}T19:00:00Z"),
        (f"{NEXT}T00:00:00Z", f"{NEXT}T01:00:00Z", f"{NEXT}T00:00:00Z"),
    ],
    ids=["until midnight", "from midnight", "from midnight in Greenwich"],
)
async def test_a_court_is_checked_priced_and_booked_over_midnight(
    client: httpx2.AsyncClient, database: Database, start: str, end: str, starts_at: str
) -> None:
    async with database.transaction() as tx:
        court = await make_court(tx)
        await open_daily(tx, court.resource, opens=time(0), minutes=24 * 60)
    offer = f"res_{court.resource.id}"
    span = {"resourceId": offer, "startDate": start, "endDate": end}

    checked = await client.post("/api/v1/availability/check", json=span)
    explained = await client.post("/api/v1/availability/explain", json=span)
    quoted = await client.post("/api/v1/quotes", json={"lines": [{"resourceId": offer, "start": start, "end": end}]})
    order = span | {"userDetails": {"firstName": "Ербол", "phone": "+77015550418"}, "paymentMethod": "pay_on_site"}
    booked = await client.post("/api/v1/bookings", json=order, headers={"Idempotency-Key": uuid7().hex})

    assert checked.json()["available"] is True, checked.text
    assert explained.json()["reasons"] == [], explained.text
    assert quoted.status_code == 200, quoted.text
    assert booked.status_code == 201, booked.text
    assert booked.json()["startDate"] == starts_at
