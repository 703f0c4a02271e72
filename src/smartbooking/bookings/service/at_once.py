"""Booking without a hold before it: confirmed in one transaction, unless risk asks for one more step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from smartbooking.bookings.domain import Booking, Contact
from smartbooking.bookings.service import checkout, holds, vetting
from smartbooking.bookings.service.checkout import Payment
from smartbooking.bookings.service.holds import HoldTerms, Order
from smartbooking.bookings.service.vetting import Wish
from smartbooking.infra.db import Tx
from smartbooking.risk.domain import Modes


async def book(
    tx: Tx, order: Order, *, contact: Contact, payment: Payment, note: str, terms: HoldTerms, modes: Modes,
    now: datetime,
) -> Booking:  # fmt: skip
    """Confirmed; awaiting approval when risk asks for a yes, held when it asks for a code.

    Raises as place_hold, and PrepaymentNeeded, TooManyCodes.
    """
    wish = Wish(quote=order.quote, caller=order.caller, contact=contact, method=payment.method)
    vetted = await vetting.vet(tx, wish, modes=modes, now=now)
    if vetted is None or vetted.step is None:
        return await holds.book_at_once(
            tx, order, contact=contact, method=payment.method, note=note, vetted=vetted, now=now
        )
    held = await holds.place_hold(tx, order, terms=terms, contact=contact, now=now)
    begun = await checkout.check_out(
        tx, booking_id=held.id, caller=replace(order.caller, link_to=held.id), contact=contact, payment=payment,
        note=note, approval_for=terms.approval_for, limits=terms.limits, vetted=vetted, extension=terms.extension,
        extensions=terms.extensions, now=now,
    )  # fmt: skip
    return begun.booking
