"""Money that moved, ours against a provider's list: what is missing here, missing there, or differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from smartbooking.kernel.money import Money


class MovedKind(StrEnum):
    """Which way."""

    PAYMENT = "payment"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A payment taken or a refund made; refunds are below zero."""

    kind: MovedKind
    vendor_id: int
    id: UUID
    booking_id: UUID
    gateway: str
    reference: str
    status: str
    at: datetime
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of a provider's list, known by the provider's own reference."""

    kind: MovedKind
    reference: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """Both lists side by side; agreed when the last three are empty."""

    matched: int
    missing_here: tuple[Listed, ...]
    missing_there: tuple[Moved, ...]
    differing: tuple[tuple[Moved, Listed], ...]

    @property
    def agreed(self) -> bool:
        return not (self.missing_here or self.missing_there or self.differing)


def reconcile(ours: Sequence[Moved], theirs: Sequence[Listed]) -> Reconciled:
    """Compare by kind and reference. A row that stands twice in a list counts twice."""
    open_here: dict[tuple[MovedKind, str], list[Moved]] = {}
    for one in ours:
        open_here.setdefault((one.kind, one.reference), []).append(one)
    matched, missing, differing = 0, [], []
    for row in theirs:
        same = open_here.get((row.kind, row.reference))
        if not same:
            missing.append(row)
            continue
        one = next((found for found in same if _equal(found, row)), same[0])
        same.remove(one)
        if _equal(one, row):
            matched += 1
        else:
            differing.append((one, row))
    left = tuple(one for rows in open_here.values() for one in rows)
    return Reconciled(matched=matched, missing_here=tuple(missing), missing_there=left, differing=tuple(differing))


def _equal(ours: Moved, theirs: Listed) -> bool:
    """Providers write refunds with and without a sign."""
    return (abs(ours.amount.minor), ours.amount.currency) == (abs(theirs.amount.minor), theirs.amount.currency)
