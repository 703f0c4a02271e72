"""Who calls, and the provider process for bookings that are paid first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from smartbooking.identity import service as identity
from smartbooking.infra.db import Tx
from smartbooking.infra.module import Runtime
from smartbooking.kernel.principal import SYSTEM, PlatformRole, VendorRole
from tests.bookings.conftest import cards, provider
from tests.identity.factory import bearer, bearer_as, make_user

__all__ = ["cards", "provider"]
Headers = dict[str, str]


@pytest.fixture
def staff_of(runtime: Runtime) -> Callable[..., Awaitable[Headers]]:
    """Somebody who works for a business, signed in."""

    async def make(vendor_id: int, role: VendorRole = VendorRole.STAFF) -> Headers:
        async def one(tx: Tx) -> None:
            nonlocal person
            person = await make_user(tx)
            await identity.grant_role(tx, user_id=person.id, vendor_id=vendor_id, role=role, by=SYSTEM)

        person = None
        await runtime.database.run(one)
        assert person is not None
        return await bearer(runtime, person)

    return make


@pytest.fixture
async def operator(runtime: Runtime) -> Headers:
    return await bearer_as(runtime, PlatformRole.OPERATOR)
