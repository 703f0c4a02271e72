"""Callers for HTTP tests: a principal is installed instead of a token."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from fastapi import Request

from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import ANONYMOUS, Principal, VendorRole


@dataclass
class Caller:
    """The authenticator of the application under test; `principal` is whoever calls next."""

    principal: Principal = ANONYMOUS

    async def principal_of(self, request: Request) -> Principal:
        return self.principal

    def becomes(self, vendor_id: int, role: VendorRole = VendorRole.MANAGER) -> None:
        self.principal = Principal(user_id=uuid7(), name="Айгерим", memberships={vendor_id: role})

    def leaves(self) -> None:
        self.principal = ANONYMOUS


@pytest.fixture
async def caller(runtime: Runtime) -> Caller:
    """Change who calls between requests; anonymous at first."""
    made = Caller()
    runtime.parts["authenticator"] = made
    return made
