"""What is still to be paid for a booking, until when, and which money is one too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain.booking import Booking, PaymentStatus
from smartbooking.bookings.domain.lifecycle import Status
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import Money, total
from smartbooking.payments.domain import Purse, RefundStatus
from smartbooking.pricing.domain import Quote, QuotedPart

# Reasons of refunds after which money does not count as paid any more; others do not change what is owed.
# What was paid too much.
SURPLUS: Final = "surplus"
# What a card had given to a booking that came to nothing; late money may bring the booking back.
UNUSED: Final = "unused"
NEVER_COUNTED: Final = frozenset({SURPLUS, UNUSED})
OWING: Final = frozenset({Status.CONFIRMED, Status.IN_PROGRESS, Status.COMPLETED})


def payable(booking: Booking) -> Money:
    """The price, and the security deposits that are collected online with it."""
    deposits = (part.security for part in booking.quote.parts if part.security_due_now)
    return sum(deposits, booking.total)


def payable_of(quote: Quote) -> Money:
    """The same of a quote nobody has booked yet."""
    return sum((part.security for part in quote.parts if part.security_due_now), quote.total)


def credited(purse: Purse) -> Money:
    """What counts as paid: everything taken, without what was too much. A goodwill refund makes nobody owe again."""
    over = (
        one.amount for one in purse.returns if one.reason in NEVER_COUNTED and one.status is not RefundStatus.FAILED
    )
    return purse.taken - sum(over, Money.zero(purse.currency))


def due_first(booking: Booking) -> Money:
    """What is still due before the booking is confirmed: a card pays of the price, not of a security deposit."""
    if booking.covered is None:
        return booking.due_now
    zero = Money.zero(booking.total.currency)
    deposits = sum((part.security for part in booking.quote.parts if part.security_due_now), zero)
    return max(booking.due_now - booking.covered, min(deposits, booking.due_now))


def due_later(booking: Booking) -> Money:
    """What is left for the venue: a card pays first what is due first, then of this."""
    on_site = booking.quote.due_on_site
    if booking.covered is None:
        return on_site
    rest = booking.covered - (booking.due_now - due_first(booking))
    return max(on_site - max(rest, Money.zero(rest.currency)), Money.zero(rest.currency))


def first_payment(booking: Booking) -> Money:
    """What is taken online at the checkout: what is due first, or all of it where it could be paid later."""
    due = due_first(booking)
    # Visits are due at once, and say nothing about the rest of the price.
    return due if due.minor > 0 or booking.due_now > worth_of_visits(booking) else uncovered(booking)


def uncovered(booking: Booking) -> Money:
    """What a pass and a gift card left of the price."""
    return booking.total if booking.covered is None else booking.total - booking.covered


def worth_of_visits(booking: Booking) -> Money:
    """What the visits are worth that pay for some of the lines."""
    return total([part.total for part in booking.quote.parts if part.visits], booking.total.currency)


def given_by_card(booking: Booking) -> Money:
    """What a gift card gave before the booking was agreed, beside the visits of a pass."""
    zero = Money.zero(booking.total.currency)
    return zero if booking.covered is None else booking.covered - worth_of_visits(booking)


def unpaid_status(booking: Booking) -> PaymentStatus:
    """How a booking reads that is confirmed without a payment online."""
    if booking.total.minor == 0:
        return PaymentStatus.NOT_REQUIRED
    if booking.covered is None:
        return PaymentStatus.DUE_ON_SITE
    return PaymentStatus.PAID if booking.covered >= booking.total else PaymentStatus.DEPOSIT_PAID


def outstanding(booking: Booking, purse: Purse) -> Money:
    """What is still to be paid; nothing for a booking that is not on."""
    zero = Money.zero(purse.currency)
    return max(payable(booking) - credited(purse), zero) if booking.status in OWING else zero


def owed_of_price(booking: Booking, purse: Purse) -> Money:
    """What of that a gift card may pay: the price, never a security deposit, which money pays first."""
    security = payable(booking) - booking.total
    in_value = total([one.taken for one in purse.payments if one.in_value], purse.currency)
    in_money = max(credited(purse) - in_value, Money.zero(purse.currency))
    paid = credited(purse) - min(security, in_money)
    return min(outstanding(booking, purse), max(booking.total - paid, Money.zero(purse.currency)))


def surplus(booking: Booking, purse: Purse) -> Money:
    """What was paid beyond the agreement, or after the booking was over for its customer."""
    agreed = booking.settled if booking.settled is not None else payable(booking)
    over = max(credited(purse) - agreed, Money.zero(purse.currency))
    return min(over, purse.left)


def balance_due_at(booking: Booking) -> datetime | None:
    """Until when everything has to be paid: the earliest of the lines, in venue wall time; None when all is due now."""
    zone = ZoneInfo(booking.timezone)
    later = [part for part in booking.quote.parts if part.due_now < part.total + part.security]
    moments = [part.start_local - timedelta(hours=_ahead(part)) for part in later]
    return min(moments).replace(tzinfo=zone).astimezone(UTC) if moments else None


def _ahead(part: QuotedPart) -> int:
    return part.balance_hours if part.payment_timing is PaymentTiming.DEPOSIT else 0


def money_status(booking: Booking, purse: Purse) -> PaymentStatus:
    """How the money of a booking that is on, or was, reads; nothing taken leaves it as it is."""
    zero = Money.zero(purse.currency)
    if purse.taken.minor == 0:
        return booking.payment_status
    kept = credited(purse) - purse.left
    if booking.status in OWING and kept.minor <= 0:
        return PaymentStatus.PAID if credited(purse) >= booking.total else PaymentStatus.DEPOSIT_PAID
    if purse.returning > zero:
        return PaymentStatus.REFUNDING
    if purse.left == zero:
        return PaymentStatus.REFUNDED
    if purse.returned > zero:
        return PaymentStatus.PARTLY_REFUNDED
    return PaymentStatus.FEE_CHARGED if booking.payment_status is PaymentStatus.PENDING else booking.payment_status
