"""Signing in, staying signed in, signing out."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from smartbooking.identity.domain.account import AccountStatus, Session, TokenPair, User
from smartbooking.identity.domain.contact import InvalidContact, parse_contact
from smartbooking.identity.errors import AccountSuspended, RefreshRefused, WrongCredentials
from smartbooking.identity.events import TokenReuseDetected
from smartbooking.identity.repository import accounts, sessions
from smartbooking.identity.repository.accounts import Credentials
from smartbooking.identity.repository.sessions import SeenToken
from smartbooking.identity.service.callers import forget_caller
from smartbooking.identity.service.passwords import verify_password
from smartbooking.identity.service.tokens import (
    ACCESS_LIFE,
    REUSE_GRACE,
    SESSION_LIFE,
    TokenMint,
    client_print,
    first_refresh_token,
    new_salt,
    token_hash,
)
from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import Principal

MAX_DEVICE = 200


class _Refresh(NamedTuple):
    """A refresh token with the session it belongs to."""

    token: str
    session_id: UUID
    user_id: UUID
    expires_at: datetime


async def login(
    database: Database, mint: TokenMint, *, login: str, password: str, device: str, now: datetime
) -> TokenPair:
    """Tokens for an e-mail or phone with its password; raises WrongCredentials or AccountSuspended.

    Takes about the same time whether or not the account exists. No connection is held while hashing.
    """
    found = await _credentials(database, login)
    correct, stronger = await verify_password(password, found.password_hash if found else None)
    if found is None or not correct:
        raise WrongCredentials
    if found.user.status is not AccountStatus.ACTIVE:
        raise AccountSuspended

    async def start(tx: Tx) -> TokenPair:
        if stronger:
            await accounts.set_password_hash(tx, found.user.id, password_hash=stronger, instead_of=found.password_hash)
        return await open_session(tx, mint, user=found.user, device=device, now=now)

    return await database.run(start)


async def open_session(tx: Tx, mint: TokenMint, *, user: User, device: str, now: datetime) -> TokenPair:
    """A new session of `user` with its first tokens. The caller has made sure that it is that person."""
    session = Session(
        id=uuid7(),
        user_id=user.id,
        device=device[:MAX_DEVICE],
        created_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LIFE,
    )
    await sessions.insert_session(tx, session)
    token = first_refresh_token()
    await _store(tx, token, session_id=session.id, predecessor_id=None, salt=new_salt(), now=now)
    return _pair(mint, user, _Refresh(token, session.id, user.id, session.expires_at), now)


async def refresh(database: Database, mint: TokenMint, *, token: str, device: str, now: datetime) -> TokenPair:
    """New tokens for a refresh token, which is used up; raises RefreshRefused.

    A client that repeats the call within 10 s (lost reply, two tabs at once) gets the same successor again. Later
    than that, or from another kind of client, the repetition ends the session: somebody holds a copy.
    """

    async def attempt(tx: Tx) -> TokenPair | None:
        following = await _rotate(tx, mint, token=token, client=client_print(device), now=now)
        if following is None:
            return None
        user = await accounts.account(tx, following.user_id)
        return _pair(mint, user, following, now) if user else None

    # The refusal is raised after the commit: ending the session must not be rolled back with the request.
    pair = await database.run(attempt)
    if pair is None:
        raise RefreshRefused
    return pair


async def logout(database: Database, *, token: str, now: datetime) -> None:
    """Ends the session of a refresh token; nothing happens for a token that is not ours."""

    async def end(tx: Tx) -> None:
        seen = await sessions.see_token(tx, token_hash=token_hash(token), now=now)
        if seen is not None:
            await end_session(tx, session_id=seen.session_id, user_id=seen.account_id, now=now)

    await database.run(end)


async def end_session(tx: Tx, *, session_id: UUID, user_id: UUID, now: datetime) -> bool:
    """Ends one session of a person; False when it was not open or is somebody else's."""
    ended = await sessions.revoke_session(tx, session_id, user_id=user_id, because="signed out", now=now)
    forget_caller(tx, user_id)
    return ended


async def end_other_sessions(tx: Tx, *, principal: Principal, now: datetime) -> int:
    """Ends all sessions of the caller except the one the call came with; returns how many."""
    assert principal.user_id is not None
    ended = await sessions.revoke_sessions(
        tx, principal.user_id, because="signed out elsewhere", now=now, keep=principal.session_id
    )
    forget_caller(tx, principal.user_id)
    return ended


async def _credentials(database: Database, login: str) -> Credentials | None:
    try:
        contact = parse_contact(login)
    except InvalidContact:
        return None
    async with database.reading() as read:
        return await accounts.credentials_by_contact(read, contact)


async def _rotate(tx: Tx, mint: TokenMint, *, token: str, client: bytes, now: datetime) -> _Refresh | None:
    """The successor of a token: a new one at first use, the same one within the grace, None after that."""
    used = await sessions.use_token(tx, token_hash=token_hash(token), client=client, now=now)
    if used is not None:
        salt = new_salt()
        following = mint.successor(token, salt)
        await _store(tx, following, session_id=used.session_id, predecessor_id=used.id, salt=salt, now=now)
        await sessions.touch_session(tx, used.session_id, now=now)
        return _Refresh(following, used.session_id, used.account_id, used.expires_at)
    seen = await sessions.see_token(tx, token_hash=token_hash(token), now=now)
    if seen is None or not seen.session_open or seen.used_at is None:
        return None
    if seen.successor_salt is not None and _is_repetition(seen, client, now):
        again = mint.successor(token, seen.successor_salt)
        return _Refresh(again, seen.session_id, seen.account_id, seen.expires_at)
    await _end_family(tx, seen, now)
    return None


def _is_repetition(seen: SeenToken, client: bytes, now: datetime) -> bool:
    """The same kind of client, within the grace. Clocks of two servers may disagree a little either way."""
    return seen.used_by == client and seen.used_at is not None and abs(now - seen.used_at) <= REUSE_GRACE


async def _end_family(tx: Tx, seen: SeenToken, now: datetime) -> None:
    await sessions.revoke_session(
        tx, seen.session_id, user_id=seen.account_id, because="refresh token used twice", now=now
    )
    await record(
        tx,
        Principal(user_id=seen.account_id),
        action="identity.refresh_token_reused",
        subject=public_id("ses", seen.session_id),
    )
    await publish(tx, TokenReuseDetected(user_id=seen.account_id, session_id=seen.session_id))
    forget_caller(tx, seen.account_id)


async def _store(
    tx: Tx, token: str, *, session_id: UUID, predecessor_id: UUID | None, salt: bytes, now: datetime
) -> None:
    await sessions.insert_token(
        tx, token_id=uuid7(), session_id=session_id, predecessor_id=predecessor_id,
        token_hash=token_hash(token), salt=salt, now=now,
    )  # fmt: skip


def _pair(mint: TokenMint, user: User, following: _Refresh, now: datetime) -> TokenPair:
    return TokenPair(
        user=user,
        session_id=following.session_id,
        access_token=mint.access_token(user_id=user.id, session_id=following.session_id, now=now),
        expires_in=int(ACCESS_LIFE.total_seconds()),
        refresh_token=following.token,
        refresh_expires_at=following.expires_at,
    )
