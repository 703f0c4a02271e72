"""The people of a vendor."""

from __future__ import annotations

from uuid import UUID

from smartbooking.identity.domain import InvalidContact, parse_contact
from smartbooking.identity.service import find_user_by_contact, grant_role, lock_role, revoke_role
from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid, NotFound
from smartbooking.vendors.domain import may_change_role
from smartbooking.vendors.service.businesses import get_vendor


async def add_staff(tx: Tx, *, principal: Principal, vendor_id: int, contact: str, role: VendorRole) -> UUID:
    """Gives a role to the person with that e-mail or phone, or changes it; returns who it is.

    Raises Invalid when nobody active has that contact, Forbidden above the caller's own rank, LastOwner.
    """
    vendor = await get_vendor(tx, vendor_id=vendor_id)
    try:
        person = await find_user_by_contact(tx, parse_contact(contact, country=vendor.country))
    except InvalidContact as error:
        raise Invalid(FieldError("/contact", str(error), "invalid-contact")) from error
    if person is None:
        raise Invalid(
            FieldError("/contact", "Nobody with this contact has an account yet; ask them to register.", "unknown")
        )
    held = await lock_role(tx, user_id=person.id, vendor_id=vendor_id)
    if not may_change_role(principal, vendor_id, held=held, wanted=role):
        raise Forbidden("Only an owner may do this.")
    await grant_role(tx, user_id=person.id, vendor_id=vendor_id, role=role, by=principal)
    return person.id


async def remove_staff(tx: Tx, *, principal: Principal, vendor_id: int, user_id: UUID) -> None:
    """Ends a membership; everybody may leave. Raises NotFound, Forbidden, LastOwner."""
    held = await lock_role(tx, user_id=user_id, vendor_id=vendor_id)
    if held is None:
        raise NotFound("This person does not work here.")
    leaving = user_id == principal.user_id
    if not leaving and not may_change_role(principal, vendor_id, held=held, wanted=None):
        raise Forbidden("Only an owner may do this.")
    await revoke_role(tx, user_id=user_id, vendor_id=vendor_id, by=principal)
