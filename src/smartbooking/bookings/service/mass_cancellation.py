"""A business cancels many bookings: first it sees them, then one command, then a job that a crash does not stop.

Every booking is cancelled in a transaction of its own together with the note that it was, so whoever goes on after a
crash finds exactly what is left, and nobody is refunded twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain import Actor
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.cancelling import Affected, MassCancellation, Outcome
from smartbooking.bookings.errors import InvalidTransition
from smartbooking.bookings.repository import cancelling as rows
from smartbooking.bookings.repository import reading, writing
from smartbooking.bookings.service.cancellation import end_booking
from smartbooking.infra import jobs
from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import NotFound
from smartbooking.payments import service as payments
from smartbooking.vendors import service as vendors

CARRY_ON: Final = "bookings.carry_on_cancelling"
AT_MOST: Final = 500


async def affected(
    read: ReadTx, *, vendor_id: int, day_from: date, day_before: date, resource_id: int | None
) -> list[Affected]:
    """Bookings that touch the days (the business's own) and could be cancelled, with what would go back of each.

    At most 500, the earliest first. Raises NotFound.
    """
    zone = ZoneInfo((await vendors.get_vendor(read, vendor_id=vendor_id)).timezone)
    since, until = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (day_from, day_before))
    found = await rows.affected(
        read, vendor_id=vendor_id, since=since, until=until, resource_id=resource_id, at_most=AT_MOST
    )
    left = await payments.left_of_bookings(read, vendor_id=vendor_id, booking_ids=[one.id for one in found])
    return [Affected(booking=one, refund=Money(left.get(one.id, 0), one.total.currency)) for one in found]


async def start(
    tx: Tx, *, vendor_id: int, booking_ids: Sequence[UUID], reason: str, caller: Caller, now: datetime
) -> MassCancellation:
    """Write the command down and let the worker begin. Audited. Raises NotFound for bookings of others."""
    wanted = list(dict.fromkeys(booking_ids))
    known = await rows.known(tx, vendor_id=vendor_id, booking_ids=wanted)
    if missing := [booking_id for booking_id in wanted if booking_id not in known]:
        raise NotFound(f"There is no booking {public_id('bkg', missing[0])} here.")
    cancellation_id = uuid7()
    await rows.add(
        tx, vendor_id=vendor_id, cancellation_id=cancellation_id, booking_ids=wanted, actor=caller.name,
        reason=reason, now=now,
    )  # fmt: skip
    await _enqueue(tx, vendor_id, cancellation_id)
    await record(
        tx, caller.principal, action="bookings.cancelled_many", subject=public_id("cxl", cancellation_id),
        vendor_id=vendor_id, details={"bookings": len(wanted), "reason": reason},
    )  # fmt: skip
    return await progress(tx, vendor_id=vendor_id, cancellation_id=cancellation_id)


async def _enqueue(tx: Tx, vendor_id: int, cancellation_id: UUID) -> None:
    payload = {"vendor_id": vendor_id, "cancellation_id": str(cancellation_id)}
    await jobs.enqueue(tx, CARRY_ON, payload, key=f"cancel:{cancellation_id}")


async def carry_on(database: Database, *, vendor_id: int, cancellation_id: UUID, now: datetime) -> int:
    """Cancel every booking that waits, one transaction each; how many. Safe to repeat and to run twice at once."""
    async with database.reading() as read:
        waiting = await rows.waiting(read, vendor_id=vendor_id, cancellation_id=cancellation_id)
        told = await rows.author(read, vendor_id=vendor_id, cancellation_id=cancellation_id)
    if told is None:
        return 0
    actor, reason = told
    done = 0
    for booking_id in waiting:
        one = partial(
            _cancel_one, vendor_id=vendor_id, cancellation_id=cancellation_id, booking_id=booking_id, actor=actor,
            reason=reason, now=now,
        )  # fmt: skip
        done += await database.run(one)
    return done


async def _cancel_one(
    tx: Tx, *, vendor_id: int, cancellation_id: UUID, booking_id: UUID, actor: str, reason: str, now: datetime
) -> bool:
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    assert booking is not None
    try:
        ended = await end_booking(
            tx, booking, actor=Actor.VENDOR, by=actor, reason=reason, refund_requested=True, now=now
        )
        over = ended.status is booking.status
    except InvalidTransition:
        ended, over = booking, True
    return await rows.finish(
        tx, vendor_id=vendor_id, cancellation_id=cancellation_id, booking_id=booking_id,
        outcome=Outcome.SKIPPED if over else Outcome.CANCELLED, refund=None if over else ended.refund,
        status_found=booking.status.value, now=now,
    )  # fmt: skip


async def resume(database: Database) -> None:
    """Let the worker go on with every command that has bookings waiting; one that is at work is not doubled."""
    async with database.reading() as read:
        unfinished = await rows.unfinished(read)
    for vendor_id, cancellation_id in unfinished:
        await database.run(partial(_enqueue, vendor_id=vendor_id, cancellation_id=cancellation_id))


async def progress(read: ReadTx, *, vendor_id: int, cancellation_id: UUID) -> MassCancellation:
    """One command with its bookings and how far it has come. Raises NotFound."""
    found = await rows.commands(read, vendor_id=vendor_id, cancellation_id=cancellation_id)
    if not found:
        raise NotFound("There is no such cancellation.")
    listed = await rows.rows_of(read, vendor_id=vendor_id, cancellation_id=cancellation_id)
    return replace(found[0], rows=listed)


async def commands(read: ReadTx, *, vendor_id: int) -> list[MassCancellation]:
    """The last fifty commands of a business."""
    return await rows.commands(read, vendor_id=vendor_id)
