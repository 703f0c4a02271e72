"""Small makers of money in the books."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from smartbooking.books import service as books
from smartbooking.books.domain import Kind, Posting, Split, captured, free_terms
from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money


async def earn(
    tx: Tx, *, vendor_id: int, minor: int, now: datetime, attempt: UUID | None = None, money: str = "clearing:sandbox"
) -> UUID:
    """A payment without fee, deposit or tax; returns its attempt."""
    made, amount = attempt or uuid4(), Money(minor, "KZT")
    nothing = Split(deposit=Money(0, "KZT"), tax=Money(0, "KZT"))
    entries = captured(money, amount, nothing, free_terms(vendor_id, "KZT"))
    posting = Posting(
        vendor_id=vendor_id, cause=f"captured:{made}", kind=Kind.CAPTURED, at=now, entries=entries, attempt_id=made
    )
    await books.post(tx, posting)
    return made
