"""Receipts for the tax office: written with the movement, registered by the worker; never in anybody's way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from smartbooking.bookings.domain import Booking
from smartbooking.documents import repository
from smartbooking.documents.domain import (
    FISCAL_MOVES,
    FiscalKind,
    FiscalReceipt,
    FiscalStatus,
    Recorder,
    lines_of,
    retry_in,
    settled_lines,
)
from smartbooking.documents.errors import DocumentNotFound, ReceiptClosed
from smartbooking.documents.ports import Basis, FiscalRecorder, RecorderRefused, RecorderSilent, Registered
from smartbooking.documents.repository import list_fiscal
from smartbooking.infra import jobs
from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal

__all__ = ["list_fiscal"]
SEND: Final = "documents.send_fiscal"
# Longer than the slowest call: two processes never send one receipt at a time.
LEASE: Final = timedelta(seconds=90)
LATE: Final = timedelta(minutes=15)
_recorders: dict[Recorder, FiscalRecorder] = {}
log = structlog.get_logger(__name__)


def install_recorder(recorders: Mapping[Recorder, FiscalRecorder]) -> None:
    """Called once by the module's startup, in every process."""
    _recorders.clear()
    _recorders.update(recorders)


async def record_movement(
    tx: Tx, *, booking: Booking, kind: FiscalKind, cause: str, amount: Money, now: datetime, basis: str = ""
) -> FiscalReceipt | None:
    """One receipt for one movement of money, by its cause. None where the business registers nothing here."""
    terms = await repository.fiscal_terms(tx, vendor_id=booking.vendor_id)
    if terms.recorder is Recorder.NONE or amount.minor <= 0:
        return None
    by_hand = terms.recorder is Recorder.MANUAL
    lines = lines_of(booking.quote, [line.name for line in booking.lines])
    receipt = FiscalReceipt(
        id=uuid7(), vendor_id=booking.vendor_id, booking_id=booking.id, kind=kind, cause=cause, basis=basis,
        amount=amount, lines=settled_lines(lines, amount, booking.locale),
        cash=booking.payment_method == "pay_on_site", cashbox=terms.cashbox,
        status=FiscalStatus.MANUAL if by_hand else FiscalStatus.WAITING, tries=0, number="", registration="", url="",
        refusal="", made_at=now, created_at=now,
    )  # fmt: skip
    new = await repository.add_fiscal(tx, receipt, recorder=terms.recorder)
    if new and not by_hand:
        await jobs.enqueue(tx, SEND, {}, key=f"fiscal:{terms.cashbox}")
    return receipt if new else await repository.fiscal_of_cause(tx, cause)


async def amount_to_settle(read: ReadTx, booking: Booking) -> Money:
    """What was prepaid and not given back: the closing receipt is about that."""
    found = await repository.fiscal_of_booking(read, vendor_id=booking.vendor_id, booking_id=booking.id)
    left = Money.zero(booking.total.currency)
    for receipt in found:
        if receipt.amount.currency != left.currency:
            continue
        if receipt.kind is FiscalKind.PREPAY:
            left = left + receipt.amount
        elif receipt.kind is FiscalKind.REFUND:
            left = left - receipt.amount
    return left


async def send_due(database: Database, *, now: datetime) -> int:
    """Register what waits, in the order of each cashbox; how many were tried. Failures are tried again later."""
    tried = 0
    while True:
        claimed = await database.run(lambda tx: repository.claim_fiscal(tx, now=now, lease=LEASE, limit=20))
        for receipt_id in claimed:
            await send_receipt(database, receipt_id, now=now)
        tried += len(claimed)
        if not claimed:
            return tried


async def send_receipt(database: Database, receipt_id: UUID, *, now: datetime) -> None:
    """Register one receipt. Safe to repeat: the recorder knows it by its id."""
    async with database.reading() as read:
        receipt = await repository.get_fiscal(read, receipt_id)
        origin = await repository.fiscal_of_cause(read, receipt.basis) if receipt and receipt.basis else None
    if receipt is None or receipt.status is not FiscalStatus.WAITING:
        return
    recorder = _recorders.get(Recorder.WEBKASSA)
    try:
        if recorder is None:
            raise RecorderSilent("no recorder is configured in this process")
        registered = await recorder.register(receipt, _basis(receipt, origin))
    except RecorderSilent as silence:
        why = str(silence)
        await database.run(lambda tx: _later(tx, receipt_id, why, now))
        return
    except RecorderRefused as refusal:
        why = f"{refusal.code}: {refusal}"
        await database.run(lambda tx: _refused(tx, receipt_id, why))
        return
    await database.run(lambda tx: _done(tx, receipt_id, registered))


async def finish_by_hand(
    tx: Tx, *, vendor_id: int, receipt_id: UUID, number: str, principal: Principal, now: datetime
) -> FiscalReceipt:
    """A person registered it elsewhere and says under which number. Raises DocumentNotFound, ReceiptClosed."""
    receipt = await _locked(tx, vendor_id, receipt_id)
    if FiscalStatus.DONE not in FISCAL_MOVES[receipt.status] or receipt.status is FiscalStatus.WAITING:
        raise ReceiptClosed
    await repository.update_fiscal(tx, receipt, status="done", number=number, made_at=now, next_try_at=None)
    await _noted(tx, receipt, principal, "registered_by_hand")
    return await _locked(tx, vendor_id, receipt_id)


async def try_again(tx: Tx, *, vendor_id: int, receipt_id: UUID, principal: Principal, now: datetime) -> FiscalReceipt:
    """A refused receipt goes out again, after its reason was removed. Raises DocumentNotFound, ReceiptClosed."""
    receipt = await _locked(tx, vendor_id, receipt_id)
    if receipt.status is not FiscalStatus.REFUSED:
        raise ReceiptClosed
    await repository.update_fiscal(tx, receipt, status="waiting", refusal="", next_try_at=now)
    await jobs.enqueue(tx, SEND, {}, key=f"fiscal:{receipt.cashbox}")
    await _noted(tx, receipt, principal, "tried_again")
    return await _locked(tx, vendor_id, receipt_id)


def _basis(receipt: FiscalReceipt, origin: FiscalReceipt | None) -> Basis | None:
    if receipt.kind is not FiscalKind.REFUND:
        return None
    if origin is None or origin.status is not FiscalStatus.DONE:
        raise RecorderRefused("no-basis", "the sale this gives back is not registered")
    return Basis(number=origin.number, registration=origin.registration, made_at=origin.made_at, total=origin.amount)


async def _locked(tx: Tx, vendor_id: int, receipt_id: UUID) -> FiscalReceipt:
    receipt = await repository.lock_fiscal(tx, receipt_id)
    if receipt is None or receipt.vendor_id != vendor_id:
        raise DocumentNotFound("There is no such receipt in this business.")
    return receipt


async def _later(tx: Tx, receipt_id: UUID, why: str, now: datetime) -> None:
    receipt = await repository.lock_fiscal(tx, receipt_id)
    if receipt is None or receipt.status is not FiscalStatus.WAITING:
        return
    at = now + retry_in(receipt.tries)
    await repository.update_fiscal(tx, receipt, tries=receipt.tries + 1, next_try_at=at)
    late = now - receipt.created_at >= LATE
    level = log.error if late else log.info
    level("fiscal receipt not registered yet", receipt=str(receipt_id), tries=receipt.tries + 1, why=why[:200])


async def _refused(tx: Tx, receipt_id: UUID, why: str) -> None:
    receipt = await repository.lock_fiscal(tx, receipt_id)
    if receipt is not None and receipt.status is FiscalStatus.WAITING:
        await repository.update_fiscal(tx, receipt, status="refused", refusal=why[:300], next_try_at=None)
        log.error("fiscal receipt refused", receipt=str(receipt_id), why=why[:200])


async def _done(tx: Tx, receipt_id: UUID, registered: Registered) -> None:
    receipt = await repository.lock_fiscal(tx, receipt_id)
    if receipt is not None and receipt.status is not FiscalStatus.DONE:
        await repository.update_fiscal(
            tx, receipt, status="done", number=registered.number, registration=registered.registration,
            url=registered.url, made_at=registered.made_at, next_try_at=None, refusal="",
        )  # fmt: skip


async def _noted(tx: Tx, receipt: FiscalReceipt, principal: Principal, what: str) -> None:
    await record(tx, principal, action=f"documents.fiscal_{what}", subject=str(receipt.id), vendor_id=receipt.vendor_id)
