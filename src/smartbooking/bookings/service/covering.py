"""Paying for a booking with a card that was bought before: in the transaction of the booking's own change.

A card is a way of paying, not a discount: price, tax and papers stay as they are. Locks the booking (the caller has
it), then the card.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Booking, Status
from smartbooking.bookings.domain.balance import UNUSED
from smartbooking.bookings.domain.lifecycle import Verb
from smartbooking.bookings.domain.splitting import tax_between
from smartbooking.bookings.errors import InvalidTransition, NothingToPay
from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import service as payments
from smartbooking.value import service as value
from smartbooking.value.errors import ValueRefused


async def cover(tx: Tx, booking: Booking, *, code: str, now: datetime) -> Booking:
    """Take from a card what the price needs, or all that is on it. The booking shows what it gave.

    Raises ValueRefused, NothingToPay for a booking that costs nothing, InvalidTransition beyond the hold.
    """
    if booking.status is not Status.HELD:
        raise InvalidTransition(Verb.AWAIT_PAYMENT, booking.status, ())
    if booking.total.minor == 0:
        raise NothingToPay
    card = await value.look_up(tx, vendor_id=booking.vendor_id, code=code)
    taken = await _take(tx, booking, card.id, booking.total, f"redeemed:{booking.id}", now)
    return replace(booking, covered=taken)


async def cover_again(tx: Tx, booking: Booking, *, now: datetime) -> bool:
    """The rest was paid after the booking had run out and the card had its money back: take just that sum again.

    False when it is not there any more; then nothing was taken.
    """
    if booking.covered is None:
        return True
    cards = await value.cards_of_booking(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    try:
        async with tx.begin_nested():
            for card in cards[:1]:
                cause = f"redeemed:{booking.id}:{booking.version}"
                if await _take(tx, booking, card.id, booking.covered, cause, now) < booking.covered:
                    raise ValueRefused("less")
    except ValueRefused:
        return False
    return bool(cards)


async def uncover(tx: Tx, booking: Booking, *, now: datetime) -> None:
    """The booking came to nothing: everything that was paid goes back, what a card gave to the card."""
    if booking.covered is not None:
        await payments.refund_everything(tx, vendor_id=booking.vendor_id, booking_id=booking.id, reason=UNUSED, now=now)


async def _take(tx: Tx, booking: Booking, account_id: UUID, wanted: Money, cause: str, now: datetime) -> Money:
    taken = await value.redeem(
        tx, vendor_id=booking.vendor_id, account_id=account_id, amount=wanted, booking_id=booking.id, cause=cause,
        now=now,
    )  # fmt: skip
    if taken.minor > 0:
        await payments.record_value_payment(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, account_id=account_id, method="gift_card",
            amount=taken, tax=tax_between(booking.quote, Money.zero(taken.currency), taken), locale=booking.locale,
            now=now,
        )  # fmt: skip
    return taken
