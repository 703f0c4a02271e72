"""Hashing and checking passwords, in a small pool of threads of its own.

Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). Two threads at most, so that a
hundred logins at once slow each other down and not the rest of the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from smartbooking.identity.domain.password import MAX_PASSWORD, password_weakness
from smartbooking.kernel.problem import FieldError, Invalid, Unavailable

THREADS: Final = 2
MAX_WAITING: Final = 64
MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
LANES: Final = 1
# Checked in place of an account that does not exist, so that its absence costs the same time. Opens nothing: its
# salt and digest are random bytes.
DECOY: Final = "$argon2id$v=19$m=19456,t=2,p=1$IW2xkcGkIZ728ATcJFOnDA$R/RwNEVeZyiPOpj3atLoV3K6EF9LdTtEMZavpS7JnwA"
T = TypeVar("T")

# The first hasher makes new hashes; older kinds are accepted and replaced when their owner signs in (C13).
_hashes: Final = PasswordHash(
    (Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES), BcryptHasher())
)


class _Pool:
    """Two threads and a short queue; who finds the queue full is told to come back."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="password")
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        if self._waiting >= MAX_WAITING:
            raise Unavailable("Many people are signing in. Please repeat in a moment.", retry_after=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


_pool: Final = _Pool()


async def hash_password(password: str, *, personal: Sequence[str] = (), pointer: str = "/password") -> str:
    """The hash of an acceptable password; raises Invalid (at `pointer`) for a weak one, Unavailable when busy."""
    return await _pool.run(lambda: _judge_and_hash(password, personal, pointer))


async def verify_password(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether the password opens `stored`, and a stronger hash when `stored` is of an older kind.

    None as `stored` (no such account) takes the same time and is always wrong.
    """
    return await _pool.run(lambda: _verify(password, stored))


def _judge_and_hash(password: str, personal: Sequence[str], pointer: str) -> str:
    if weakness := password_weakness(password, personal=personal):
        raise Invalid(FieldError(pointer, weakness, "weak-password"))
    return _hashes.hash(password)


def _verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    if len(password) > MAX_PASSWORD:
        return False, None
    try:
        correct, stronger = _hashes.verify_and_update(password, stored or DECOY)
    except ValueError:
        # bcrypt reads 72 bytes at most; a longer password can not be the one it was made from.
        return False, None
    return (correct, stronger) if stored else (False, None)
