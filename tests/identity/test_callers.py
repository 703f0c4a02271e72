"""The short memory of who is calling, roles at vendors, and the limits on guessing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest

from smartbooking.entrypoints.http import build_app
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.identity import service
from smartbooking.identity.errors import InvalidToken, LastOwner
from smartbooking.identity.service import MINT, CallerMemory, TokenMint, principal_of_token
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.http.app import build_runtime, start_modules
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from smartbooking.kernel.principal import SYSTEM, VendorRole
from smartbooking.kernel.problem import NotFound
from tests.identity.factory import PASSWORD, make_user, sign_in


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_what_this_process_changes_counts_at_once(runtime: Runtime, database: Database, clock: Clock) -> None:
    user = await database.run(make_user)
    pair = await sign_in(runtime, user)
    memory = CallerMemory(database, clock=clock)
    assert (await _principal(memory, runtime, pair.access_token)).memberships == {}

    await database.run(
        lambda tx: service.grant_role(tx, user_id=user.id, vendor_id=7, role=VendorRole.STAFF, by=SYSTEM)
    )

    assert (await _principal(memory, runtime, pair.access_token)).memberships == {7: VendorRole.STAFF}


async def test_what_another_process_changes_counts_within_a_second(
    runtime: Runtime, database: Database, clock: Clock
) -> None:
    from sqlalchemy import text

    pair = await sign_in(runtime, await database.run(make_user))
    memory = CallerMemory(database, clock=clock)
    await _principal(memory, runtime, pair.access_token)
    async with database.transaction() as tx:
        await tx.execute(text("update identity.session set revoked_at = now()"))

    clock.seconds = 0.999
    assert await _principal(memory, runtime, pair.access_token)

    clock.seconds = 1.0
    with pytest.raises(InvalidToken):
        await _principal(memory, runtime, pair.access_token)


async def test_a_change_that_is_rolled_back_changes_nothing(runtime: Runtime, database: Database, clock: Clock) -> None:
    user = await database.run(make_user)
    pair = await sign_in(runtime, user)
    memory = CallerMemory(database, clock=clock)

    class Abandoned(Exception):
        pass

    async def fail(tx: Tx) -> None:
        await service.grant_role(tx, user_id=user.id, vendor_id=7, role=VendorRole.OWNER, by=SYSTEM)
        raise Abandoned

    with pytest.raises(Abandoned):
        await database.run(fail)

    assert (await _principal(memory, runtime, pair.access_token)).memberships == {}


async def test_what_was_read_before_a_change_is_not_kept_after_it(
    runtime: Runtime, database: Database, clock: Clock
) -> None:
    user = await database.run(make_user)
    pair = await sign_in(runtime, user)
    memory = CallerMemory(database, clock=clock)
    reading = asyncio.create_task(memory.caller(pair.session_id))
    await asyncio.sleep(0)
    memory.forget(user.id)
    assert await reading is not None

    await database.run(
        lambda tx: service.grant_role(tx, user_id=user.id, vendor_id=7, role=VendorRole.STAFF, by=SYSTEM)
    )

    assert (await _principal(memory, runtime, pair.access_token)).memberships == {7: VendorRole.STAFF}


async def test_of_two_owners_who_remove_each_other_at_once_one_stays(database: Database) -> None:
    for _ in range(5):
        vendor_id = 70 + _
        anna, boris = [await database.run(make_user) for _ in range(2)]
        for owner in (anna, boris):
            await database.run(
                lambda tx, owner=owner, vendor_id=vendor_id: service.grant_role(
                    tx, user_id=owner.id, vendor_id=vendor_id, role=VendorRole.OWNER, by=SYSTEM
                )
            )

        outcomes = await asyncio.gather(
            database.run(lambda tx, user=anna, vendor_id=vendor_id: service.revoke_role(
                tx, user_id=user.id, vendor_id=vendor_id, by=SYSTEM)),
            database.run(lambda tx, user=boris, vendor_id=vendor_id: service.grant_role(
                tx, user_id=user.id, vendor_id=vendor_id, role=VendorRole.STAFF, by=SYSTEM)),
            return_exceptions=True,
        )  # fmt: skip

        assert sorted(type(outcome) for outcome in outcomes if outcome is not None) == [LastOwner]
        async with database.reading() as read:
            members = await service.members_of(read, vendor_id)
        assert sum(member.membership.role is VendorRole.OWNER for member in members) == 1


async def test_roles_are_given_changed_and_ended(tx: Tx) -> None:
    owner, helper = await make_user(tx, name="Owner"), await make_user(tx, name="Colleague")
    await service.grant_role(tx, user_id=owner.id, vendor_id=7, role=VendorRole.OWNER, by=SYSTEM)
    await service.grant_role(tx, user_id=helper.id, vendor_id=7, role=VendorRole.STAFF, by=SYSTEM)
    await service.grant_role(tx, user_id=helper.id, vendor_id=7, role=VendorRole.MANAGER, by=SYSTEM)

    members = await service.members_of(tx, 7)

    assert [(member.name, member.membership.role) for member in members] == [
        ("Owner", VendorRole.OWNER), ("Colleague", VendorRole.MANAGER),
    ]  # fmt: skip
    with pytest.raises(LastOwner):
        await service.grant_role(tx, user_id=owner.id, vendor_id=7, role=VendorRole.MANAGER, by=SYSTEM)
    await service.revoke_role(tx, user_id=helper.id, vendor_id=7, by=SYSTEM)
    with pytest.raises(NotFound):
        await service.revoke_role(tx, user_id=helper.id, vendor_id=7, by=SYSTEM)


@pytest.fixture
async def limited(settings: Settings, database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """The product with its rate limits on."""
    runtime = build_runtime(
        settings.model_copy(update={"rate_limits": True, "trusted_proxies": ["127.0.0.1"]}), database
    )
    await start_modules(runtime, MODULES)
    transport = httpx2.ASGITransport(app=build_app(runtime))
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as made:
        yield made


async def test_the_eleventh_login_in_a_minute_from_one_address_waits(limited: httpx2.AsyncClient) -> None:
    body = {"login": "nobody@example.com", "password": "wrong password 7"}

    replies = [await limited.post("/api/v1/auth/login", json=body) for _ in range(11)]

    assert [reply.status_code for reply in replies] == [401] * 10 + [429]
    assert replies[-1].json()["code"] == "quota-exceeded"
    assert 1 <= int(replies[-1].headers["retry-after"]) <= 60


async def test_guessing_one_account_from_many_addresses_is_stopped_for_minutes(
    limited: httpx2.AsyncClient, database: Database
) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com"))

    async def attempt(address: int, login: str, password: str) -> int:
        reply = await limited.post(
            "/api/v1/auth/login", json={"login": login, "password": password},
            headers={"X-Forwarded-For": f"198.51.100.{address}"},
        )  # fmt: skip
        return reply.status_code

    spellings = ("anna@example.com", "ANNA@example.com", " Anna@Example.com ")
    guesses = [await attempt(n, spellings[n % 3], "wrong password 7") for n in range(20)]

    assert guesses == [401] * 20
    assert await attempt(200, "anna@example.com", PASSWORD) == 429
    assert await attempt(201, "boris@example.com", PASSWORD) == 401


async def test_who_asks_for_many_contacts_soon_learns_nothing_more(
    limited: httpx2.AsyncClient, database: Database
) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com"))

    async def ask(address: int, email: str) -> tuple[int, str | None]:
        reply = await limited.post(
            "/api/v1/auth/register", json={"email": email, "name": "Boris", "password": PASSWORD},
            headers={"X-Forwarded-For": f"198.51.100.{address}"},
        )  # fmt: skip
        return reply.status_code, reply.json().get("code")

    first = [await ask(1, "anna@example.com") for _ in range(8)]
    taken, free = await ask(1, "anna@example.com"), await ask(1, "nobody-yet@example.com")

    assert first == [(409, "contact-taken")] * 8
    assert taken == free == (429, "quota-exceeded")
    assert (await ask(2, "nobody-yet@example.com"))[0] == 201, "others do not wait"


async def test_a_signed_in_person_does_not_find_out_either(limited: httpx2.AsyncClient, database: Database) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com"))
    made = await limited.post(
        "/api/v1/auth/register", json={"email": "boris@example.com", "name": "Boris", "password": PASSWORD}
    )
    headers = {"Authorization": f"Bearer {made.json()['accessToken']}"}

    async def change(email: str) -> int:
        body = {"version": 1, "email": email, "currentPassword": PASSWORD}
        return (await limited.patch("/api/v1/users/me", json=body, headers=headers)).status_code

    assert [await change("anna@example.com") for _ in range(9)] == [409] * 8 + [429]
    assert await change("nobody-yet@example.com") == 429


async def _principal(memory: CallerMemory, runtime: Runtime, token: str):  # noqa: ANN202
    mint: TokenMint = runtime.parts[MINT]
    return await principal_of_token(memory, mint, token=token, now=datetime.now(UTC))
