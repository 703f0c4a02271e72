"""A business hears the offsets of its own clocks from the server, each change at its very second."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2
import pytest

from smartbooking.infra.http.zones import offsets_around
from smartbooking.infra.module import Runtime
from tests.identity.factory import bearer_as

NOW = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)


def test_berlin_changes_its_clocks_at_one_in_the_morning_of_greenwich() -> None:
    told = [(one.since, one.utc_offset) for one in offsets_around("Europe/Berlin", NOW)]

    assert told[-4:] == [
        (datetime(2026, 3, 29, 1, tzinfo=UTC), "+02:00"),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), "+01:00"),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), "+02:00"),
        (datetime(2027, 10, 31, 1, tzinfo=UTC), "+01:00"),
    ]


def test_almaty_changed_its_clocks_once_and_for_all() -> None:
    told = [(one.since, one.utc_offset) for one in offsets_around("Asia/Almaty", NOW)]

    assert told == [
        (datetime(2023, 11, 2, tzinfo=UTC), "+06:00"), (datetime(2024, 2, 29, 18, tzinfo=UTC), "+05:00"),
    ]  # fmt: skip


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_every_day_of_four_years_has_the_offset_its_zone_shows(zone: str) -> None:
    offsets = offsets_around(zone, NOW)
    for day in range(-1090, 390):
        at = NOW + timedelta(days=day)
        latest = [one for one in offsets if one.since <= at][-1]
        shown = at.astimezone(ZoneInfo(zone)).strftime("%z")
        assert latest.utc_offset == f"{shown[:3]}:{shown[3:]}", at


async def test_a_business_in_berlin_is_told_of_berlin(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    owner = await bearer_as(runtime)
    made = await client.post("/api/v1/vendors", json={"name": {"en": "Spree"}, "tz": "Europe/Berlin"}, headers=owner)
    read = await client.get(f"/api/v1/vendors/{made.json()['id']}", headers=owner)

    assert {one["utcOffset"] for one in read.json()["offsets"]} == {"+01:00", "+02:00"}
