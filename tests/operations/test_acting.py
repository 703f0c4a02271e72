"""An operator acts in somebody's name: with a reason, for minutes, with both names in the trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.identity import jobs
from smartbooking.identity import service as identity
from smartbooking.identity.domain import User
from smartbooking.identity.errors import InvalidToken
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import parse_uuid, public_id
from smartbooking.kernel.principal import SYSTEM, PlatformRole
from tests.bookings.factory import committed_rooms
from tests.bookings.test_booking_over_http import request
from tests.identity.factory import bearer, make_user

Headers = dict[str, str]
WHY = "Asked by phone to move the booking"


class Desk:
    """A customer, an operator, and what they ask for."""

    def __init__(self, client: httpx2.AsyncClient, runtime: Runtime, customer: User, operator: User) -> None:
        self.client, self.runtime = client, runtime
        self.customer, self.operator = customer, operator
        self.mine: Headers = {}
        self.theirs: Headers = {}

    async def start(self, user: User | None = None, headers: Headers | None = None, **more: Any) -> httpx2.Response:
        who = public_id("usr", (user or self.customer).id)
        body = {"reason": WHY, **more}
        return await self.client.post(f"/api/v1/users/{who}/acting", json=body, headers=headers or self.theirs)

    async def acting(self) -> tuple[str, Headers]:
        reply = await self.start()
        assert reply.status_code == 201, reply.text
        return reply.json()["id"], {"Authorization": f"Bearer {reply.json()['accessToken']}"}

    async def me(self, headers: Headers) -> httpx2.Response:
        return await self.client.get("/api/v1/users/me", headers=headers)

    async def listed(self, headers: Headers | None = None) -> list[dict[str, Any]]:
        reply = await self.client.get("/api/v1/users/me/acting", headers=headers or self.mine)
        found: list[dict[str, Any]] = reply.json()["data"]
        return found


@pytest.fixture
async def desk(client: httpx2.AsyncClient, runtime: Runtime, database: Database) -> Desk:
    customer = await database.run(lambda tx: make_user(tx, name="Айгерім"))
    operator = await database.run(lambda tx: make_user(tx, name="Ольга", role=PlatformRole.OPERATOR))
    made = Desk(client, runtime, customer, operator)
    made.mine, made.theirs = await bearer(runtime, customer), await bearer(runtime, operator)
    return made


async def test_the_operator_is_the_person_for_fifteen_minutes(desk: Desk) -> None:
    reply = await desk.start()
    told = reply.json()
    headers = {"Authorization": f"Bearer {told['accessToken']}"}
    lasts = datetime.fromisoformat(told["expiresAt"]) - datetime.fromisoformat(told["serverNow"])

    assert (told["name"], told["reason"], lasts) == ("Айгерім", WHY, timedelta(minutes=15))
    assert (await desk.me(headers)).json()["id"] == public_id("usr", desk.customer.id)
    assert (await desk.client.get("/api/v1/operations/board", headers=headers)).status_code == 403


@pytest.mark.parametrize("reason", ["", "    ", "ok", "x" * 501])
async def test_a_reason_is_needed(desk: Desk, reason: str) -> None:
    reply = await desk.start(reason=reason)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/reason")


async def test_the_person_sees_who_acted_and_why(desk: Desk) -> None:
    acting_id, headers = await desk.acting()
    (seen,) = await desk.listed()

    assert (seen["id"], seen["operatorName"], seen["reason"], seen["open"]) == (acting_id, "Ольга", WHY, True)
    assert (seen["acts"], seen["endedAt"]) == (0, None)
    as_operators_see_it = await desk.client.get(
        f"/api/v1/users/{public_id('usr', desk.customer.id)}/acting", headers=desk.theirs
    )
    assert as_operators_see_it.json()["data"] == [seen]
    assert await desk.listed(headers) == [seen]


async def test_a_booking_made_in_the_persons_name_is_theirs_and_names_both(desk: Desk, database: Database) -> None:
    place = await committed_rooms(database, capacity=1)
    acting_id, headers = await desk.acting()

    booked = await desk.client.post("/api/v1/bookings", json=request(place), headers=headers)
    async with database.reading() as read:
        owner = (await read.execute(text("select customer_id from bookings.booking"))).scalar_one()
        actors = set((await read.execute(text("select actor from bookings.change"))).scalars())
    trail = await desk.client.get("/api/v1/operations/audit", params={"actingId": acting_id}, headers=desk.theirs)
    (seen,) = await desk.listed()
    shown = await desk.client.get(f"/api/v1/bookings/{booked.json()['bookingId']}", headers=desk.mine)

    assert (booked.status_code, owner) == (201, desk.customer.id)
    key = str(parse_uuid("act", acting_id))
    assert actors == {f"acting:{desk.operator.id}:{desk.customer.id}:{key}"}
    assert {entry["by"] for entry in shown.json()["timeline"]} == {"operator"}
    entries = trail.json()["data"]
    assert {(one["actor"], one["onBehalfOf"], one["actingId"]) for one in entries} == {
        (f"user:{desk.operator.id}", f"user:{desk.customer.id}", acting_id)
    }
    assert {"acting.started", "acting.request"} <= {one["action"] for one in entries}
    asked = next(one for one in entries if one["action"] == "acting.request")
    assert asked["details"] == {"operation": "bookings_create_booking", "path": "/api/v1/bookings"}
    assert seen["acts"] == 1


async def test_what_is_refused_leaves_no_trace_but_changes_nothing(desk: Desk) -> None:
    _, headers = await desk.acting()

    renamed = await desk.client.patch("/api/v1/users/me", json={"version": 1, "name": "X"}, headers=headers)
    password = await desk.client.post(
        "/api/v1/users/me/password", json={"currentPassword": "a", "newPassword": "seven red apples 1986"},
        headers=headers,
    )  # fmt: skip
    again = await desk.start(headers=headers)

    assert [reply.json()["code"] for reply in (renamed, password, again)] == ["not-while-acting"] * 3
    assert (await desk.me(desk.mine)).json()["name"] == "Айгерім"


@pytest.mark.parametrize("kept", [{"savedCardId": "crd_01M7YHFMK6EXSVJKDHAQ5QAGFG"}, {"saveCard": True}])
async def test_nobody_pays_with_or_keeps_a_card_in_somebodys_name(
    desk: Desk, database: Database, kept: dict[str, Any]
) -> None:
    place = await committed_rooms(database, capacity=1)
    _, headers = await desk.acting()

    refused = await desk.client.post("/api/v1/bookings", json=request(place, paymentDetails=kept), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (403, "not-while-acting"), refused.text


@pytest.mark.parametrize("who", ["operator", "person", "admin"])
async def test_it_ends_at_once_for_whoever_may_end_it(
    desk: Desk, runtime: Runtime, database: Database, who: str
) -> None:
    admin = await database.run(lambda tx: make_user(tx, role=PlatformRole.ADMIN))
    acting_id, headers = await desk.acting()
    ends = {"operator": headers, "person": desk.mine, "admin": await bearer(runtime, admin)}[who]

    ended = await desk.client.post(f"/api/v1/acting/{acting_id}/end", headers=ends)
    after = await desk.me(headers)
    (seen,) = await desk.listed()

    assert (ended.status_code, after.status_code, after.json()["code"]) == (204, 401, "invalid-token")
    assert (seen["open"], seen["endedBecause"]) == (False, who)


async def test_strangers_cannot_end_it_nor_can_it_be_renewed(desk: Desk, runtime: Runtime, database: Database) -> None:
    stranger = await bearer(runtime, await database.run(make_user))
    acting_id, headers = await desk.acting()

    refused = await desk.client.post(f"/api/v1/acting/{acting_id}/end", headers=stranger)
    renewed = await desk.client.post(
        "/api/v1/auth/refresh", json={"refreshToken": headers["Authorization"].split()[1][:200]}, headers=headers
    )

    assert (refused.status_code, renewed.status_code) == (404, 401)
    assert (await desk.me(headers)).status_code == 200


async def test_it_ends_by_itself(desk: Desk, database: Database) -> None:
    _, headers = await desk.acting()
    mint = desk.runtime.parts["identity.mint"]
    memory = desk.runtime.parts["authenticator"]._memory
    token = headers["Authorization"].split()[1]
    now = datetime.now(UTC)

    alive = await identity.principal_of_token(memory, mint, token=token, now=now + timedelta(minutes=14, seconds=50))
    with pytest.raises(InvalidToken, match=r"run out|ended"):
        await identity.principal_of_token(memory, mint, token=token, now=now + timedelta(minutes=15, seconds=1))

    assert alive.acting is not None
    assert alive.hand == f"user:{desk.operator.id}"


async def test_time_in_the_table_counts_even_if_the_token_lasted_longer(desk: Desk, database: Database) -> None:
    acting_id, headers = await desk.acting()
    async with database.transaction() as tx:
        await tx.execute(
            text("update identity.acting set started_at = started_at - interval '16 minutes',"
                 " expires_at = expires_at - interval '16 minutes'")
        )  # fmt: skip

    assert (await desk.me(headers)).status_code == 401
    assert [(one["open"], one["endedAt"]) for one in await desk.listed()] == [(False, None)], acting_id


async def test_a_role_taken_away_ends_it_in_the_middle(desk: Desk, database: Database) -> None:
    _, headers = await desk.acting()
    assert (await desk.me(headers)).status_code == 200

    await database.run(
        lambda tx: identity.set_platform_role(
            tx, user_id=desk.operator.id, role=PlatformRole.CUSTOMER, by=SYSTEM, now=datetime.now(UTC)
        )
    )

    assert (await desk.me(headers)).status_code == 401


async def test_it_ends_with_the_operators_own_session(desk: Desk) -> None:
    _, headers = await desk.acting()
    assert (await desk.me(headers)).status_code == 200
    own = (await desk.client.get("/api/v1/users/me/sessions", headers=desk.theirs)).json()["data"][0]["id"]

    await desk.client.delete(f"/api/v1/users/me/sessions/{own}", headers=desk.theirs)

    assert (await desk.me(headers)).status_code == 401


async def test_a_second_one_ends_the_first(desk: Desk, database: Database) -> None:
    other = await database.run(make_user)
    _, first = await desk.acting()
    second = await desk.start(other)

    assert second.status_code == 201
    assert (await desk.me(first)).status_code == 401
    assert [one["endedBecause"] for one in await desk.listed()] == ["another"]


async def test_nobody_acts_for_operators_closed_accounts_or_themselves(desk: Desk, database: Database) -> None:
    colleague = await database.run(lambda tx: make_user(tx, role=PlatformRole.OPERATOR))
    admin = await database.run(lambda tx: make_user(tx, role=PlatformRole.ADMIN))
    closed = await database.run(make_user)
    await database.run(
        lambda tx: identity.suspend_account(tx, user_id=closed.id, by=SYSTEM, reason="x", now=datetime.now(UTC))
    )

    replies = [await desk.start(user) for user in (colleague, admin, closed, desk.operator)]

    assert [(reply.status_code, reply.json()["code"]) for reply in replies] == [(409, "cannot-act-for")] * 4


async def test_whoever_becomes_an_operator_is_acted_for_no_longer(desk: Desk, database: Database) -> None:
    _, headers = await desk.acting()
    await database.run(
        lambda tx: identity.set_platform_role(
            tx, user_id=desk.customer.id, role=PlatformRole.OPERATOR, by=SYSTEM, now=datetime.now(UTC)
        )
    )

    assert (await desk.me(headers)).status_code == 401


async def test_the_booking_it_is_about_must_be_theirs(desk: Desk, database: Database) -> None:
    place = await committed_rooms(database, capacity=2)
    theirs = (await desk.client.post("/api/v1/bookings", json=request(place), headers=desk.mine)).json()["bookingId"]
    strange = (await desk.client.post("/api/v1/bookings", json=request(place))).json()["bookingId"]

    good, bad = await desk.start(bookingId=theirs), await desk.start(bookingId=strange)
    no_call = await desk.start(requestId=public_id("sup", desk.customer.id))

    assert (good.status_code, (await desk.listed())[0]["bookingId"]) == (201, theirs)
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/bookingId")
    assert (no_call.status_code, no_call.json()["errors"][0]["pointer"]) == (422, "/requestId")


async def test_after_a_year_it_is_forgotten(desk: Desk, database: Database) -> None:
    await desk.acting()

    await jobs.forget_acting(database, now=datetime.now(UTC) + timedelta(days=364))
    kept = len(await desk.listed())
    await jobs.forget_acting(database, now=datetime.now(UTC) + timedelta(days=366))

    assert (kept, len(await desk.listed())) == (1, 0)
