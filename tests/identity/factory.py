"""Small makers of identity's things, for every module's tests."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from itertools import count

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from smartbooking.identity import service
from smartbooking.identity.domain import AccountStatus, TokenPair, User
from smartbooking.identity.repository import accounts
from smartbooking.identity.service import MINT
from smartbooking.infra.db import Tx
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import PlatformRole, Principal, VendorRole

PASSWORD = "sunny steppe 41 tulips"
_numbers = count(1_000_000)


@cache
def password_hash() -> str:
    """The hash of PASSWORD, computed once per process."""
    return PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),)).hash(PASSWORD)


async def make_user(
    tx: Tx,
    *,
    name: str = "Айгерім Бекова",
    email: str | None = None,
    phone: str | None = None,
    role: PlatformRole = PlatformRole.CUSTOMER,
    status: AccountStatus = AccountStatus.ACTIVE,
    hashed: str | None = None,
) -> User:
    """An account that signs in with PASSWORD; with an e-mail of its own unless a contact is given."""
    if email is None and phone is None:
        email = f"person{next(_numbers)}@example.com"
    user = User(
        id=uuid7(), email=email, phone=phone, name=name, locale="ru", role=role, status=status, status_reason=None,
        version=1, created_at=datetime.now(UTC),
    )  # fmt: skip
    assert await accounts.insert_account(tx, user, password_hash=hashed or password_hash())
    return user


def principal_of(user: User, **memberships: VendorRole) -> Principal:
    """The user as a principal; `v12=VendorRole.OWNER` makes them an owner of vendor 12."""
    held = {int(name[1:]): role for name, role in memberships.items()}
    return Principal(user_id=user.id, name=user.name, platform_role=user.role, memberships=held)


async def sign_in(runtime: Runtime, user: User, *, device: str = "test") -> TokenPair:
    """A real session of the user, without the cost of a password."""

    async def start(tx: Tx) -> TokenPair:
        return await service.open_session(tx, runtime.parts[MINT], user=user, device=device, now=datetime.now(UTC))

    return await runtime.database.run(start)


async def bearer(runtime: Runtime, user: User) -> dict[str, str]:
    """The header that makes requests the user's."""
    return {"Authorization": f"Bearer {(await sign_in(runtime, user)).access_token}"}


async def bearer_as(runtime: Runtime, role: PlatformRole = PlatformRole.CUSTOMER) -> dict[str, str]:
    """The header of a new person with that role on the platform."""

    async def make(tx: Tx) -> User:
        return await make_user(tx, role=role)

    return await bearer(runtime, await runtime.database.run(make))
