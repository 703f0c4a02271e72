"""Every posting there is, as a pure function from facts to entries (docs/algorithms/books.md runs as a test)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from smartbooking.books.domain.accounts import (
    BANK,
    CUSTOMER,
    DEPOSIT,
    GIFT_CARD,
    PAYOUT,
    PLATFORM_FEE,
    PROVIDER_FEE,
    SUSPENSE,
    TAX,
    VENDOR,
    VISITS,
    disputed_at,
)
from smartbooking.books.domain.sums import AttemptSums
from smartbooking.books.domain.terms import Split, Terms
from smartbooking.kernel.money import Money, round_half_even


class Kind(StrEnum):
    """What happened."""

    CAPTURED = "captured"
    PUT_ASIDE = "put_aside"
    ACCEPTED = "accepted"
    REFUND_PROMISED = "refund_promised"
    REFUND_FAILED = "refund_failed"
    REFUND_PAID = "refund_paid"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_CLOSED = "dispute_closed"
    PROVIDER_FEE = "provider_fee"
    DEPOSIT_KEPT = "deposit_kept"
    GIFT_CARD_SOLD = "gift_card_sold"
    GIFT_CARD_PAID_OUT = "gift_card_paid_out"
    MEMBERSHIP_SOLD = "membership_sold"
    MEMBERSHIP_PAID_BACK = "membership_paid_back"
    VISITS_SOLD = "visits_sold"
    VISITS_USED = "visits_used"
    VISITS_GIVEN_BACK = "visits_given_back"
    VISITS_PAID_OUT = "visits_paid_out"
    PAYOUT_APPROVED = "payout_approved"
    PAYOUT_CANCELLED = "payout_cancelled"
    PAYOUT_PAID = "payout_paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One side of a posting: above zero a debit, below zero a credit."""

    account: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One movement of money. `cause` names it: the same cause posts once."""

    vendor_id: int
    cause: str
    kind: Kind
    at: datetime
    entries: tuple[Entry, ...]
    booking_id: UUID | None = None
    intent_id: UUID | None = None
    attempt_id: UUID | None = None
    refund_id: UUID | None = None
    payout_id: UUID | None = None


def captured(money: str, amount: Money, split: Split, terms: Terms) -> tuple[Entry, ...]:
    """A payment that matches its agreement: the money is with `money`, the shares belong to whom they belong."""
    return _entries((money, amount), *_shares(amount, split, terms))


def put_aside(money: str, amount: Money) -> tuple[Entry, ...]:
    """Money that was not agreed, or came after the payment was over: it is nobody's until a person has looked."""
    return _entries((money, amount), (SUSPENSE, -amount))


def accepted(amount: Money, split: Split, terms: Terms) -> tuple[Entry, ...]:
    """An operator accepts money that was put aside as the payment of its booking."""
    return _entries((SUSPENSE, amount), *_shares(amount, split, terms))


def refund_promised(amount: Money, sums: AttemptSums, terms: Terms) -> tuple[Entry, ...]:
    """From the moment a refund is asked for the business does not own its part any more."""
    return _entries(*_given_back(amount, sums, terms), (CUSTOMER, -amount))


def reversed_entries(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The opposite of a posting: a refund that failed, a payout that was cancelled."""
    return tuple(Entry(account=entry.account, amount=-entry.amount) for entry in entries)


def refund_paid(money: str, amount: Money) -> tuple[Entry, ...]:
    """The promise is kept."""
    return _entries((CUSTOMER, amount), (money, -amount))


def dispute_opened(gateway: str, money: str, amount: Money) -> tuple[Entry, ...]:
    """The payer's bank has taken the money back until it has decided."""
    return _entries((disputed_at(gateway), amount), (money, -amount))


def dispute_closed(
    gateway: str, money: str, *, disputed: Money, lost: Money, sums: AttemptSums, terms: Terms
) -> tuple[Entry, ...]:
    """What was lost is borne as a refund would be; the rest is ours again."""
    back = (money, disputed - lost)
    return _entries((disputed_at(gateway), -disputed), back, *_given_back(lost, sums, terms))


def provider_fee(money: str, fee: Money, terms: Terms) -> tuple[Entry, ...]:
    """The provider kept something for itself; the agreement says who bears it."""
    bearer = VENDOR if terms.vendor_bears_provider_fee else PROVIDER_FEE
    return _entries((bearer, fee), (money, -fee))


def deposit_kept(amount: Money) -> tuple[Entry, ...]:
    """The business keeps a security deposit, for damage that was done."""
    return _entries((DEPOSIT, amount), (VENDOR, -amount))


def gift_card_sold(money: str, amount: Money) -> tuple[Entry, ...]:
    """Value was sold; nothing is earned before it is used, which is a payment out of the account `gift_card`."""
    return _entries((money, amount), (GIFT_CARD, -amount))


def gift_card_paid_out(money: str, amount: Money) -> tuple[Entry, ...]:
    """What was left went back to whoever bought it."""
    return _entries((GIFT_CARD, amount), (money, -amount))


def membership_sold(money: str, amount: Money) -> tuple[Entry, ...]:
    """A period of a membership: what the business earns with no booking, and no fee of the platform falls due."""
    return _entries((money, amount), (VENDOR, -amount))


def membership_paid_back(money: str, amount: Money) -> tuple[Entry, ...]:
    """A membership ended early, and the business gave some of its price back."""
    return _entries((VENDOR, amount), (money, -amount))


def visits_sold(money: str, amount: Money) -> tuple[Entry, ...]:
    """Visits were sold; nothing is earned before they are used."""
    return _entries((money, amount), (VISITS, -amount))


def visits_used(amount: Money, terms: Terms) -> tuple[Entry, ...]:
    """Visits were used at the desk, without a booking: earned like any payment of this worth."""
    zero = Money.zero(amount.currency)
    return captured(VISITS, amount, Split(deposit=zero, tax=zero), terms)


def visits_paid_out(money: str, amount: Money) -> tuple[Entry, ...]:
    """What the visits that were left are worth went back to whoever bought them."""
    return _entries((VISITS, amount), (money, -amount))


def payout_approved(amount: Money) -> tuple[Entry, ...]:
    """The money is on its way to the business and can not be paid out again."""
    return _entries((VENDOR, amount), (PAYOUT, -amount))


def payout_cancelled(amount: Money) -> tuple[Entry, ...]:
    """It never left."""
    return _entries((PAYOUT, amount), (VENDOR, -amount))


def payout_paid(amount: Money) -> tuple[Entry, ...]:
    """The bank has it."""
    return _entries((PAYOUT, amount), (BANK, -amount))


def _shares(amount: Money, split: Split, terms: Terms) -> list[tuple[str, Money]]:
    """Who owns a payment: credits that add up to it."""
    deposit = min(split.deposit, amount)
    price = amount - deposit
    tax = min(split.tax, price) if terms.withholds_tax else Money.zero(amount.currency)
    agreed = terms if split.fixed_fee else replace(terms, fee_fixed=0)
    fee = min(agreed.fee_of(price), price - tax)
    return [(DEPOSIT, -deposit), (TAX, -tax), (PLATFORM_FEE, -fee), (VENDOR, -(price - tax - fee))]


def _given_back(amount: Money, sums: AttemptSums, terms: Terms) -> list[tuple[str, Money]]:
    """Whose money a refund is: first what nobody owns, then the deposit, then price, tax and fee in proportion.

    Shares are computed from the whole that has gone back so far, so that many partial refunds return exactly what
    one full refund returns.
    """
    left = amount.minor
    waiting = min(left, max(sums.waiting, 0))
    left -= waiting
    deposit = min(left, max(sums.deposit, 0))
    left -= deposit
    tax = _due_back(sums, TAX, left)
    fee = _due_back(sums, PLATFORM_FEE, left) if terms.fee_returns else 0
    parts = ((SUSPENSE, waiting), (DEPOSIT, deposit), (TAX, tax), (PLATFORM_FEE, fee), (VENDOR, left - tax - fee))
    return [(account, Money(minor, amount.currency)) for account, minor in parts]


def _due_back(sums: AttemptSums, account: str, more: int) -> int:
    got, returned = sums.share(account)
    if sums.price <= 0 or got <= 0:
        return 0
    whole = min(sums.price_given_back + more, sums.price)
    return round_half_even(got * whole, sums.price) - returned


def _entries(*sides: tuple[str, Money]) -> tuple[Entry, ...]:
    """Sides that move something."""
    return tuple(Entry(account=account, amount=amount) for account, amount in sides if amount.minor)
