"""Shapes of the comparison with a provider's list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from smartbooking.infra.http.wire import (
    Amount,
    BookingRef,
    Instant,
    SaleRef,
    VendorRef,
    Wire,
    amount,
    example,
    split_paid_for,
)
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.payments.domain.moved import Listed, Moved, MovedKind, Reconciled

Reference = Annotated[str, Field(min_length=1, max_length=200)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class ListedIn(Wire):
    """A row of the provider's list; refunds with or without a sign."""

    kind: MovedKind
    reference: Reference
    amount: Annotated[Decimal, Field(ge=-1_000_000_000_000, le=1_000_000_000_000)]
    currency: Currency

    def listed(self) -> Listed:
        """Raises Invalid when the amount is finer than the currency."""
        try:
            return Listed(kind=self.kind, reference=self.reference, amount=Money.of(self.amount, self.currency))
        except ValueError as error:
            raise Invalid(FieldError("/entries", str(error))) from error


class ReconciliationRequest(Wire):
    """A provider's list of one time."""

    model_config = example(
        {
            "gateway": "sandbox",
            "from": "2026-11-01",
            "to": "2026-12-01",
            "entries": [{"kind": "payment", "reference": "spay_1", "amount": 12000, "currency": "KZT"}],
        }
    )

    gateway: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,31}$")]
    first: date = Field(alias="from")
    last: date = Field(alias="to", description="Day after the last")
    entries: Annotated[list[ListedIn], Field(max_length=20_000)]


class MovedOut(Wire):
    """A payment or refund of ours."""

    kind: MovedKind
    vendor_id: VendorRef
    booking_id: BookingRef | None = None
    sale_id: SaleRef | None = None
    reference: str
    at: Instant
    amount: Amount
    currency: str

    @classmethod
    def of(cls, one: Moved) -> MovedOut:
        return cls(
            kind=one.kind, vendor_id=one.vendor_id, **split_paid_for(one.booking_id), reference=one.reference,
            at=one.at, amount=amount(one.amount), currency=one.amount.currency,
        )  # fmt: skip


class ListedOut(Wire):
    """A row of the provider's list."""

    kind: MovedKind
    reference: str
    amount: Amount
    currency: str

    @classmethod
    def of(cls, row: Listed) -> ListedOut:
        return cls(kind=row.kind, reference=row.reference, amount=amount(row.amount), currency=row.amount.currency)


class DifferingOut(Wire):
    """The same payment, two amounts."""

    ours: MovedOut
    theirs: ListedOut


class ReconciliationResult(Wire):
    """Both lists side by side."""

    agreed: bool
    matched: int
    missing_here: list[ListedOut]
    missing_there: list[MovedOut]
    differing: list[DifferingOut]

    @classmethod
    def of(cls, found: Reconciled) -> ReconciliationResult:
        return cls(
            agreed=found.agreed,
            matched=found.matched,
            missing_here=[ListedOut.of(row) for row in found.missing_here],
            missing_there=[MovedOut.of(one) for one in found.missing_there],
            differing=[
                DifferingOut(ours=MovedOut.of(ours), theirs=ListedOut.of(theirs)) for ours, theirs in found.differing
            ],
        )
