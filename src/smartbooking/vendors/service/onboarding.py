"""The way from draft to listed, and back: one table of steps, each with its reason and its author."""

from __future__ import annotations

from collections.abc import Sequence

from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid
from smartbooking.vendors import repository
from smartbooking.vendors.domain import (
    TRANSITIONS,
    Decision,
    Vendor,
    Verb,
    allowed_verbs,
    missing_for_submission,
)
from smartbooking.vendors.errors import InvalidTransition
from smartbooking.vendors.events import VendorStatusChanged
from smartbooking.vendors.service.businesses import get_vendor


async def submit(tx: Tx, *, principal: Principal, vendor_id: int, reason: str = "") -> Vendor:
    """Asks the operators to verify the business; raises Invalid naming everything that is still missing."""
    found = await get_vendor(tx, vendor_id=vendor_id)
    if missing := missing_for_submission(found, await repository.venues_of(tx, vendor_id)):
        raise Invalid(*missing)
    return await take_step(tx, Verb.SUBMIT, principal=principal, vendor_id=vendor_id, reason=reason)


async def verify(tx: Tx, *, principal: Principal, vendor_id: int, reason: str) -> Vendor:
    """Lists the business."""
    return await take_step(tx, Verb.VERIFY, principal=principal, vendor_id=vendor_id, reason=reason)


async def reject(tx: Tx, *, principal: Principal, vendor_id: int, reason: str) -> Vendor:
    """Sends the business back to its owner, who may mend what the reason names and submit again."""
    return await take_step(tx, Verb.REJECT, principal=principal, vendor_id=vendor_id, reason=reason)


async def suspend(tx: Tx, *, principal: Principal, vendor_id: int, reason: str) -> Vendor:
    """Takes a listed business off the list at once; what is booked stays booked."""
    return await take_step(tx, Verb.SUSPEND, principal=principal, vendor_id=vendor_id, reason=reason)


async def reinstate(tx: Tx, *, principal: Principal, vendor_id: int, reason: str) -> Vendor:
    """Lists a suspended business again."""
    return await take_step(tx, Verb.REINSTATE, principal=principal, vendor_id=vendor_id, reason=reason)


async def take_step(tx: Tx, verb: Verb, *, principal: Principal, vendor_id: int, reason: str) -> Vendor:
    """One step of TRANSITIONS with its line in the history, its audit row and its event.

    Locks the vendor. Raises NotFound, InvalidTransition, Forbidden (steps of operators), Invalid without a reason.
    """
    transition = TRANSITIONS[verb]
    if transition.by_operator and not principal.operator:
        raise Forbidden("Only the platform's operators may do this.")
    if transition.by_operator and not reason.strip():
        raise Invalid(FieldError("/reason", "Say why; the owner will read it.", "missing"))
    made = await repository.take_step(
        tx, vendor_id, verb=verb, transition=transition, reason=reason.strip(), by=principal.actor
    )
    if made is None:
        present = await get_vendor(tx, vendor_id=vendor_id)
        raise InvalidTransition(
            f"The business is {present.status}.", allowed=[str(step) for step in allowed_verbs(present.status)]
        )
    await record(
        tx, principal, action=f"vendor.{made.status}", subject=public_id("ven", vendor_id), vendor_id=vendor_id,
        details={"verb": verb},
    )  # fmt: skip
    await publish(tx, VendorStatusChanged(vendor_id=vendor_id, status=made.status))
    return made


async def decisions(read: ReadTx, *, vendor_id: int) -> Sequence[Decision]:
    """What was decided about a vendor, newest first."""
    return await repository.decisions(read, vendor_id)
