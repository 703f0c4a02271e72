"""Bookings as guests make them, over HTTP, with risk switched on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.kernel.principal import SYSTEM
from smartbooking.risk import service
from smartbooking.risk.domain import Mode
from tests.bookings.factory import Place

NOW = datetime.fromisoformat("2026-11-21T09:00:00+00:00")


async def switch(database: Database, mode: Mode, vendor_id: int | None = None) -> None:
    """Turn the platform's switch, or a business's; at once for this process."""
    async with database.transaction() as tx:
        await service.set_mode(tx, principal=SYSTEM, vendor_id=vendor_id, mode=mode, now=NOW)
    service.forget_switches(database)
    await service.modes(database)


async def act_everywhere(database: Database, place: Place) -> None:
    await switch(database, Mode.ACT)
    await switch(database, Mode.ACT, place.vendor_id)


def wish(place: Place, *, day: int = 10, phone: str = "+77010000001", **more: Any) -> dict[str, Any]:
    """A booking of two nights, paid at the venue."""
    return {
        "resourceId": f"res_{place.resource.id}", "startDate": f"2027-03-{day:02}", "endDate": f"2027-03-{day + 2:02}",
        "quantity": 1, "userDetails": {"firstName": "Гость", "phone": phone}, "paymentMethod": "pay_on_site", **more,
    }  # fmt: skip


async def past(database: Database, booking_id: str, status: str, days_ago: int = 30) -> None:
    """Make a booking one of the past."""
    from smartbooking.kernel.ids import parse_uuid

    async with database.transaction() as tx:
        await tx.execute(
            text("""
                update bookings.booking set status = :status, created_at = created_at - cast(:ago as interval),
                  expires_at = null, starts_at = starts_at - cast(:far as interval),
                  ends_at = ends_at - cast(:far as interval)
                where id = :id"""),
            {"id": parse_uuid("bkg", booking_id), "status": status, "ago": timedelta(days=days_ago),
             "far": timedelta(days=400)},
        )  # fmt: skip


async def kept(database: Database) -> list[Any]:
    """All assessments, the first first."""
    async with database.reading() as read:
        return list((await read.execute(text("select * from risk.assessment order by at"))).all())
