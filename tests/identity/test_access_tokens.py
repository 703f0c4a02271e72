"""Access tokens: what a good one is, and every forgery refused with 401 (RELIABILITY P15)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import httpx2
import pytest

from smartbooking.identity.errors import InvalidToken
from smartbooking.identity.service import TokenMint
from smartbooking.identity.service.tokens import Bearer
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import uuid7
from tests.identity.factory import make_user, sign_in
from tests.identity.forge import VECTORS, Forger, decode

USER, SESSION = uuid7(), uuid7()


@pytest.fixture
def keys() -> Settings:
    return Settings(secret_key="test-secret-of-enough-length")


@pytest.fixture
def mint(keys: Settings) -> TokenMint:
    return TokenMint(keys)


def test_a_token_names_its_bearer_and_nothing_else(mint: TokenMint, now: datetime) -> None:
    token = mint.access_token(user_id=USER, session_id=SESSION, now=now)
    header, claims = (json.loads(decode(part)) for part in token.split(".")[:2])

    assert mint.read(token, now=now) == Bearer(user_id=USER, session_id=SESSION)
    assert header.keys() == {"alg", "typ", "kid"}
    assert (header["alg"], header["typ"]) == ("Ed25519", "at+jwt")
    assert claims.keys() == {"iss", "aud", "sub", "sid", "iat", "nbf", "exp", "jti"}
    assert claims["exp"] - claims["iat"] == 600


def test_a_token_lives_ten_minutes_to_the_second(mint: TokenMint, now: datetime) -> None:
    token = mint.access_token(user_id=USER, session_id=SESSION, now=now)

    assert mint.read(token, now=now + timedelta(seconds=599))
    with pytest.raises(InvalidToken, match="run out"):
        mint.read(token, now=now + timedelta(seconds=600))


def test_a_token_of_a_server_whose_clock_is_a_little_ahead_is_good(mint: TokenMint, now: datetime) -> None:
    token = mint.access_token(user_id=USER, session_id=SESSION, now=now + timedelta(seconds=4))

    assert mint.read(token, now=now)


def test_servers_with_one_secret_accept_each_other_and_others_do_not(keys: Settings, now: datetime) -> None:
    token = TokenMint(keys).access_token(user_id=USER, session_id=SESSION, now=now)

    assert TokenMint(keys).read(token, now=now)
    with pytest.raises(InvalidToken):
        TokenMint(Settings(secret_key="another-secret-of-enough-length")).read(token, now=now)


def test_there_are_at_least_25_forgeries() -> None:
    assert len(VECTORS) >= 25


@pytest.mark.parametrize(
    "name", [name for name in VECTORS if name not in ("subject is somebody else", "session that does not exist")]
)
def test_forgeries_are_refused_by_their_looks(name: str, mint: TokenMint, keys: Settings, now: datetime) -> None:
    good = mint.access_token(user_id=USER, session_id=SESSION, now=now)

    forged = VECTORS[name](Forger(good, keys))

    assert forged != good
    with pytest.raises(InvalidToken):
        mint.read(forged, now=now)


def test_the_forger_can_sign(mint: TokenMint, keys: Settings, now: datetime) -> None:
    """Control: its lies are refused for what they say, not because its signatures are bad."""
    forger = Forger(mint.access_token(user_id=USER, session_id=SESSION, now=now), keys)

    assert mint.read(forger.signed(claims={"jti": "another"}), now=now) == Bearer(user_id=USER, session_id=SESSION)


async def test_every_forgery_is_answered_401_over_http(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    user = await runtime.database.run(make_user)
    pair = await sign_in(runtime, user)
    forger = Forger(pair.access_token, runtime.settings)
    assert (await client.get("/api/v1/users/me", headers=_header(pair.access_token))).status_code == 200

    answers = {}
    for name, forge in VECTORS.items():
        reply = await client.get("/api/v1/users/me", headers=_header(forge(forger)))
        answers[name] = (reply.status_code, reply.headers["content-type"], reply.json()["code"])

    assert answers == dict.fromkeys(VECTORS, (401, "application/problem+json", "invalid-token"))


async def test_a_refresh_token_is_no_access_token(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    pair = await sign_in(runtime, await runtime.database.run(make_user))

    assert (await client.get("/api/v1/users/me", headers=_header(pair.refresh_token))).status_code == 401


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "bearer", "", "Token x"])
async def test_other_authorization_headers_are_refused(client: httpx2.AsyncClient, header: str) -> None:
    reply = await client.get("/api/v1/users/me", headers={"Authorization": header})

    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")


async def test_two_authorization_headers_are_refused(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    pair = await sign_in(runtime, await runtime.database.run(make_user))
    twice = [("Authorization", f"Bearer {pair.access_token}")] * 2

    assert (await client.get("/api/v1/users/me", headers=twice)).status_code == 401


def _header(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"authorization", b"Bearer " + token.encode())]
