"""Paying for a booking with a card or a pass that was bought before: in the transaction of the booking's own change.

A card is a way of paying, not a discount: price, tax and papers stay as they are. A pass makes the price of its lines
what its visits are worth (`domain/visits.py`), and pays it. Locks the booking (the caller has it), then the card or the
pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Booking, Status
from smartbooking.bookings.domain.balance import UNUSED, given_by_card, uncovered, worth_of_visits
from smartbooking.bookings.domain.lifecycle import Verb
from smartbooking.bookings.domain.splitting import tax_between
from smartbooking.bookings.domain.visits import paid_by_visits, wanted_of
from smartbooking.bookings.errors import InvalidTransition, NothingToPay
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.payments import service as payments
from smartbooking.pricing.domain import Quote, with_visits
from smartbooking.value import service as value
from smartbooking.value.domain import BY_VISITS, Account, LineWanted, Pass
from smartbooking.value.domain.passes import pass_code_in
from smartbooking.value.errors import PassRefused, ValueRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """Codes a booking is paid with: a pass for the lines it covers, a gift card for the rest, or one of them."""

    visits: str | None = None
    card: str | None = None

    @classmethod
    def of(cls, code: str | None, card: str | None = None) -> Codes:
        """`code` is that of a pass or a card; `card` goes with the code of a pass. Raises Invalid."""
        if code and pass_code_in(code):
            return cls(visits=code, card=card or None)
        if card:
            raise Invalid(FieldError("/giftCardCode", "A gift card beside another code: give a pass in valueCode."))
        return cls(card=code or None)

    def __bool__(self) -> bool:
        return bool(self.visits or self.card)


async def cover(tx: Tx, booking: Booking, *, codes: Codes, now: datetime) -> Booking:
    """Take from a pass the visits of its lines, then from a card what the price still needs, or all that is on it.

    The booking shows what was given. Raises ValueRefused, PassRefused, NothingToPay where a card has nothing to pay,
    InvalidTransition beyond the hold.
    """
    if booking.status is not Status.HELD:
        raise InvalidTransition(Verb.AWAIT_PAYMENT, booking.status, ())
    _must_cost(booking)
    cause = f"redeemed:{booking.id}"
    if codes.visits:
        found = await value.look_up_pass(tx, vendor_id=booking.vendor_id, code=codes.visits)
        booking = await _take_visits(tx, booking, found.id, wanted_of(booking.quote), cause, now)
    if codes.card:
        _must_cost(booking)
        card = await value.look_up(tx, vendor_id=booking.vendor_id, code=codes.card)
        taken = await take_from_card(tx, booking, card.id, uncovered(booking), cause, now)
        booking = replace(booking, covered=(booking.covered or Money.zero(taken.currency)) + taken)
    return booking


async def cover_again(tx: Tx, booking: Booking, *, now: datetime) -> bool:
    """The rest was paid after the booking had run out and the card had its money back: take just that sum again.

    False when it is not there any more; then nothing was taken.
    """
    if booking.covered is None:
        return True
    try:
        async with tx.begin_nested():
            await _visits_again(tx, booking, now)
            await _card_again(tx, booking, now)
    except (PassRefused, ValueRefused):
        return False
    return True


async def uncover(tx: Tx, booking: Booking, *, now: datetime) -> None:
    """The booking came to nothing: everything that was paid goes back, what a card gave to the card."""
    if booking.covered is not None:
        await payments.refund_everything(tx, vendor_id=booking.vendor_id, booking_id=booking.id, reason=UNUSED, now=now)


async def lock_value(tx: Tx, *, vendor_id: int, codes: Codes) -> None:
    """Wait for the pass and the card behind the codes before the ledger is locked. Raises ValueRefused, PassRefused."""
    if codes.visits:
        await value.lock_pass_of_code(tx, vendor_id=vendor_id, code=codes.visits)
    if codes.card:
        await value.lock_card(tx, vendor_id=vendor_id, code=codes.card)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The booking as `cover` would make it, the pass and the card as they are now; `given` is what the card pays."""

    booking: Booking
    visits: Pass | None
    card: Account | None
    given: Money


async def preview(read: ReadTx, booking: Booking, *, codes: Codes, now: datetime) -> Covered:
    """What `cover` would do; nothing is taken. Raises what `cover` raises."""
    _must_cost(booking)
    given, found, card = Money.zero(booking.total.currency), None, None
    if codes.visits:
        found = await value.look_up_pass(read, vendor_id=booking.vendor_id, code=codes.visits)
        uses = value.planned(found, wanted_of(booking.quote), currency=booking.total.currency, now=now)
        booking = paid_by_visits(booking, uses)
    if codes.card:
        _must_cost(booking)
        card = await value.look_up(read, vendor_id=booking.vendor_id, code=codes.card)
        value.usable(card, currency=booking.total.currency, now=now)
        given = min(uncovered(booking), card.balance)
        booking = replace(booking, covered=(booking.covered or Money.zero(given.currency)) + given)
    return Covered(booking=booking, visits=found, card=card, given=given)


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


async def take_from_card(tx: Tx, booking: Booking, card_id: UUID, wanted: Money, cause: str, now: datetime) -> Money:
    """Take `wanted` of the price from a card, or all that is on it, after what `booking.covered` says; what was taken.

    Raises ValueRefused.
    """
    taken = await value.redeem(
        tx, vendor_id=booking.vendor_id, account_id=card_id, amount=wanted, booking_id=booking.id, cause=cause,
        now=now,
    )  # fmt: skip
    if taken.minor > 0:
        before = booking.covered or Money.zero(taken.currency)
        await payments.record_value_payment(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, account_id=card_id, method="gift_card",
            amount=taken, tax=tax_between(booking.quote, before, taken), locale=booking.locale, now=now,
        )  # fmt: skip
    return taken


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
            first=use is uses[0], now=now,
        )  # fmt: skip
        before = before + use.value
    return paid


async def _visits_again(tx: Tx, booking: Booking, now: datetime) -> None:
    """The same visits for the same lines, at the same worth. Raises PassRefused when they are not there any more."""
    used = {part.line: (part.visits, part.total) for part in booking.quote.parts if part.visits}
    if not used:
        return
    found = await value.pass_of_booking(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    if found is None:
        raise PassRefused("unknown")
    wanted = wanted_of(booking.quote, tuple(used))
    again = await _take_visits(tx, booking, found.id, wanted, f"redeemed:{booking.id}:{booking.version}", now)
    if {part.line: (part.visits, part.total) for part in again.quote.parts if part.visits} != used:
        raise PassRefused("less")


async def _card_again(tx: Tx, booking: Booking, now: datetime) -> None:
    """What the card had given beside the visits. Raises ValueRefused when it is not there any more."""
    given = given_by_card(booking)
    if given.minor == 0:
        return
    cards = await value.cards_of_booking(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    if not cards:
        raise ValueRefused("unknown")
    by_pass = replace(booking, covered=worth_of_visits(booking))
    if await take_from_card(tx, by_pass, cards[0].id, given, f"redeemed:{booking.id}:{booking.version}", now) < given:
        raise ValueRefused("less")


def _must_cost(booking: Booking) -> None:
    if uncovered(booking).minor == 0:
        raise NothingToPay
