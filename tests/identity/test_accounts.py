"""Accounts over HTTP: one's own and, for those who run the platform, everybody's."""

from __future__ import annotations

import asyncio
from datetime import datetime

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.identity import service
from smartbooking.identity.domain import ACCOUNT_TRANSITIONS, AccountStatus, User
from smartbooking.identity.errors import InvalidTransition
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import SYSTEM, PlatformRole, VendorRole
from tests.identity.factory import PASSWORD, bearer, bearer_as, make_user, sign_in

ME = "/api/v1/users/me"
Headers = dict[str, str]


@pytest.fixture
async def anna(database: Database) -> User:
    return await database.run(lambda tx: make_user(tx, name="Анна", email="anna@example.com"))


@pytest.fixture
async def as_anna(runtime: Runtime, anna: User) -> Headers:
    return await bearer(runtime, anna)


async def test_name_and_language_change_with_the_version(client: httpx2.AsyncClient, as_anna: Headers) -> None:
    reply = await client.patch(ME, json={"version": 1, "name": "Анна К.", "locale": "kk"}, headers=as_anna)
    stale = await client.patch(ME, json={"version": 1, "name": "Other"}, headers=as_anna)

    assert (reply.status_code, reply.json()["name"], reply.json()["locale"], reply.json()["version"]) == (
        200, "Анна К.", "kk", 2,
    )  # fmt: skip
    assert (stale.status_code, stale.json()["code"]) == (409, "stale-version")
    assert (await client.get(ME, headers=as_anna)).json()["name"] == "Анна К."


async def test_of_two_changes_at_once_one_wins(client: httpx2.AsyncClient, as_anna: Headers) -> None:
    replies = await asyncio.gather(
        *(client.patch(ME, json={"version": 1, "name": name}, headers=as_anna) for name in ("A", "B", "C"))
    )

    assert sorted(reply.status_code for reply in replies) == [200, 409, 409]


async def test_a_new_contact_needs_the_password(client: httpx2.AsyncClient, as_anna: Headers) -> None:
    change = {"version": 1, "phone": "8 701 123 45 67"}

    without = await client.patch(ME, json=change, headers=as_anna)
    wrong = await client.patch(ME, json={**change, "currentPassword": "wrong password 7"}, headers=as_anna)
    right = await client.patch(ME, json={**change, "currentPassword": PASSWORD}, headers=as_anna)

    assert [reply.status_code for reply in (without, wrong, right)] == [403, 403, 200]
    assert right.json()["phone"] == "+77011234567"


async def test_a_contact_of_somebody_else_is_refused(
    client: httpx2.AsyncClient, as_anna: Headers, database: Database
) -> None:
    await database.run(lambda tx: make_user(tx, email="boris@example.com"))

    reply = await client.patch(
        ME, json={"version": 1, "email": "Boris@example.com", "currentPassword": PASSWORD}, headers=as_anna
    )

    assert (reply.status_code, reply.json()["code"]) == (409, "contact-taken")
    assert (await client.get(ME, headers=as_anna)).json()["email"] == "anna@example.com"


async def test_the_last_contact_stays(client: httpx2.AsyncClient, as_anna: Headers) -> None:
    reply = await client.patch(ME, json={"version": 1, "email": None, "currentPassword": PASSWORD}, headers=as_anna)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/email")


@pytest.mark.parametrize("field", ["id", "role", "status", "createdAt", "passwordHash"])
async def test_facts_of_the_server_cannot_be_sent(client: httpx2.AsyncClient, as_anna: Headers, field: str) -> None:
    reply = await client.patch(ME, json={"version": 1, field: "admin"}, headers=as_anna)

    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, f"/{field}")


async def test_a_new_password_signs_out_the_other_devices(
    client: httpx2.AsyncClient, runtime: Runtime, anna: User, as_anna: Headers
) -> None:
    other = await bearer(runtime, anna)
    assert (await client.get(ME, headers=other)).status_code == 200

    wrong = await client.post(
        f"{ME}/password", json={"currentPassword": "nope", "newPassword": "another steppe 77 hills"}, headers=as_anna
    )
    weak = await client.post(
        f"{ME}/password", json={"currentPassword": PASSWORD, "newPassword": "anna@example"}, headers=as_anna
    )
    done = await client.post(
        f"{ME}/password", json={"currentPassword": PASSWORD, "newPassword": "another steppe 77 hills"}, headers=as_anna
    )

    assert (wrong.status_code, weak.status_code, done.status_code) == (403, 422, 204)
    assert weak.json()["errors"][0]["pointer"] == "/newPassword"
    assert (await client.get(ME, headers=other)).status_code == 401
    assert (await client.get(ME, headers=as_anna)).status_code == 200
    for password, status in ((PASSWORD, 401), ("another steppe 77 hills", 200)):
        reply = await client.post("/api/v1/auth/login", json={"login": "anna@example.com", "password": password})
        assert reply.status_code == status


async def test_devices_are_listed_and_signed_out_one_by_one_or_together(
    client: httpx2.AsyncClient, runtime: Runtime, anna: User
) -> None:
    phone, laptop, tablet = [await sign_in(runtime, anna, device=name) for name in ("phone", "laptop", "tablet")]
    stranger = await sign_in(runtime, await runtime.database.run(make_user))
    headers = _bearer(phone.access_token)

    listed = (await client.get(f"{ME}/sessions", headers=headers)).json()["data"]
    foreign = await client.delete(f"{ME}/sessions/{public_id('ses', stranger.session_id)}", headers=headers)
    one = await client.delete(f"{ME}/sessions/{public_id('ses', laptop.session_id)}", headers=headers)

    assert {(row["device"], row["current"]) for row in listed} == {
        ("phone", True),
        ("laptop", False),
        ("tablet", False),
    }
    assert (foreign.status_code, one.status_code) == (404, 204)
    answers = [await client.get(ME, headers=_bearer(pair.access_token)) for pair in (phone, laptop, tablet, stranger)]
    assert [reply.status_code for reply in answers] == [200, 401, 200, 200]
    assert (await client.delete(f"{ME}/sessions", headers=headers)).status_code == 204
    answers = [await client.get(ME, headers=_bearer(pair.access_token)) for pair in (phone, tablet)]
    assert [reply.status_code for reply in answers] == [200, 401]


async def test_a_suspension_counts_from_the_next_request_on(
    client: httpx2.AsyncClient, runtime: Runtime, anna: User, as_anna: Headers
) -> None:
    admin = await bearer_as(runtime, PlatformRole.ADMIN)
    address = f"/api/v1/users/{public_id('usr', anna.id)}"
    assert (await client.get(ME, headers=as_anna)).status_code == 200

    suspended = await client.post(f"{address}/suspend", json={"reason": "fraud report 17"}, headers=admin)
    blocked = await client.get(ME, headers=as_anna)
    twice = await client.post(f"{address}/suspend", json={"reason": "again"}, headers=admin)
    back = await client.post(f"{address}/reinstate", json={"reason": "cleared"}, headers=admin)

    assert (suspended.status_code, suspended.json()["status"]) == (200, "suspended")
    assert (blocked.status_code, blocked.json()["code"]) == (403, "account-suspended")
    assert (twice.status_code, twice.json()["allowed"]) == (409, ["reinstate", "close"])
    assert (back.status_code, back.json()["status"]) == (200, "active")
    # The old session stays ended: signing in anew is part of coming back.
    assert (await client.get(ME, headers=as_anna)).status_code == 401


async def test_a_role_counts_from_the_next_request_on(
    client: httpx2.AsyncClient, runtime: Runtime, anna: User, as_anna: Headers
) -> None:
    admin = await bearer_as(runtime, PlatformRole.ADMIN)
    assert (await client.get("/api/v1/users", headers=as_anna)).status_code == 403

    reply = await client.post(
        f"/api/v1/users/{public_id('usr', anna.id)}/role", json={"role": "operator", "reason": "hired"}, headers=admin
    )

    assert (reply.status_code, reply.json()["role"]) == (200, "operator")
    assert (await client.get("/api/v1/users", headers=as_anna)).status_code == 200


async def test_nobody_changes_or_suspends_themselves(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    boss = await runtime.database.run(lambda tx: make_user(tx, role=PlatformRole.ADMIN))
    headers, address = await bearer(runtime, boss), f"/api/v1/users/{public_id('usr', boss.id)}"

    role = await client.post(f"{address}/role", json={"role": "customer", "reason": "x"}, headers=headers)
    status = await client.post(f"{address}/suspend", json={"reason": "x"}, headers=headers)

    assert (role.status_code, status.status_code) == (422, 403)


@pytest.mark.parametrize(
    ("method", "path", "least"),
    [
        ("GET", "/api/v1/users", "operator"),
        ("GET", "/api/v1/users/{id}", "operator"),
        ("POST", "/api/v1/users/{id}/suspend", "admin"),
        ("POST", "/api/v1/users/{id}/reinstate", "admin"),
        ("POST", "/api/v1/users/{id}/role", "admin"),
    ],
)
async def test_who_may_look_after_accounts(
    *, client: httpx2.AsyncClient, runtime: Runtime, anna: User, method: str, path: str, least: str
) -> None:
    address = path.format(id=public_id("usr", anna.id))
    body = {"reason": "x", **({"role": "customer"} if path.endswith("role") else {})} if method == "POST" else None
    ranks = {"anonymous": 0, "customer": 1, "operator": 2, "admin": 3}

    for caller, rank in ranks.items():
        headers = {} if caller == "anonymous" else await bearer_as(runtime, PlatformRole(caller))
        reply = await client.request(method, address, json=body, headers=headers)
        if rank == 0:
            assert reply.status_code == 401
        elif rank < ranks[least]:
            assert reply.status_code == 403
        else:
            assert reply.status_code in (200, 409)


async def test_operators_find_people_by_name_email_or_phone(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database
) -> None:
    await database.run(lambda tx: make_user(tx, name="Болат Ахметов", email="bolat@example.com", phone="+77015550001"))
    await database.run(lambda tx: make_user(tx, name="Анна_100%", email="anna@example.com"))
    operator = await bearer_as(runtime, PlatformRole.OPERATOR)

    async def names(**query: str) -> list[str]:
        reply = await client.get("/api/v1/users", params=query, headers=operator)
        return [user["name"] for user in reply.json()["data"]]

    assert await names(query="ахмет") == ["Болат Ахметов"]
    assert await names(query="BOLAT@") == ["Болат Ахметов"]
    assert await names(query="5550001") == ["Болат Ахметов"]
    assert await names(query="100%") == ["Анна_100%"]
    assert await names(query="а_а") == []
    assert await names(query="' or 1=1 --") == []
    assert await names(status="suspended") == []
    page = (await client.get("/api/v1/users", params={"limit": 1, "page": 2}, headers=operator)).json()
    assert page["pagination"] == {"page": 2, "limit": 1, "total": 3}
    assert [user["name"] for user in page["data"]] == ["Анна_100%"]
    assert (await client.get("/api/v1/users", params={"limit": 101}, headers=operator)).status_code == 422


async def test_a_closed_account_is_empty_and_its_contact_free_again(
    client: httpx2.AsyncClient, database: Database, anna: User, as_anna: Headers
) -> None:
    wrong = await client.post(f"{ME}/close", json={"password": "wrong password 7"}, headers=as_anna)
    done = await client.post(f"{ME}/close", json={"password": PASSWORD}, headers=as_anna)

    assert (wrong.status_code, done.status_code) == (403, 204)
    assert (await client.get(ME, headers=as_anna)).status_code == 401
    async with database.reading() as read:
        row = (await read.execute(text("select * from identity.account"))).mappings().one()
    assert (row["email"], row["phone"], row["name"], row["password_hash"]) == (None, None, "", None)
    assert row["status"] == "deleted"
    again = await client.post(
        "/api/v1/auth/register", json={"email": "anna@example.com", "name": "Анна", "password": PASSWORD}
    )
    assert again.status_code == 201


async def test_the_only_owner_of_a_business_cannot_close_the_account(
    client: httpx2.AsyncClient, database: Database, anna: User, as_anna: Headers
) -> None:
    await database.run(
        lambda tx: service.grant_role(tx, user_id=anna.id, vendor_id=7, role=VendorRole.OWNER, by=SYSTEM)
    )

    reply = await client.post(f"{ME}/close", json={"password": PASSWORD}, headers=as_anna)

    assert (reply.status_code, reply.json()["code"]) == (409, "last-owner")
    memberships = (await client.get(f"{ME}/memberships", headers=as_anna)).json()["data"]
    assert [(one["vendorId"], one["role"]) for one in memberships] == [("ven_7", "owner")]


@pytest.mark.parametrize("verb", list(ACCOUNT_TRANSITIONS))
@pytest.mark.parametrize("status", list(AccountStatus))
async def test_the_status_table_is_what_the_database_does(
    tx: Tx, now: datetime, verb: str, status: AccountStatus
) -> None:
    user = await make_user(tx)
    if status is not AccountStatus.ACTIVE:
        road = {AccountStatus.SUSPENDED: "suspend", AccountStatus.DELETED: "close"}[status]
        await service.change_status(tx, verb=road, user_id=user.id, by=SYSTEM, reason="x", now=now)
    sources, target = ACCOUNT_TRANSITIONS[verb]

    if status in sources:
        changed = await service.change_status(tx, verb=verb, user_id=user.id, by=SYSTEM, reason="x", now=now)
        assert changed.status is target
    else:
        with pytest.raises(InvalidTransition):
            await service.change_status(tx, verb=verb, user_id=user.id, by=SYSTEM, reason="x", now=now)


async def test_the_first_admin_is_made_by_the_command_line(
    client: httpx2.AsyncClient, database: Database, now: datetime
) -> None:
    await database.run(
        lambda tx: service.create_admin(tx, email="root@example.com", name="Root", password=PASSWORD, now=now)
    )

    reply = await client.post("/api/v1/auth/login", json={"login": "root@example.com", "password": PASSWORD})

    assert reply.json()["user"]["role"] == "admin"


def _bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}
