"""Fiscal receipts: one for every movement of money the tax office wants to see, in the order it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.documents.domain.papers import DocumentLine
from smartbooking.kernel.money import Money


class Recorder(StrEnum):
    """Who registers a business's receipts: nobody (it does so elsewhere), its people by hand, or Webkassa."""

    NONE = "none"
    MANUAL = "manual"
    WEBKASSA = "webkassa"


class FiscalKind(StrEnum):
    """`sale` where payment and service are one; `prepay` and later `settle` where the law wants both; `refund`."""

    SALE = "sale"
    PREPAY = "prepay"
    SETTLE = "settle"
    REFUND = "refund"


class FiscalStatus(StrEnum):
    """`waiting` is tried again until it is done; `manual` waits for a person; `refused` for a decision."""

    WAITING = "waiting"
    MANUAL = "manual"
    DONE = "done"
    REFUSED = "refused"


F = FiscalStatus
FISCAL_MOVES: Final[Mapping[FiscalStatus, frozenset[FiscalStatus]]] = {
    F.WAITING: frozenset({F.DONE, F.REFUSED}),
    F.MANUAL: frozenset({F.DONE}),
    F.REFUSED: frozenset({F.WAITING, F.DONE}),
    F.DONE: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalTerms:
    """How a business registers receipts. `chain`: a prepayment is settled by a second receipt after the visit."""

    recorder: Recorder = Recorder.NONE
    cashbox: str = ""
    chain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalLine:
    """One position; positions add up to the receipt exactly."""

    name: str
    amount: Money
    tax_points: int
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalReceipt:
    """One receipt, named by the movement of money that caused it."""

    id: UUID
    vendor_id: int
    booking_id: UUID
    kind: FiscalKind
    cause: str
    basis: str
    amount: Money
    lines: tuple[FiscalLine, ...]
    cash: bool
    cashbox: str
    status: FiscalStatus
    tries: int
    number: str
    registration: str
    url: str
    refusal: str
    made_at: datetime
    created_at: datetime


def settled_lines(lines: Sequence[DocumentLine], amount: Money, locale: str) -> tuple[FiscalLine, ...]:
    """Positions of a receipt over `amount`: the booking's lines in proportion, the last takes the remainder."""
    whole = sum((line.gross for line in lines), Money.zero(amount.currency))
    if not lines or whole.minor == 0:
        return ()
    found, done = [], Money.zero(amount.currency)
    for index, line in enumerate(lines, start=1):
        share = amount - done if index == len(lines) else amount.ratio(line.gross.minor, whole.minor)
        done = done + share
        tax = line.tax.ratio(share.minor, line.gross.minor) if line.gross.minor else line.tax
        if share.minor:
            found.append(FiscalLine(name=line.name.pick(locale), amount=share, tax_points=line.tax_points, tax=tax))
    return tuple(found)


def retry_in(tries: int) -> timedelta:
    """5 s doubling to ten minutes: the operator of fiscal data must have a receipt within 15 minutes."""
    return min(timedelta(seconds=5) * (1 << min(tries, 10)), timedelta(minutes=10))
