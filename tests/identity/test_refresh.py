"""Refresh tokens: rotation, the grace for honest repetitions, the end for copies (RELIABILITY P14)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.identity import service
from smartbooking.identity.domain import TokenPair, User
from smartbooking.identity.errors import RefreshRefused
from smartbooking.identity.service import TokenMint
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from tests.identity.factory import make_user, sign_in

REFRESH = "/api/v1/auth/refresh"


@pytest.fixture
def mint() -> TokenMint:
    return TokenMint(Settings(secret_key="test-secret-of-enough-length"))


@pytest.fixture
async def user(database: Database) -> User:
    return await database.run(make_user)


@pytest.fixture
async def pair(database: Database, mint: TokenMint, user: User, now: datetime) -> TokenPair:
    return await database.run(lambda tx: service.open_session(tx, mint, user=user, device="phone", now=now))


class Client:
    """Refreshes on one device at chosen times."""

    def __init__(self, database: Database, mint: TokenMint, now: datetime) -> None:
        self.database, self.mint, self.now = database, mint, now

    async def refresh(self, token: str, *, after: float = 0, device: str = "phone") -> TokenPair:
        now = self.now + timedelta(seconds=after)
        return await service.refresh(self.database, self.mint, token=token, device=device, now=now)


@pytest.fixture
def device(database: Database, mint: TokenMint, now: datetime) -> Client:
    return Client(database, mint, now)


async def test_each_refresh_gives_a_new_token_of_the_same_session(device: Client, pair: TokenPair, user: User) -> None:
    second = await device.refresh(pair.refresh_token, after=60)
    third = await device.refresh(second.refresh_token, after=120)

    assert len({pair.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert pair.session_id == second.session_id == third.session_id
    assert third.user == user
    assert third.refresh_expires_at == pair.refresh_expires_at


async def test_tokens_hold_256_bits_and_only_their_hash_is_stored(
    device: Client, pair: TokenPair, database: Database
) -> None:
    second = await device.refresh(pair.refresh_token)

    assert [len(token.refresh_token.removeprefix("sbr_")) for token in (pair, second)] == [43, 43]
    async with database.reading() as read:
        everything = str((await read.execute(text("select t::text from identity.refresh_token t"))).all())
    assert "sbr_" not in everything
    assert second.refresh_token[4:] not in everything


async def test_a_repetition_within_ten_seconds_gets_the_same_successor(device: Client, pair: TokenPair) -> None:
    first = await device.refresh(pair.refresh_token)
    again = await device.refresh(pair.refresh_token, after=10)

    assert again.refresh_token == first.refresh_token
    assert (await device.refresh(first.refresh_token, after=20)).session_id == pair.session_id


async def test_a_repetition_after_the_grace_ends_the_session(
    device: Client, pair: TokenPair, database: Database
) -> None:
    first = await device.refresh(pair.refresh_token)

    with pytest.raises(RefreshRefused):
        await device.refresh(pair.refresh_token, after=10.001)

    with pytest.raises(RefreshRefused):
        await device.refresh(first.refresh_token, after=11)
    async with database.reading() as read:
        because = (await read.execute(text("select revoked_because from identity.session"))).scalar_one()
        actions = (await read.execute(text("select action from infra.audit"))).scalars().all()
        told = (await read.execute(text("select name from infra.event"))).scalars().all()
    assert because == "refresh token used twice"
    assert "identity.refresh_token_reused" in actions
    assert "identity.token_reuse_detected.v1" in told


async def test_a_copy_in_another_client_ends_the_session_even_within_the_grace(device: Client, pair: TokenPair) -> None:
    first = await device.refresh(pair.refresh_token)

    with pytest.raises(RefreshRefused):
        await device.refresh(pair.refresh_token, after=1, device="thief")

    with pytest.raises(RefreshRefused):
        await device.refresh(first.refresh_token, after=2)


async def test_reuse_in_one_session_leaves_the_others_alone(
    *, device: Client, pair: TokenPair, database: Database, mint: TokenMint, user: User, now: datetime
) -> None:
    other = await database.run(lambda tx: service.open_session(tx, mint, user=user, device="laptop", now=now))
    await device.refresh(pair.refresh_token)

    with pytest.raises(RefreshRefused):
        await device.refresh(pair.refresh_token, after=60)

    assert (await device.refresh(other.refresh_token, after=61, device="laptop")).session_id == other.session_id


async def test_a_session_ends_thirty_days_after_it_began(device: Client, pair: TokenPair) -> None:
    day = 24 * 3600.0
    renewed = await device.refresh(pair.refresh_token, after=29.9 * day)

    with pytest.raises(RefreshRefused):
        await device.refresh(renewed.refresh_token, after=30 * day)


@pytest.mark.parametrize("token", ["", "sbr_", "sbr_" + "A" * 43, "x" * 200, "\ud800"])
async def test_unknown_tokens_are_refused(device: Client, pair: TokenPair, token: str) -> None:
    with pytest.raises(RefreshRefused):
        await device.refresh(token)

    assert await device.refresh(pair.refresh_token)


async def test_twenty_parallel_refreshes_of_an_honest_client_never_sign_it_out(
    device: Client, pair: TokenPair, database: Database
) -> None:
    """Tabs that wake up together all present the same token; then again with what they got, five times over."""
    token = pair.refresh_token
    for second in range(5):
        replies = await asyncio.gather(*(device.refresh(token, after=60 * second) for _ in range(20)))
        assert len({reply.refresh_token for reply in replies}) == 1
        token = replies[0].refresh_token

    async with database.reading() as read:
        open_sessions, tokens = (
            await read.execute(
                text(
                    "select count(*) filter (where revoked_at is null), (select count(*) from identity.refresh_token)"
                    " from identity.session"
                )
            )
        ).one()
    assert (open_sessions, tokens) == (1, 6)


async def test_twenty_parallel_refreshes_over_http(client: httpx2.AsyncClient, runtime: Runtime, user: User) -> None:
    pair = await sign_in(runtime, user, device="browser")

    replies = await asyncio.gather(
        *(
            client.post(REFRESH, json={"refreshToken": pair.refresh_token}, headers={"User-Agent": "browser"})
            for _ in range(20)
        )
    )

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.json()["refreshToken"] for reply in replies}) == 1
    me = [await client.get("/api/v1/users/me", headers=_bearer(reply.json()["accessToken"])) for reply in replies]
    assert {reply.status_code for reply in me} == {200}


async def test_reuse_stops_the_access_token_at_the_next_request(
    client: httpx2.AsyncClient, runtime: Runtime, user: User, database: Database
) -> None:
    pair = await sign_in(runtime, user, device="browser")
    fresh = (
        await client.post(REFRESH, json={"refreshToken": pair.refresh_token}, headers={"User-Agent": "browser"})
    ).json()
    assert (await client.get("/api/v1/users/me", headers=_bearer(fresh["accessToken"]))).status_code == 200

    stolen = await client.post(REFRESH, json={"refreshToken": pair.refresh_token}, headers={"User-Agent": "thief"})

    assert (stolen.status_code, stolen.json()["code"]) == (401, "refresh-refused")
    assert (await client.get("/api/v1/users/me", headers=_bearer(fresh["accessToken"]))).status_code == 401


async def test_logout_ends_the_session_and_its_access_token(
    client: httpx2.AsyncClient, runtime: Runtime, user: User
) -> None:
    pair, other = await sign_in(runtime, user), await sign_in(runtime, user)
    assert (await client.get("/api/v1/users/me", headers=_bearer(pair.access_token))).status_code == 200

    reply = await client.post("/api/v1/auth/logout", json={"refreshToken": pair.refresh_token})

    assert (reply.status_code, reply.content) == (204, b"")
    assert (await client.get("/api/v1/users/me", headers=_bearer(pair.access_token))).status_code == 401
    assert (await client.post(REFRESH, json={"refreshToken": pair.refresh_token})).status_code == 401
    assert (await client.get("/api/v1/users/me", headers=_bearer(other.access_token))).status_code == 200
    again = await client.post("/api/v1/auth/logout", json={"refreshToken": "sbr_unknown"})
    assert again.status_code == 204


async def test_ended_sessions_are_forgotten_after_thirty_days(
    database: Database, pair: TokenPair, now: datetime
) -> None:
    from smartbooking.identity.jobs import forget_sessions

    await forget_sessions(database, now=now + timedelta(days=59))
    assert await _sessions(database) == 1

    await forget_sessions(database, now=now + timedelta(days=60, seconds=1))
    assert await _sessions(database) == 0


async def _sessions(database: Database) -> int:
    async with database.reading() as read:
        return int((await read.execute(text("select count(*) from identity.session"))).scalar_one())


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
