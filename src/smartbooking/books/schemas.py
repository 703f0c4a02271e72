"""Shapes of balances, statements, payouts and terms on the wire."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from smartbooking.books.domain import Balance, Payout, PayoutStatus, StatementLine, Terms
from smartbooking.infra.http.wire import (
    Amount,
    BookingRef,
    Instant,
    PayoutRef,
    SaleRef,
    VendorRef,
    Wire,
    amount,
    example,
    split_paid_for,
)
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["KZT"])]


class AccountOut(Wire):
    """An account of the books; above zero it is owed to the platform or in its hands, below zero it is owed by it."""

    account: str = Field(examples=["vendor"])
    amount: Amount
    currency: str


class MoneyOut(Wire):
    """What a business is to get now, by currency, and the accounts behind it."""

    payable: list[AccountOut]
    accounts: list[AccountOut]

    @classmethod
    def of(cls, payable: list[Money], balances: tuple[Balance, ...]) -> MoneyOut:
        return cls(
            payable=[AccountOut(account="payable", amount=amount(one), currency=one.currency) for one in payable],
            accounts=[
                AccountOut(account=one.account, amount=amount(one.amount), currency=one.amount.currency)
                for one in balances
            ],
        )


class MoneyLineOut(Wire):
    """One movement of what a business is to get."""

    posting: int = Field(description="Its number in the books")
    at: Instant
    kind: str = Field(examples=["captured"])
    booking_id: BookingRef | None = None
    sale_id: SaleRef | None = None
    amount: Amount
    balance: Amount | None = None

    @classmethod
    def of(cls, line: StatementLine) -> MoneyLineOut:
        return cls(
            posting=line.posting_id,
            at=line.at,
            kind=line.kind,
            **split_paid_for(line.booking_id),
            amount=amount(line.amount),
            balance=amount(line.balance) if line.balance else None,
        )


class MoneyStatement(Wire):
    """Movements, oldest first; `next` is the number to go on after when there may be more."""

    currency: str
    data: list[MoneyLineOut]
    next: int | None = None

    @classmethod
    def of(cls, lines: tuple[StatementLine, ...], currency: str, limit: int) -> MoneyStatement:
        more = lines[-1].posting_id if len(lines) == limit else None
        return cls(currency=currency, data=[MoneyLineOut.of(line) for line in lines], next=more)


class PayoutOut(Wire):
    """Money for a business."""

    id: PayoutRef
    vendor_id: VendorRef
    number: int
    amount: Amount
    currency: str
    until: Instant
    status: PayoutStatus
    reference: str = Field(description="The bank's, once it is paid")
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, payout: Payout) -> PayoutOut:
        return cls(
            id=payout.id,
            vendor_id=payout.vendor_id,
            number=payout.number,
            amount=amount(payout.amount),
            currency=payout.amount.currency,
            until=payout.until,
            status=payout.status,
            reference=payout.reference or "",
            created_at=payout.created_at,
            updated_at=payout.updated_at,
        )


class PayoutList(Wire):
    """Payouts, newest first."""

    data: list[PayoutOut]


class PayoutDetail(Wire):
    """A payout with every movement it pays for; they add up to it."""

    payout: PayoutOut
    lines: list[MoneyLineOut]

    @classmethod
    def of(cls, payout: Payout, lines: tuple[StatementLine, ...]) -> PayoutDetail:
        return cls(payout=PayoutOut.of(payout), lines=[MoneyLineOut.of(line) for line in lines])


class PayoutRequest(Wire):
    """Everything a business is to get in one currency."""

    model_config = example({"vendorId": "ven_1", "currency": "KZT"})

    vendor_id: VendorRef
    currency: Currency


class PaidRequest(Wire):
    """Under which reference the bank carried it out."""

    model_config = example({"reference": "MT103-20261121-0007"})

    reference: Annotated[str, Field(min_length=1, max_length=120)]


class TermsIn(Wire):
    """What a business pays the platform from a day on."""

    model_config = example({"currency": "KZT", "validFrom": "2026-12-01", "feePercent": 5, "feeFixed": 100})

    currency: Currency
    valid_from: date
    fee_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(0)
    fee_fixed: Annotated[Decimal, Field(ge=0, le=1_000_000)] = Decimal(0)
    fee_returns: bool = Field(True, description="A refund gives the fee back in proportion")
    vendor_bears_provider_fee: bool = True
    withholds_tax: bool = Field(False, description="The platform keeps the tax in the price back for the state")
    payout_delay_days: Annotated[int, Field(ge=0, le=90)] = 0

    def terms(self, vendor_id: int) -> Terms:
        """Raises Invalid when the fixed fee is finer than the currency."""
        try:
            fixed = Money.of(self.fee_fixed, self.currency)
        except ValueError as error:
            raise Invalid(FieldError("/feeFixed", str(error))) from error
        return Terms(
            vendor_id=vendor_id,
            currency=self.currency,
            valid_from=self.valid_from,
            fee_points=int(self.fee_percent * 100),
            fee_fixed=fixed.minor,
            fee_returns=self.fee_returns,
            vendor_bears_provider_fee=self.vendor_bears_provider_fee,
            withholds_tax=self.withholds_tax,
            payout_delay_days=self.payout_delay_days,
        )


class TermsOut(Wire):
    """Terms in force from a day on."""

    currency: str
    valid_from: date
    fee_percent: float
    fee_fixed: Amount
    fee_returns: bool
    vendor_bears_provider_fee: bool
    withholds_tax: bool
    payout_delay_days: int

    @classmethod
    def of(cls, terms: Terms) -> TermsOut:
        return cls(
            currency=terms.currency,
            valid_from=terms.valid_from,
            fee_percent=terms.fee_points / 100,
            fee_fixed=amount(Money(terms.fee_fixed, terms.currency)),
            fee_returns=terms.fee_returns,
            vendor_bears_provider_fee=terms.vendor_bears_provider_fee,
            withholds_tax=terms.withholds_tax,
            payout_delay_days=terms.payout_delay_days,
        )


class TermsList(Wire):
    """All terms of a business, newest first. None means that nothing is charged."""

    data: list[TermsOut]
