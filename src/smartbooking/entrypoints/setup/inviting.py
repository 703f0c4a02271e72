"""Invitations: a signed link that only the invited contact can use, and the table of what roles may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from smartbooking.identity import service as identity
from smartbooking.identity.domain import InvalidContact, parse_contact
from smartbooking.infra.crypto import BadToken, Signer
from smartbooking.infra.db import Tx
from smartbooking.infra.http.auth import require
from smartbooking.kernel.principal import SYSTEM, Principal, VendorRole
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import may_change_role

PURPOSE: Final = "setup.invitation.1"
GOOD_FOR: Final = timedelta(days=7)
_ROLES: Final = {require.staff: VendorRole.STAFF, require.manager: VendorRole.MANAGER, require.owner: VendorRole.OWNER}
_VENDOR: Final = "/api/v1/vendors/{vendor_id}"
# What people call it, by the operation that does it. The role is read from the operation itself.
CAPABILITIES: Final[Mapping[str, tuple[str, str]]] = {
    "see_calendar": ("GET", f"{_VENDOR}/claims"),
    "see_prices": ("GET", f"{_VENDOR}/rates"),
    "block_time": ("POST", f"{_VENDOR}/blocks"),
    "see_colleagues": ("GET", f"{_VENDOR}/staff"),
    "change_hours": ("PUT", f"{_VENDOR}/{{owners}}/{{owner_id}}/schedule"),
    "close_days": ("POST", f"{_VENDOR}/closures"),
    "change_prices": ("PUT", f"{_VENDOR}/rates/{{offer_id}}"),
    "change_offers": ("PATCH", f"{_VENDOR}/resources/{{resource_id}}"),
    "add_people": ("POST", f"{_VENDOR}/staff"),
    "change_business": ("PATCH", f"{_VENDOR}"),
    "submit": ("POST", f"{_VENDOR}/submit"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """`token` is None for somebody who had an account and works here now."""

    contact: str
    role: VendorRole
    token: str | None
    expires_at: datetime | None


async def invite(
    tx: Tx, *, vendor_id: int, contact: str, role: VendorRole, principal: Principal, signer: Signer, now: datetime
) -> Invitation:
    """Give the role to who has an account, else sign a link for who will. Raises Invalid, Forbidden, LastOwner."""
    vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
    try:
        known = parse_contact(contact, country=vendor.country)
    except InvalidContact as error:
        raise Invalid(FieldError("/contact", str(error), "invalid-contact")) from error
    if not may_change_role(principal, vendor_id, held=None, wanted=role):
        raise Forbidden("Only an owner may do this.")
    if await identity.find_user_by_contact(tx, known) is not None:
        await vendors.add_staff(tx, principal=principal, vendor_id=vendor_id, contact=known.text, role=role)
        return Invitation(contact=known.text, role=role, token=None, expires_at=None)
    until = now + GOOD_FOR
    payload = {"vendor": vendor_id, "contact": known.text, "role": role.value}
    token = signer.sign(PURPOSE, payload, expires_at=until)
    return Invitation(contact=known.text, role=role, token=token, expires_at=until)


async def accept(tx: Tx, *, token: str, principal: Principal, signer: Signer, now: datetime) -> tuple[int, VendorRole]:
    """Start to work at the business of an invitation. Raises Invalid, Forbidden for another contact's invitation."""
    try:
        sent: dict[str, Any] = signer.open(PURPOSE, token, now=now)
    except (BadToken, ValueError) as error:
        raise Invalid(FieldError("/token", "This invitation is not valid any more; ask for a new one.")) from error
    assert principal.user_id is not None
    person = await identity.get_user(tx, principal.user_id)
    if sent["contact"] not in (person.phone, person.email):
        raise Forbidden("This invitation is for another phone or e-mail. Sign in with that one.")
    vendor_id, role = int(sent["vendor"]), VendorRole(sent["role"])
    await vendors.get_vendor(tx, vendor_id=vendor_id)
    held = await identity.lock_role(tx, user_id=person.id, vendor_id=vendor_id)
    if held is None or held.rank < role.rank:
        await identity.grant_role(tx, user_id=person.id, vendor_id=vendor_id, role=role, by=SYSTEM)
        return vendor_id, role
    return vendor_id, held


def capabilities(routes: list[BaseRoute]) -> Iterator[tuple[str, VendorRole]]:
    """Every capability with the least role its operation asks for."""
    by_address = {
        (method, route.path): route for route in routes if isinstance(route, APIRoute) for method in route.methods or ()
    }
    for code, address in CAPABILITIES.items():
        yield code, _role_of(by_address[address].dependant)


def _role_of(dependant: Dependant) -> VendorRole:
    for part in dependant.dependencies:
        if part.call in _ROLES:
            return _ROLES[part.call]
    raise LookupError(f"{dependant.path} asks for no role")
