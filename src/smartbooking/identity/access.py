"""Who may call: the Principal behind a request, and the names handlers use for what they ask of it.

Credentials come as `Authorization: Bearer <access token>`. Addresses that take credentials of their own (login,
refresh, ...) do not look at the header, so that a client with a stale access token can still renew it.
"""

from __future__ import annotations

import hashlib
import math
import time
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Request
from limits import RateLimitItem, parse
from limits.aio.strategies import MovingWindowRateLimiter

from smartbooking.identity.domain import InvalidContact, parse_contact
from smartbooking.identity.errors import InvalidToken
from smartbooking.identity.service import MINT, CallerMemory, TokenMint, acting, principal_of_token
from smartbooking.infra.db import Database
from smartbooking.infra.http.auth import CurrentPrincipal, require
from smartbooking.infra.http.limits import client_address
from smartbooking.infra.module import Runtime
from smartbooking.kernel.principal import ANONYMOUS, Principal
from smartbooking.kernel.problem import TooManyRequests

AUTHENTICATOR: Final = "authenticator"
_OWN_CREDENTIALS: Final = ("/auth/login", "/auth/register", "/auth/refresh", "/auth/logout")
_MISSES_PER_ACCOUNT: Final[RateLimitItem] = parse("20/15minutes")
_TAKEN_PER_CALLER: Final[RateLimitItem] = parse("8/hour")

Customer = Annotated[Principal, Depends(require.user)]
Operator = Annotated[Principal, Depends(require.operator)]
Admin = Annotated[Principal, Depends(require.admin)]


class BearerAuthenticator:
    """Turns the bearer token of a request into a Principal; installed once per process."""

    def __init__(self, memory: CallerMemory, mint: TokenMint, database: Database) -> None:
        self._memory = memory
        self._mint = mint
        self._database = database

    async def principal_of(self, request: Request) -> Principal:
        """Anonymous without the header; raises InvalidToken or AccountSuspended for a bad one.

        An operator in somebody's name gets through for what may be done so (NotWhileActing).
        """
        headers = request.headers.getlist("authorization")
        if not headers or request.url.path.endswith(_OWN_CREDENTIALS):
            return ANONYMOUS
        scheme, _, token = headers[0].partition(" ")
        if len(headers) > 1 or scheme.lower() != "bearer":
            raise InvalidToken("Send one Authorization header of the form: Bearer <access token>.")
        principal = await principal_of_token(self._memory, self._mint, token=token.strip(), now=datetime.now(UTC))
        if principal.acting:
            operation = getattr(request.scope.get("route"), "unique_id", "")
            await acting.admit(
                self._database, principal, method=request.method, operation=operation, path=request.url.path
            )
        return principal


class LoginBudget:
    """Wrong passwords per account, whoever tries them from wherever; runs out for minutes, never for good.

    Unknown logins count the same, so that the limit tells nobody which accounts exist.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._enabled = runtime.settings.rate_limits
        self._limiter: MovingWindowRateLimiter = runtime.parts["limiter"]

    async def check(self, login: str) -> None:
        """Raises TooManyRequests when the account's misses are used up."""
        if self._enabled and not await self._limiter.test(_MISSES_PER_ACCOUNT, "login-account", _target(login)):
            window = await self._limiter.get_window_stats(_MISSES_PER_ACCOUNT, "login-account", _target(login))
            wait = max(1, math.ceil(window.reset_time - time.time()))
            raise TooManyRequests(
                f"Too many wrong passwords for this login. Please wait {math.ceil(wait / 60)} minutes.",
                retry_after=wait,
            )

    async def missed(self, login: str) -> None:
        """Counts a wrong password."""
        if self._enabled:
            await self._limiter.hit(_MISSES_PER_ACCOUNT, "login-account", _target(login))


class TakenContactBudget:
    """How often one caller may learn that a contact has an account: enough for mistakes, useless for lists.

    Counted per network address, and per account when a signed-in person changes her contact. Only refusals count, and
    who has used them up waits before anything is looked up, so that the answer tells nothing any more.
    """

    def __init__(self, runtime: Runtime, who: str) -> None:
        self._enabled = runtime.settings.rate_limits
        self._limiter: MovingWindowRateLimiter = runtime.parts["limiter"]
        self._who = who

    async def check(self) -> None:
        """Raises TooManyRequests when the caller's refusals are used up."""
        if self._enabled and not await self._limiter.test(_TAKEN_PER_CALLER, "taken-contact", self._who):
            window = await self._limiter.get_window_stats(_TAKEN_PER_CALLER, "taken-contact", self._who)
            wait = max(1, math.ceil(window.reset_time - time.time()))
            raise TooManyRequests(
                f"Too many contacts were tried from here. Please wait {math.ceil(wait / 60)} minutes, or book without "
                "an account.",
                retry_after=wait,
            )

    async def refused(self) -> None:
        """Counts a contact that was taken."""
        if self._enabled:
            await self._limiter.hit(_TAKEN_PER_CALLER, "taken-contact", self._who)


def _target(login: str) -> str:
    """The same key for every spelling of a login; hashed, because counters may live in Redis."""
    try:
        text = parse_contact(login).text
    except InvalidContact:
        text = login.strip().lower()
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _mint(request: Request) -> TokenMint:
    mint: TokenMint = request.app.state.runtime.parts[MINT]
    return mint


def _login_budget(request: Request) -> LoginBudget:
    return LoginBudget(request.app.state.runtime)


async def _taken_contact_budget(request: Request, principal: CurrentPrincipal) -> TakenContactBudget:
    who = client_address(request) if principal.anonymous else principal.actor
    return TakenContactBudget(request.app.state.runtime, who)


MintDep = Annotated[TokenMint, Depends(_mint)]
LoginBudgetDep = Annotated[LoginBudget, Depends(_login_budget)]
TakenContactBudgetDep = Annotated[TakenContactBudget, Depends(_taken_contact_budget)]
