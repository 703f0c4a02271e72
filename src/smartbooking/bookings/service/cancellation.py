"""Cancelling: the preview and the deed share one calculation, and cancelling twice is cancelling once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Actor, Booking, PaymentStatus, Status, Verb
from smartbooking.bookings.domain.balance import credited
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.charging import Bill, asks_for_card, bill_of
from smartbooking.bookings.domain.lifecycle import HOLDING
from smartbooking.bookings.domain.splitting import tax_between
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import service as payments
from smartbooking.payments.domain import CardHold, Purse
from smartbooking.pricing import service as pricing
from smartbooking.value import service as value


async def preview(read: ReadTx, *, booking_id: UUID, caller: Caller, now: datetime) -> tuple[Booking, Bill]:
    """What cancelling would cost this caller now. Raises NotFound."""
    booking, actor = await find(read, booking_id=booking_id, caller=caller)
    purse, hold = await purse_of(read, booking), await hold_of(read, booking)
    return booking, bill_of(booking, purse, hold, now=now, by=actor)


async def hold_of(read: ReadTx, booking: Booking) -> CardHold | None:
    """The card held for a booking; no query for bookings that ask for none."""
    if not asks_for_card(booking):
        return None
    return await payments.hold_of(read, vendor_id=booking.vendor_id, booking_id=booking.id)


async def ways_back(
    read: ReadTx, booking: Booking, refund: Money, in_visits: Mapping[int, Money] | None = None
) -> dict[str, Money]:
    """What of a refund goes back by which way of paying, the first to go first; the deed uses the same plan."""
    if refund.minor <= 0:
        return {}
    shares = await payments.plan_refund(
        read, vendor_id=booking.vendor_id, booking_id=booking.id, amount=refund, lines=in_visits
    )
    found: dict[str, Money] = {}
    for share in shares:
        before = found.get(share.payment.gateway, Money.zero(refund.currency))
        found[share.payment.gateway] = before + share.amount
    return found


async def purse_of(read: ReadTx, booking: Booking) -> Purse:
    """All money of a booking."""
    return await payments.purse_of(
        read, vendor_id=booking.vendor_id, booking_id=booking.id, currency=booking.total.currency
    )


async def cancel(
    tx: Tx, *, booking_id: UUID, caller: Caller, reason: str, refund_requested: bool, now: datetime
) -> Booking:
    """Cancel, order the refund the preview promised, give the place back. A cancelled booking is returned as it is.

    Raises NotFound, InvalidTransition. The refund itself is carried out by the worker, keyed by its row.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    return await end_booking(
        tx, booking, actor=actor, by=caller.name, reason=reason, refund_requested=refund_requested, now=now
    )


async def end_booking(
    tx: Tx, booking: Booking, *, actor: Actor, by: str, reason: str, refund_requested: bool, now: datetime
) -> Booking:
    """What `cancel` does for somebody who was looked at before; the caller holds the booking's lock."""
    if booking.status is Status.CANCELLED:
        return booking
    purse, hold = await purse_of(tx, booking), await hold_of(tx, booking)
    bill = bill_of(booking, purse, hold, now=now, by=actor)
    asked = refund_requested or actor is not Actor.CUSTOMER
    refund = bill.refund if asked else Money.zero(booking.total.currency)
    values: dict[str, Any] = {
        "cancel_reason": reason or None, "cancelled_at": now, **money_values(bill, refund, purse),
    }  # fmt: skip
    cancelled = await move(
        tx, booking, Verb.CANCEL, actor=actor, by=by, now=now, reason=reason or None,
        details={"refundMinor": refund.minor, "currency": refund.currency, **charged_details(bill)}, values=values,
    )  # fmt: skip
    begun = booking.intent_id is not None and booking.status is Status.PENDING_PAYMENT
    if begun or (booking.covered is not None and booking.status in HOLDING):
        # Never confirmed: whatever was or still will be taken goes back, open attempts are killed.
        await payments.refund_everything(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, reason="cancelled", now=now
        )
    else:
        await return_money(tx, booking, refund, bill.in_visits, reason=reason or "cancelled", now=now)
        await charge_or_release(tx, booking, bill, hold, now=now)
    if booking.promo_code and booking.status is not Status.CONFIRMED:
        await pricing.release_promo(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    if booking.quote.member:
        await value.release_member_use(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    return cancelled


def money_values(bill: Bill, refund: Money, purse: Purse) -> dict[str, Any]:
    """Columns that say how the money of a booking that ends is settled; a charge is part of it before it is taken."""
    values: dict[str, Any] = {"refund_minor": refund, "settled_minor": credited(purse) + bill.charge}
    if refund.minor > 0:
        values["payment_status"] = PaymentStatus.REFUNDING.value
    elif bill.charge.minor > 0:
        values["payment_status"] = PaymentStatus.PENDING.value
    return values


def charged_details(bill: Bill) -> dict[str, int]:
    """What the history says about a fee that a held card pays."""
    return {"chargeMinor": bill.charge.minor} if bill.charge.minor else {}


async def charge_or_release(tx: Tx, booking: Booking, bill: Bill, hold: CardHold | None, *, now: datetime) -> None:
    """Take the fee of a booking that ended from its held card, once, or let the card go."""
    if hold is None:
        return
    if bill.charge.minor > 0:
        tax = tax_between(booking.quote, bill.kept, bill.charge)
        await payments.charge_hold(tx, intent_id=hold.intent_id, amount=bill.charge, tax=tax, now=now)
    else:
        await release_card(tx, booking, now=now)


async def release_card(tx: Tx, booking: Booking, *, now: datetime) -> None:
    """The customer came, or owes nothing: her card is free again. No query for bookings that asked for none."""
    if asks_for_card(booking):
        await payments.release_holds(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)


async def return_money(
    tx: Tx, booking: Booking, refund: Money, in_visits: Mapping[int, Money], *, reason: str, now: datetime
) -> None:
    """Order the refund of a booking that is over. A balance on its way is killed; if it is faster, it goes back.

    `in_visits`: what of it returns to a pass, by line.
    """
    await payments.stop_open_payments(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    if refund.minor > 0:
        await payments.refund_booking(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=refund, reason=reason, now=now,
            lines=in_visits,
        )  # fmt: skip
