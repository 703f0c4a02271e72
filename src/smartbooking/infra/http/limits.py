"""Rate limits on sensitive addresses, shown to the caller (draft-ietf-httpapi-ratelimit-headers).

Counts live in the process, or in Redis when REDIS_URL is set; with several processes and no Redis each counts
for itself.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from fastapi import Request, Response
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter

from smartbooking.infra.bounds import PART, LimitBoard
from smartbooking.infra.http.auth import CurrentPrincipal
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from smartbooking.kernel.problem import TooManyRequests

Scope = Literal["ip", "principal"]


def limiter_for(settings: Settings) -> MovingWindowRateLimiter:
    """The counter every limited address of one process shares."""
    storage: Storage = (
        RedisStorage(f"async+{settings.redis_url}", implementation="redispy") if settings.redis_url else MemoryStorage()
    )
    return MovingWindowRateLimiter(storage)


async def close_limiter(limiter: MovingWindowRateLimiter) -> None:
    """Give the connections to Redis back; nothing to do for counters in the process."""
    if isinstance(limiter.storage, RedisStorage):
        client: Any = limiter.storage.bridge  # its type leaves the client out
        await client.storage.aclose()


def client_address(request: Request) -> str:
    """The caller's address; X-Forwarded-For counts only behind a proxy we were told to trust."""
    settings: Settings = request.app.state.runtime.settings
    peer = request.client.host if request.client else "unknown"
    if peer in settings.trusted_proxies and (forwarded := request.headers.get("x-forwarded-for")):
        return forwarded.split(",")[-1].strip()
    return peer


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit some address has, for the console to show."""

    name: str
    quota: str
    by: Scope


QUOTAS: Final[dict[str, Quota]] = {}
QUOTA: Final = re.compile(r"[1-9]\d{0,5}/(minute|hour|day)")
"""How a quota is written where people change one."""


@cache
def _allowance(quota: str) -> RateLimitItem:
    return parse(quota)


def rate_limit(name: str, quota: str, *, by: Scope = "ip") -> Callable[..., Awaitable[None]]:
    """A dependency that lets `quota` (such as "10/minute") requests through per address or per signed-in caller."""
    QUOTAS[name] = Quota(name, quota, by)

    async def limited(request: Request, response: Response, principal: CurrentPrincipal) -> None:
        runtime: Runtime = request.app.state.runtime
        if not runtime.settings.rate_limits:
            return
        limiter: MovingWindowRateLimiter = runtime.parts["limiter"]
        board: LimitBoard = runtime.parts[PART]
        allowance = _allowance((await board.now()).changed.get(name, quota))
        anonymous = by == "ip" or principal.anonymous
        who = client_address(request) if anonymous else principal.actor
        passed = await limiter.hit(allowance, name, who)
        window = await limiter.get_window_stats(allowance, name, who)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        headers = {
            "RateLimit-Policy": f'"{name}";q={allowance.amount};w={allowance.get_expiry()}',
            "RateLimit": f'"{name}";r={max(0, window.remaining)};t={wait}',
        }
        response.headers.update(headers)
        if not passed:
            raise TooManyRequests(f"Too many attempts. Please wait {wait} seconds.", retry_after=wait)

    return limited
