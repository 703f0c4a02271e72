"""What a booking's frozen promise says about giving money back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain.booking import Booking
from smartbooking.bookings.domain.lifecycle import Actor, Status
from smartbooking.kernel.money import Money
from smartbooking.pricing.domain import LineRefund, RefundPreview, refund_all


def refund_preview(booking: Booking, *, paid: Money, now: datetime, by: Actor) -> RefundPreview:
    """What cancelling the whole booking now returns of `paid`; the same function decides the real refund.

    Fees follow the policy frozen at booking, in venue wall time. When the business or the platform cancels, or the
    booking was never confirmed, everything goes back.
    """
    if by is not Actor.CUSTOMER or booking.status is not Status.CONFIRMED:
        lines = tuple(
            LineRefund(line=part.line, paid=share, fee=Money.zero(paid.currency), refund=share)
            for part, share in zip(booking.quote.parts, _shares(booking, paid), strict=True)
        )
        nothing = Money.zero(paid.currency)
        return RefundPreview(lines=lines, fee=nothing, refund=paid, unpaid_fee=nothing)
    now_local = now.astimezone(ZoneInfo(booking.timezone)).replace(tzinfo=None)
    return refund_all(
        [(part.policy, part.refundable, part.start_local) for part in booking.quote.parts], paid, now_local
    )


def _shares(booking: Booking, paid: Money) -> list[Money]:
    """What was paid, spread over the parts by their totals; the remainder goes to the last one."""
    total = sum(part.total.minor for part in booking.quote.parts) or 1
    shares = [paid.minor * part.total.minor // total for part in booking.quote.parts]
    shares[-1] += paid.minor - sum(shares)
    return [Money(share, paid.currency) for share in shares]
