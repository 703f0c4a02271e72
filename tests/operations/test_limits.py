"""Administrators change limits: they hold at once, are judged like settings, and every earlier value can return."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.bounds import CHANGEABLE, PART, REMEMBERED_SECONDS, LimitBoard
from smartbooking.infra.db import Database
from smartbooking.infra.http.limits import QUOTAS
from smartbooking.infra.module import Runtime
from smartbooking.kernel.principal import SYSTEM, PlatformRole
from tests.bookings.factory import Place, committed_rooms
from tests.bookings.test_booking_over_http import stay
from tests.identity.factory import bearer_as

Headers = dict[str, str]
ALL = "/api/v1/operations/limits"
WHY = "Transfers take longer this week"


@pytest.fixture
async def admin(runtime: Runtime) -> Headers:
    return await bearer_as(runtime, PlatformRole.ADMIN)


async def change(
    client: httpx2.AsyncClient, who: Headers, name: str, value: str | None, *, version: int = 0, reason: str = WHY
) -> httpx2.Response:
    body: dict[str, Any] = {"value": value, "version": version, "reason": reason}
    return await client.put(f"{ALL}/{name}", json=body, headers=who)


def view(reply: httpx2.Response, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in reply.json()["data"] if one["name"] == name)
    return found


async def minutes_held(client: httpx2.AsyncClient, place: Place) -> int:
    """How long a new hold lasts, in whole minutes."""
    line = {"resourceId": f"res_{place.resource.id}", **stay(days_ahead=40), "quantity": 1}
    held = await client.post("/api/v1/holds", json={"lines": [line]}, headers={"Idempotency-Key": uuid4().hex})
    assert held.status_code == 201, held.text
    left = datetime.fromisoformat(held.json()["expiresAt"]) - datetime.now(UTC)
    return round(left.total_seconds() / 60)


async def test_a_changed_limit_holds_for_the_next_request_and_can_be_put_back(
    client: httpx2.AsyncClient, database: Database, admin: Headers
) -> None:
    place = await committed_rooms(database, capacity=9)
    before = await minutes_held(client, place)

    changed = await change(client, admin, "hold_minutes", "25")
    during = await minutes_held(client, place)
    put_back = await change(client, admin, "hold_minutes", None, version=1, reason="The week is over")
    after = await minutes_held(client, place)

    assert (before, during, after) == (10, 25, 10)
    assert {key: view(changed, "hold_minutes")[key] for key in ("value", "usual", "source", "version", "reason")} == {
        "value": "25", "usual": "10", "source": "console", "version": 1, "reason": WHY,
    }  # fmt: skip
    assert (view(put_back, "hold_minutes")["value"], view(put_back, "hold_minutes")["source"]) == ("10", "default")


async def test_the_history_has_every_value_with_its_reason_and_so_has_the_trail(
    client: httpx2.AsyncClient, admin: Headers
) -> None:
    await change(client, admin, "acting_minutes", "30")
    await change(client, admin, "acting_minutes", None, version=1, reason="Back to usual")

    past = (await client.get(f"{ALL}/acting_minutes/history", headers=admin)).json()["data"]
    trail = (await client.get("/api/v1/operations/audit", params={"action": "limit"}, headers=admin)).json()["data"]

    assert [(one["version"], one["value"], one["reason"]) for one in past] == [
        (2, None, "Back to usual"), (1, "30", WHY),
    ]  # fmt: skip
    assert [(one["action"], one["subject"], one["details"]) for one in trail] == [
        ("limit.changed", "acting_minutes", {"value": None, "version": 2, "reason": "Back to usual"}),
        ("limit.changed", "acting_minutes", {"value": "30", "version": 1, "reason": WHY}),
    ]


async def test_who_changes_what_somebody_else_changed_meanwhile_is_told_so(
    client: httpx2.AsyncClient, database: Database, admin: Headers
) -> None:
    first = await change(client, admin, "approval_hours", "48")
    late = await change(client, admin, "approval_hours", "12")

    assert (first.status_code, late.status_code, late.json()["code"]) == (200, 409, "stale-version")
    async with database.reading() as read:
        rows = (await read.execute(text("select value from infra.limit_change"))).scalars().all()
    assert rows == ["48"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("hold_minutes", "31"), ("hold_minutes", "0"), ("hold_minutes", "ten"), ("support_hours", "9-21"),
     ("login", "10 per minute"), ("login", "0/minute"), ("login", "10/second")],
)  # fmt: skip
async def test_a_value_the_setting_could_not_have_is_refused_and_nothing_is_written(
    client: httpx2.AsyncClient, database: Database, admin: Headers, name: str, value: str
) -> None:
    reply = await change(client, admin, name, value)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/value")
    async with database.reading() as read:
        assert (await read.execute(text("select count(*) from infra.limit_change"))).scalar_one() == 0


async def test_what_is_read_at_the_start_only_cannot_be_changed(client: httpx2.AsyncClient, admin: Headers) -> None:
    replies = [await change(client, admin, name, "2000") for name in ("max_body_bytes", "page_size", "warp_factor")]

    assert [reply.status_code for reply in replies] == [404, 404, 404]


async def test_a_changed_rate_counts_the_next_caller(
    client: httpx2.AsyncClient, runtime: Runtime, admin: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime.settings, "rate_limits", True)
    wish = {"login": "87015550418", "password": "nobody's words"}
    assert (await change(client, admin, "login", "2/hour")).status_code == 200

    codes = [(await client.post("/api/v1/auth/login", json=wish)).status_code for _ in range(3)]

    assert (codes[-1], 429 in codes[:2]) == (429, False)


async def test_operators_look_and_administrators_change(
    client: httpx2.AsyncClient, runtime: Runtime, admin: Headers
) -> None:
    operator = await bearer_as(runtime, PlatformRole.OPERATOR)

    assert (await client.get(f"{ALL}/hold_minutes/history", headers=operator)).status_code == 200
    assert (await change(client, operator, "hold_minutes", "12")).status_code == 403
    assert (await change(client, admin, "hold_minutes", "12", reason=" ")).status_code == 422


async def test_another_process_follows_within_five_seconds(runtime: Runtime, database: Database) -> None:
    seconds = [0.0]
    elsewhere = LimitBoard(database, lambda: runtime.settings, clock=lambda: seconds[0])
    assert (await elsewhere.now()).settings.hold_minutes == 10
    board: LimitBoard = runtime.parts[PART]

    await board.change(principal=SYSTEM, name="hold_minutes", value="20", seen=0, reason=WHY, now=datetime.now(UTC))

    assert (await board.now()).settings.hold_minutes == 20
    seconds[0] = REMEMBERED_SECONDS - 0.001
    assert (await elsewhere.now()).settings.hold_minutes == 10
    seconds[0] = REMEMBERED_SECONDS
    assert (await elsewhere.now()).settings.hold_minutes == 20


async def test_a_value_a_newer_release_no_longer_allows_counts_as_not_changed(
    runtime: Runtime, database: Database
) -> None:
    board: LimitBoard = runtime.parts[PART]
    await board.change(principal=SYSTEM, name="hold_minutes", value="900", seen=0, reason=WHY, now=datetime.now(UTC))

    assert (await board.now()).settings.hold_minutes == 10


def test_settings_and_rates_share_no_name() -> None:
    assert not set(CHANGEABLE) & set(QUOTAS)
