"""Receipts for the tax office: written once per movement, then moved until they are registered."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.documents.domain import FiscalKind, FiscalReceipt, FiscalStatus, Recorder
from smartbooking.documents.repository.content import fiscal_in, fiscal_out
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money


async def add_fiscal(tx: Tx, receipt: FiscalReceipt, *, recorder: Recorder) -> bool:
    """Write a receipt; False when its movement has one already."""
    made = await tx.execute(
        text("""
            insert into documents.fiscal_receipt (vendor_id, id, booking_id, kind, cause, basis, currency, amount_minor,
              lines, cash, recorder, cashbox, status, next_try_at, created_at)
            values (:vendor_id, :id, :booking_id, :kind, :cause, :basis, :currency, :minor, cast(:lines as jsonb),
              :cash, :recorder, :cashbox, :status, :next, :at)
            on conflict (cause) do nothing returning id"""),
        {
            "vendor_id": receipt.vendor_id, "id": receipt.id, "booking_id": receipt.booking_id,
            "kind": receipt.kind.value, "cause": receipt.cause, "basis": receipt.basis,
            "currency": receipt.amount.currency, "minor": receipt.amount.minor,
            "lines": json.dumps(fiscal_out(receipt.lines), ensure_ascii=False), "cash": receipt.cash,
            "recorder": recorder.value, "cashbox": receipt.cashbox, "status": receipt.status.value,
            "next": receipt.created_at if receipt.status is FiscalStatus.WAITING else None, "at": receipt.created_at,
        },
    )  # fmt: skip
    return made.first() is not None


async def get_fiscal(read: ReadTx, receipt_id: UUID) -> FiscalReceipt | None:
    return await _one(read, "id = :value", receipt_id)


async def fiscal_of_cause(read: ReadTx, cause: str) -> FiscalReceipt | None:
    return await _one(read, "cause = :value", cause)


async def lock_fiscal(tx: Tx, receipt_id: UUID) -> FiscalReceipt | None:
    return await _one(tx, "id = :value for update", receipt_id)


async def fiscal_of_booking(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> tuple[FiscalReceipt, ...]:
    """All receipts of a booking, oldest first."""
    rows = await read.execute(
        text("""select * from documents.fiscal_receipt where vendor_id = :vendor_id and booking_id = :booking_id
                order by created_at, id"""),
        {"vendor_id": vendor_id, "booking_id": booking_id},
    )
    return tuple(_receipt(row) for row in rows)


async def list_fiscal(
    read: ReadTx, *, vendor_id: int, status: FiscalStatus | None, limit: int
) -> tuple[FiscalReceipt, ...]:
    """Receipts of a business, newest first."""
    rows = await read.execute(
        text("""select * from documents.fiscal_receipt where vendor_id = :vendor_id
                and (cast(:status as text) is null or status = :status)
                order by created_at desc, id desc limit :limit"""),
        {"vendor_id": vendor_id, "status": status.value if status else None, "limit": limit},
    )
    return tuple(_receipt(row) for row in rows)


async def claim_fiscal(tx: Tx, *, now: datetime, lease: timedelta, limit: int) -> tuple[UUID, ...]:
    """Receipts whose time has come, taken by this process for `lease`. One at a time per cashbox, in their order."""
    rows = await tx.execute(
        text("""
            with due as (
              select distinct on (cashbox) id from documents.fiscal_receipt f
              where status = 'waiting' order by cashbox, created_at, id
            )
            update documents.fiscal_receipt f set next_try_at = :until
            where f.id in (select g.id from documents.fiscal_receipt g join due using (id)
                           where g.next_try_at <= :now limit :limit for update of g skip locked)
            returning f.id"""),
        {"now": now, "until": now + lease, "limit": limit},
    )
    return tuple(row.id for row in rows)


async def update_fiscal(tx: Tx, receipt: FiscalReceipt, **changes: Any) -> None:
    """Change a receipt locked by the caller. Any: column values."""
    columns = ", ".join(f"{name} = :{name}" for name in changes)
    await tx.execute(
        text(f"update documents.fiscal_receipt set {columns} where id = :id"),  # noqa: S608  # names are our own
        {**changes, "id": receipt.id},
    )


async def _one(read: ReadTx, where: str, value: Any) -> FiscalReceipt | None:
    row = (
        await read.execute(text(f"select * from documents.fiscal_receipt where {where}"), {"value": value})  # noqa: S608
    ).first()
    return _receipt(row) if row else None


def _receipt(row: Row[Any]) -> FiscalReceipt:
    return FiscalReceipt(
        id=row.id, vendor_id=row.vendor_id, booking_id=row.booking_id, kind=FiscalKind(row.kind), cause=row.cause,
        basis=row.basis, amount=Money(row.amount_minor, row.currency), lines=fiscal_in(row.lines, row.currency),
        cash=row.cash, cashbox=row.cashbox, status=FiscalStatus(row.status), tries=row.tries, number=row.number,
        registration=row.registration, url=row.url, refusal=row.refusal, made_at=row.made_at or row.created_at,
        created_at=row.created_at,
    )  # fmt: skip
