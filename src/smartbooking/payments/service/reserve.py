"""Setting captured money aside for a refund and writing the refund down."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.infra import jobs
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.payments import repository
from smartbooking.payments.domain import POLL_EVERY, Attempt, Refund, RefundStatus, call_key
from smartbooking.payments.errors import RefundExceedsCapture
from smartbooking.payments.service import bookkeeping
from smartbooking.payments.service.registry import is_value

RUN_REFUND: Final = "payments.run_refund"


async def reserve_and_request(tx: Tx, *, attempt: Attempt, amount: Money, reason: str, now: datetime) -> Refund:
    """A requested refund and the job that carries it out, where a provider has to. Raises RefundExceedsCapture.

    The reservation is one conditional UPDATE of the attempt: of any number of parallel requests only as many
    pass as the captured money allows.
    """
    if amount.minor <= 0 or amount.currency != attempt.captured.currency:
        raise RefundExceedsCapture(f"Refunds of this payment are positive amounts in {attempt.captured.currency}.")
    if not await repository.reserve_refund(tx, attempt, amount):
        raise RefundExceedsCapture
    refund_id = uuid7()
    refund = await repository.add_refund(
        tx,
        Refund(
            id=refund_id,
            vendor_id=attempt.vendor_id,
            intent_id=attempt.intent_id,
            attempt_id=attempt.id,
            booking_id=attempt.booking_id,
            number=0,
            amount=amount,
            reason=reason,
            status=RefundStatus.REQUESTED,
            version=1,
            key=call_key(attempt.booking_id, refund_id, "refund"),
            reference=None,
            failure_code=None,
        ),
        now=now,
        next_poll_at=now + POLL_EVERY,
    )
    await bookkeeping.refund_promised(tx, attempt, refund, now=now)
    await repository.note(
        tx,
        vendor_id=refund.vendor_id,
        intent_id=refund.intent_id,
        attempt_id=attempt.id,
        refund_id=refund_id,
        now=now,
        source="command",
        from_status=None,
        to_status=RefundStatus.REQUESTED.value,
        details={"amount": amount.minor, "currency": amount.currency, "reason": reason},
    )
    if not is_value(attempt.gateway):
        await jobs.enqueue(tx, RUN_REFUND, {"refund_id": str(refund_id)}, key=f"refund:{refund_id}")
    return refund
