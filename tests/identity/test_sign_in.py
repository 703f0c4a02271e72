"""Registering and signing in over HTTP."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import httpx2
import pytest
from pwdlib.hashers.bcrypt import BcryptHasher
from sqlalchemy import text

from smartbooking.identity.domain import AccountStatus
from smartbooking.infra.db import Database
from tests.identity.factory import PASSWORD, make_user

REGISTER, LOGIN = "/api/v1/auth/register", "/api/v1/auth/login"


async def test_a_new_person_registers_and_is_signed_in(client: httpx2.AsyncClient, database: Database) -> None:
    reply = await client.post(
        REGISTER,
        json={"email": "Aigerim@Example.com", "phone": "8 701 123 45 67", "name": " Айгерім ", "password": PASSWORD},
    )

    signed_in = reply.json()
    assert reply.status_code == 201, signed_in
    assert signed_in["user"] | {"id": "", "createdAt": ""} == {
        "id": "", "email": "aigerim@example.com", "phone": "+77011234567", "name": "Айгерім", "locale": "ru",
        "role": "customer", "status": "active", "version": 1, "createdAt": "",
    }  # fmt: skip
    assert signed_in["user"]["id"].startswith("usr_")
    assert signed_in["tokenType"] == "Bearer"
    assert signed_in["expiresIn"] == 600
    me = await client.get("/api/v1/users/me", headers={"Authorization": f"Bearer {signed_in['accessToken']}"})
    assert me.json() == signed_in["user"]
    async with database.reading() as read:
        stored = (await read.execute(text("select password_hash from identity.account"))).scalar_one()
        kept = (await read.execute(text("select encode(token_hash, 'hex') from identity.refresh_token"))).scalar_one()
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert signed_in["refreshToken"] not in kept


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"name": "A", "password": PASSWORD}, ["/email"]),
        ({"email": "not an address", "name": "A", "password": PASSWORD}, ["/email"]),
        ({"email": "x", "phone": "12", "name": "A", "password": PASSWORD}, ["/email", "/phone"]),
        ({"email": "a@example.com", "name": "A", "password": "12345678"}, ["/password"]),
        ({"email": "a@example.com", "name": "A", "password": "Xk4-pQz"}, ["/password"]),
        ({"email": "a@example.com", "name": "A", "password": "x" * 129}, ["/password"]),
        ({"email": "a@example.com", "name": "  ", "password": PASSWORD}, ["/name"]),
        ({"email": "a@example.com", "name": "A\x00", "password": PASSWORD}, ["/name"]),
        ({"email": "a@example.com", "name": "evil\u202etxt", "password": PASSWORD}, ["/name"]),
        ({"email": "a@example.com", "name": "A", "password": PASSWORD, "role": "admin"}, ["/role"]),
        ({"email": "a@example.com", "name": "A", "password": PASSWORD, "status": "active"}, ["/status"]),
    ],
)
async def test_bad_registrations_name_their_fields(
    client: httpx2.AsyncClient, database: Database, body: dict[str, str], pointers: list[str]
) -> None:
    reply = await client.post(REGISTER, json=body)

    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == pointers
    assert body.get("password", "?") not in reply.text
    assert await _count(database, "account") == 0


async def test_a_contact_belongs_to_one_account_in_any_spelling(client: httpx2.AsyncClient, database: Database) -> None:
    async def attempt(contact: dict[str, str]) -> int:
        return (await client.post(REGISTER, json={**contact, "name": "A", "password": PASSWORD})).status_code

    assert await attempt({"phone": "+7 701 123 45 67"}) == 201
    assert await attempt({"phone": "87011234567", "email": "other@example.com"}) == 409
    assert await attempt({"email": "anna@example.com"}) == 201
    assert await attempt({"email": "ANNA@example.com"}) == 409
    assert await _count(database, "account") == 2


async def test_of_ten_registrations_at_once_one_gets_the_contact(
    client: httpx2.AsyncClient, database: Database
) -> None:
    body = {"email": "race@example.com", "name": "A", "password": PASSWORD}

    replies = await asyncio.gather(*(client.post(REGISTER, json=body) for _ in range(10)))

    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 9
    assert await _count(database, "account") == 1


@pytest.mark.parametrize("login", ["ANNA@example.com ", "8 (701) 123-45-67", "7011234567"])
async def test_any_spelling_of_a_contact_signs_in(client: httpx2.AsyncClient, database: Database, login: str) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com", phone="+77011234567"))

    reply = await client.post(LOGIN, json={"login": login, "password": PASSWORD})

    assert reply.status_code == 200, reply.json()
    assert reply.json()["user"]["phone"] == "+77011234567"


async def test_unknown_login_and_wrong_password_get_the_same_answer(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com"))

    answers = []
    for login in ("anna@example.com", "nobody@example.com", "87019999999", "not a contact"):
        reply = await client.post(LOGIN, json={"login": login, "password": "wrong password 7"})
        answers.append(
            (reply.status_code, {k: v for k, v in reply.json().items() if k not in ("instance", "requestId")})
        )

    assert answers[0][0] == 401
    assert answers == [answers[0]] * 4
    assert await _count(database, "session") == 0


async def test_time_does_not_tell_whether_an_account_exists(client: httpx2.AsyncClient, database: Database) -> None:
    """Two-sample test (area under the curve) over alternating calls; 0.5 is no difference, 1 is certainty."""
    await database.run(lambda tx: make_user(tx, email="anna@example.com"))
    known, unknown = [], []

    for _ in range(40):
        for login, times in (("anna@example.com", known), ("nobody@example.com", unknown)):
            started = time.perf_counter()
            await client.post(LOGIN, json={"login": login, "password": "wrong password 7"})
            times.append(time.perf_counter() - started)

    area = sum(a > b for a in known for b in unknown) / len(known) / len(unknown)
    assert 0.2 < area < 0.8


async def test_a_suspended_person_learns_it_only_with_the_right_password(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com", status=AccountStatus.SUSPENDED))

    right = await client.post(LOGIN, json={"login": "anna@example.com", "password": PASSWORD})
    wrong = await client.post(LOGIN, json={"login": "anna@example.com", "password": "wrong password 7"})

    assert (right.status_code, right.json()["code"]) == (403, "account-suspended")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong-credentials")


async def test_an_old_hash_is_replaced_at_sign_in(client: httpx2.AsyncClient, database: Database) -> None:
    old = BcryptHasher(rounds=4).hash(PASSWORD)
    await database.run(lambda tx: make_user(tx, email="anna@example.com", hashed=old))

    reply = await client.post(LOGIN, json={"login": "anna@example.com", "password": PASSWORD})

    assert reply.status_code == 200
    async with database.reading() as read:
        stored = (await read.execute(text("select password_hash from identity.account"))).scalar_one()
    assert stored.startswith("$argon2id$")
    assert (await client.post(LOGIN, json={"login": "anna@example.com", "password": PASSWORD})).status_code == 200


async def test_a_stale_access_token_does_not_stop_signing_in(client: httpx2.AsyncClient, database: Database) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com"))

    reply = await client.post(
        LOGIN, json={"login": "anna@example.com", "password": PASSWORD}, headers={"Authorization": "Bearer stale"}
    )

    assert reply.status_code == 200


async def test_sessions_end_after_thirty_days_whatever_happens(client: httpx2.AsyncClient, database: Database) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com"))
    await client.post(LOGIN, json={"login": "anna@example.com", "password": PASSWORD})

    async with database.reading() as read:
        life = (await read.execute(text("select expires_at - created_at from identity.session"))).scalar_one()
    assert life == timedelta(days=30)


async def _count(database: Database, table: str) -> int:
    async with database.reading() as read:
        return int((await read.execute(text(f"select count(*) from identity.{table}"))).scalar_one())
