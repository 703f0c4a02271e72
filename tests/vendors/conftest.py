"""The business the HTTP tests of vendors are about."""

from __future__ import annotations

import pytest

from smartbooking.identity.service import grant_role
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.principal import SYSTEM, PlatformRole, VendorRole
from smartbooking.vendors.domain import VendorStatus
from tests.identity.factory import bearer, bearer_as, make_user, principal_of
from tests.vendors.factory import make_vendor, make_venue
from tests.vendors.house import Headers, House


@pytest.fixture
async def house(runtime: Runtime, database: Database) -> House:
    owner = await database.run(lambda tx: make_user(tx, name="Owner", email="owner@example.com"))
    vendor = await database.run(lambda tx: make_vendor(tx, status=VendorStatus.DRAFT, owner=principal_of(owner)))
    venue = await database.run(lambda tx: make_venue(tx, vendor_id=vendor.id))
    headers: dict[str, Headers] = {"anonymous": {}, "owner": await bearer(runtime, owner)}
    for role in (VendorRole.MANAGER, VendorRole.STAFF):
        person = await database.run(lambda tx, role=role: make_user(tx, name=role.title(), email=f"{role}@example.com"))
        await database.run(
            lambda tx, person=person, role=role: grant_role(
                tx, user_id=person.id, vendor_id=vendor.id, role=role, by=SYSTEM
            )
        )
        headers[role] = await bearer(runtime, person)
    rival = await database.run(lambda tx: make_user(tx, name="Rival"))
    await database.run(lambda tx: make_vendor(tx, name="Rival", owner=principal_of(rival)))
    headers["rival owner"] = await bearer(runtime, rival)
    for platform_role in PlatformRole:
        headers[platform_role] = await bearer_as(runtime, platform_role)
    return House(vendor, venue, headers)
