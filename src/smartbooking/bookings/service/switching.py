"""Another way to pay while the first payment of a booking is still open.

The first is killed at its provider before the next begins, outside any transaction. A provider that has the money
already keeps it, and the booking is confirmed; one that is silent keeps its payment, and no other begins.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Status
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service.checkout import PAY_ON_SITE, Payment, settle
from smartbooking.bookings.service.reading import find
from smartbooking.infra.db import Database
from smartbooking.payments import service as payments


async def make_way(database: Database, *, booking_id: UUID, caller: Caller, payment: Payment, now: datetime) -> bool:
    """Before `checkout.pay`: end the payment left at another provider's page.

    True when it was paid there meanwhile: the booking is settled, nothing is left to pay. Raises NotFound,
    UnknownMethod.
    """
    async with database.reading() as read:
        booking, _ = await find(read, booking_id=booking_id, caller=caller)
    if booking.status is not Status.PENDING_PAYMENT or booking.intent_id is None or payment.method == PAY_ON_SITE:
        return False
    outcome = await payments.leave_page(
        database, intent_id=booking.intent_id, method=payment.method, card_id=payment.saved_card, now=now
    )
    if outcome.secured:
        await database.run(lambda tx: settle(tx, booking_id, outcome, now))
    return outcome.secured
