"""A guest who chooses a way to pay, up to the moment the money has to come."""

from __future__ import annotations

from datetime import timedelta

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.service import checkout
from smartbooking.bookings.service.checkout import Payment
from smartbooking.kernel.ids import public_id
from tests.bookings.desk import Desk
from tests.payments.regional.house import House


async def awaiting(house: House, desk: Desk, method: str, ahead: int = 3) -> tuple[Booking, str]:
    """A booking that waits for its payment by `method`, and the code the guest was told."""
    booking = await desk.hold(ahead)
    begun = await desk.check_out(booking, Payment(method=method))
    assert begun.attempt_id is not None
    booking, outcome = await checkout.finish_payment(
        desk.database, booking_id=booking.id, attempt_id=begun.attempt_id, now=desk.now
    )
    assert outcome.redirect_url is not None
    return booking, await house.code_of(booking.id)


async def time_is_over(desk: Desk) -> None:
    """Nobody paid in time: the place is given back."""
    desk.now += timedelta(days=4)
    assert await desk.sweep() == 1


def vendor(desk: Desk) -> str:
    return public_id("ven", desk.place.vendor_id)
