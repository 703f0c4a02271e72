"""Vendors: creating, reading and editing them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from smartbooking.identity.service import grant_role
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.page import Page
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import NotFound, StaleVersion
from smartbooking.kernel.text import Localized
from smartbooking.vendors import repository
from smartbooking.vendors.domain import (
    LEGAL_FACTS,
    OPEN_FOR_LEGAL_CHANGES,
    Vendor,
    VendorStatus,
    may_see,
    slug_of,
)
from smartbooking.vendors.errors import LegalFactsLocked
from smartbooking.vendors.events import VendorChanged
from smartbooking.vendors.service.checks import checked


async def create_vendor(
    tx: Tx,
    *,
    principal: Principal,
    name: Localized,
    country: str = "KZ",
    currency: str = "KZT",
    timezone: str = "Asia/Almaty",
    vertical: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    website: str | None = None,
    description: Localized | None = None,
    legal_name: str | None = None,
    business_number: str | None = None,
    external_ref: str | None = None,
    open_by_link: bool = False,
) -> Vendor:
    """A new business as a draft; its creator becomes its owner (an import without a person leaves none).

    Raises Invalid naming every wrong field, ExternalReferenceTaken for a business imported before.
    """
    facts = checked(
        {
            "name": name, "description": description or Localized({}), "vertical": vertical, "country": country,
            "currency": currency, "timezone": timezone, "phone": phone, "email": email, "website": website,
            "legal_name": legal_name, "business_number": business_number, "external_ref": external_ref,
            "open_by_link": open_by_link,
        },
        country=country,
    )  # fmt: skip
    made = await repository.insert_vendor(
        tx, slug=slug_of(name.pick("en")), facts={**facts, "created_by": principal.actor}
    )
    if principal.user_id is not None:
        await grant_role(tx, user_id=principal.user_id, vendor_id=made.id, role=VendorRole.OWNER, by=principal)
    await record(tx, principal, action="vendor.created", subject=public_id("ven", made.id), vendor_id=made.id)
    await publish(tx, VendorChanged(vendor_id=made.id))
    return made


async def get_vendor(read: ReadTx, *, vendor_id: int) -> Vendor:
    """Raises NotFound."""
    found = await repository.vendor(read, vendor_id)
    if found is None:
        raise NotFound("No such business.")
    return found


async def visible_vendor(read: ReadTx, *, vendor_id: int, principal: Principal) -> Vendor:
    """A vendor as the caller may see it; raises NotFound for an unlisted one of somebody else."""
    found = await get_vendor(read, vendor_id=vendor_id)
    if not may_see(principal, found):
        raise NotFound("No such business.")
    return found


async def vendor_at(read: ReadTx, *, slug: str, principal: Principal) -> Vendor:
    """A vendor by its address, as the caller may see it; raises NotFound."""
    found = await repository.vendor_by_slug(read, slug)
    if found is None or not may_see(principal, found):
        raise NotFound("No such business.")
    return found


async def get_vendors(read: ReadTx, vendor_ids: Collection[int]) -> Mapping[int, Vendor]:
    """Many vendors by id in one query; unknown ids are left out."""
    return await repository.vendors_by_id(read, vendor_ids)


async def find_imported_vendor(read: ReadTx, *, external_ref: str) -> Vendor | None:
    """The vendor that was imported under that reference."""
    return await repository.vendor_by_external_ref(read, external_ref)


async def find_vendors(
    read: ReadTx,
    *,
    principal: Principal,
    query: str = "",
    status: VendorStatus | None = None,
    page: int = 1,
    limit: int = 20,
) -> Page[Vendor]:
    """Operators find every vendor, everybody else those they work for."""
    among = None if principal.operator else sorted(principal.memberships)
    return await repository.find_vendors(read, query=query, status=status, among=among, page=page, limit=limit)


async def update_vendor(
    tx: Tx,
    *,
    principal: Principal,
    vendor_id: int,
    version: int,
    changes: Mapping[str, Any],  # Any: each fact has its own type, checked by service.checks
) -> Vendor:
    """Edits the named facts; raises Invalid, NotFound, StaleVersion, LegalFactsLocked.

    Registered name and number are locked from submission on (operators excepted): somebody vouched for them.
    """
    present = await get_vendor(tx, vendor_id=vendor_id)
    if present.version != version:
        raise StaleVersion
    legal = {name for name in LEGAL_FACTS & changes.keys() if changes[name] != getattr(present, name)}
    if legal and present.status not in OPEN_FOR_LEGAL_CHANGES and not principal.operator:
        raise LegalFactsLocked
    stored = checked(changes, country=present.country)
    # A step of the onboarding also counts the version up, so what was judged above still holds if this matches.
    made = await repository.update_vendor(tx, vendor_id, version=version, changes=stored)
    if made is None:
        raise StaleVersion
    await record(
        tx, principal, action="vendor.changed", subject=public_id("ven", vendor_id), vendor_id=vendor_id,
        details={"fields": sorted(stored)},
    )  # fmt: skip
    await publish(tx, VendorChanged(vendor_id=vendor_id))
    return made
