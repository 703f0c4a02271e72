"""The money of one booking over all its payments, and how a sum is given back from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.payments.domain.states import RefundStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that was taken by one attempt; `left` is what is neither back nor promised back."""

    intent_id: UUID
    attempt_id: UUID
    gateway: str
    taken: Money
    left: Money
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One refund of a booking as people see it. `by_hand`: a person hands the money back and says so."""

    id: UUID
    attempt_id: UUID
    gateway: str
    amount: Money
    reason: str
    status: RefundStatus
    by_hand: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """All money of one booking that was agreed: payments and returns, oldest first.

    Money in quarantine, and money that goes back by itself, is not in it.
    """

    currency: str
    payments: tuple[Payment, ...]
    returns: tuple[Return, ...]
    open_payment: bool

    @property
    def taken(self) -> Money:
        """Everything that was paid, whatever went back since."""
        return self._sum(payment.taken for payment in self.payments)

    @property
    def left(self) -> Money:
        """Paid, and neither given back nor promised back."""
        return self._sum(payment.left for payment in self.payments)

    @property
    def returned(self) -> Money:
        """What is back with the customer."""
        return self._sum(one.amount for one in self.returns if one.status is RefundStatus.SUCCEEDED)

    @property
    def returning(self) -> Money:
        """What is on its way back."""
        going = (RefundStatus.REQUESTED, RefundStatus.SUBMITTED)
        return self._sum(one.amount for one in self.returns if one.status in going)

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return sum(amounts, Money.zero(self.currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one payment gives of a refund."""

    payment: Payment
    amount: Money


class MoreThanIsLeft(ValueError):
    """A refund larger than what is left of the payments."""


def shares_of(payments: Sequence[Payment], amount: Money) -> tuple[Share, ...]:
    """Which payments give how much of a refund: from the last on, each as far as it goes. Raises MoreThanIsLeft."""
    shares: list[Share] = []
    wanted = amount
    for payment in reversed(payments):
        part = min(wanted, payment.left)
        if part.minor > 0:
            shares.append(Share(payment=payment, amount=part))
            wanted = wanted - part
    if wanted.minor > 0 or amount.minor <= 0:
        raise MoreThanIsLeft
    return tuple(shares)
