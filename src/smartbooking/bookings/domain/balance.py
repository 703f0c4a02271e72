"""What is still to be paid for a booking, until when, and which money is one too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain.booking import Booking, PaymentStatus
from smartbooking.bookings.domain.lifecycle import Status
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import Purse, RefundStatus
from smartbooking.pricing.domain import Quote, QuotedPart

# The reason of refunds that return what was paid too much; others do not change what is owed.
SURPLUS: Final = "surplus"
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
    over = (one.amount for one in purse.returns if one.reason == SURPLUS and one.status is not RefundStatus.FAILED)
    return purse.taken - sum(over, Money.zero(purse.currency))


def outstanding(booking: Booking, purse: Purse) -> Money:
    """What is still to be paid; nothing for a booking that is not on."""
    zero = Money.zero(purse.currency)
    return max(payable(booking) - credited(purse), zero) if booking.status in OWING else zero


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
