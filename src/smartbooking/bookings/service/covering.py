"""Paying for a booking with a card or a pass that was bought before: in the transaction of the booking's own change.

A card is a way of paying, not a discount: price, tax and papers stay as they are. A pass makes the price of its lines
what its visits are worth (`domain/visits.py`), and pays it. Locks the booking (the caller has it), then the card or the
pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Booking, Status
from smartbooking.bookings.domain.balance import UNUSED
from smartbooking.bookings.domain.lifecycle import Verb
from smartbooking.bookings.domain.splitting import tax_between
from smartbooking.bookings.domain.visits import by_visits, paid_by_visits, wanted_of
from smartbooking.bookings.errors import InvalidTransition, NothingToPay
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import service as payments
from smartbooking.pricing.domain import Quote, with_visits
from smartbooking.value import service as value
from smartbooking.value.domain import BY_VISITS, Account, LineWanted, Pass
from smartbooking.value.domain.passes import pass_code_in
from smartbooking.value.errors import PassRefused, ValueRefused


async def cover(tx: Tx, booking: Booking, *, code: str, now: datetime) -> Booking:
    """Take from a card what the price needs, or all that is on it; from a pass the visits of its lines.

    The booking shows what was given. Raises ValueRefused, PassRefused, NothingToPay for a booking that costs nothing,
    InvalidTransition beyond the hold.
    """
    if booking.status is not Status.HELD:
        raise InvalidTransition(Verb.AWAIT_PAYMENT, booking.status, ())
    if booking.total.minor == 0:
        raise NothingToPay
    if pass_code_in(code):
        found = await value.look_up_pass(tx, vendor_id=booking.vendor_id, code=code)
        return await _take_visits(tx, booking, found.id, wanted_of(booking.quote), f"redeemed:{booking.id}", now)
    card = await value.look_up(tx, vendor_id=booking.vendor_id, code=code)
    taken = await _take(tx, booking, card.id, booking.total, f"redeemed:{booking.id}", now)
    return replace(booking, covered=taken)


async def cover_again(tx: Tx, booking: Booking, *, now: datetime) -> bool:
    """The rest was paid after the booking had run out and the card had its money back: take just that sum again.

    False when it is not there any more; then nothing was taken.
    """
    if booking.covered is None:
        return True
    if by_visits(booking):
        return await _visits_again(tx, booking, now)
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


async def lock_value(tx: Tx, *, vendor_id: int, code: str) -> None:
    """Wait for the card or pass behind a code before the ledger is locked. Raises ValueRefused, PassRefused."""
    if pass_code_in(code):
        await value.lock_pass_of_code(tx, vendor_id=vendor_id, code=code)
    else:
        await value.lock_card(tx, vendor_id=vendor_id, code=code)


async def preview(read: ReadTx, booking: Booking, *, code: str, now: datetime) -> tuple[Booking, Account | Pass]:
    """The booking as `cover` would make it, and the card or pass as it is now. Raises what `cover` raises."""
    if booking.total.minor == 0:
        raise NothingToPay
    if pass_code_in(code):
        found = await value.look_up_pass(read, vendor_id=booking.vendor_id, code=code)
        uses = value.planned(found, wanted_of(booking.quote), currency=booking.total.currency, now=now)
        return paid_by_visits(booking, uses), found
    card = await value.look_up(read, vendor_id=booking.vendor_id, code=code)
    value.usable(card, currency=booking.total.currency, now=now)
    return replace(booking, covered=min(booking.total, card.balance)), card


async def keep_visits(read: ReadTx, booking: Booking, quote: Quote, *, now: datetime) -> Quote:
    """The quote of another time with the same visits for the same lines. Raises PassRefused when they do not fit."""
    used = {part.line: part for part in booking.quote.parts if part.visits}
    found = await value.pass_of_booking(read, vendor_id=booking.vendor_id, booking_id=booking.id) if used else None
    if found is None:
        return quote
    offers = {part.line: part.offer for part in quote.parts}
    for line in wanted_of(quote, tuple(used)):
        cost = found.terms.cost(quantity=line.quantity, people=line.people, units=line.units)
        if cost != used[line.line].visits or offers[line.line] != used[line.line].offer:
            raise PassRefused("other_visits")
        if line.starts_at >= (until := found.thawed(now).valid_until):
            raise PassRefused("after_end", validUntil=until.isoformat())
    if not used.keys() <= {line.line for line in wanted_of(quote, tuple(used))}:
        raise PassRefused("other_visits")
    return with_visits(quote, {line: (part.visits, part.total) for line, part in used.items()})


async def _take_visits(
    tx: Tx, booking: Booking, pass_id: UUID, wanted: Sequence[LineWanted], cause: str, now: datetime
) -> Booking:
    uses = await value.redeem_visits(
        tx, vendor_id=booking.vendor_id, pass_id=pass_id, booking_id=booking.id, wanted=wanted,
        currency=booking.total.currency, cause=cause, now=now,
    )  # fmt: skip
    paid = paid_by_visits(booking, uses)
    before = Money.zero(booking.total.currency)
    for use in uses:
        await payments.record_value_payment(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, account_id=pass_id, method=BY_VISITS,
            amount=use.value, tax=tax_between(paid.quote, before, use.value), locale=booking.locale, line=use.line,
            now=now,
        )  # fmt: skip
        before = before + use.value
    return paid


async def _visits_again(tx: Tx, booking: Booking, now: datetime) -> bool:
    """The same visits for the same lines, at the same worth, or none."""
    used = {part.line: (part.visits, part.total) for part in booking.quote.parts if part.visits}
    found = await value.pass_of_booking(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    if found is None:
        return False
    try:
        async with tx.begin_nested():
            wanted = wanted_of(booking.quote, tuple(used))
            again = await _take_visits(tx, booking, found.id, wanted, f"redeemed:{booking.id}:{booking.version}", now)
            if {part.line: (part.visits, part.total) for part in again.quote.parts if part.visits} != used:
                raise PassRefused("less")
    except PassRefused:
        return False
    return True


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
