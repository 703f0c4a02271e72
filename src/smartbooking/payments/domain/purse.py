"""The money of one booking over all its payments, and how a sum is given back from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.payments.domain.states import RefundStatus
from smartbooking.value.domain import BY_VISITS, ValueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that was taken by one attempt; `left` is what is neither back nor promised back.

    `line`: visits of a pass paid for this line of the booking, and for nothing else.
    """

    intent_id: UUID
    attempt_id: UUID
    gateway: str
    taken: Money
    left: Money
    at: datetime
    line: int | None = None

    @property
    def in_value(self) -> bool:
        """Whether a gift card or a pass paid, not money."""
        return self.gateway in (BY_VISITS, ValueKind.GIFT_CARD.value)


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


def line_of(gateway: str, reference: str | None) -> int | None:
    """The line a pass paid for; it stands in the payment's reference, behind the pass."""
    parts = (reference or "").split("_")
    return int(parts[1]) if gateway == BY_VISITS and len(parts) == 3 else None


def shares_of(
    payments: Sequence[Payment], amount: Money, lines: Mapping[int, Money] | None = None
) -> tuple[Share, ...]:
    """Which payments give how much of a refund: from the last on, each as far as it goes. Raises MoreThanIsLeft.

    `lines`: what goes back of the visits that paid for these lines, neither more nor less. Other visits come last, and
    each line's only whole.
    """
    named = lines or {}
    shares: list[Share] = []
    wanted = amount
    latest_first = payments[::-1]
    for payment in sorted(latest_first, key=lambda one: _turn(one, named)):
        agreed = named.get(payment.line, wanted) if payment.line is not None else wanted
        part = min(wanted, payment.left, agreed)
        fits = payment.line is None or payment.line in named or part == payment.left
        if part.minor > 0 and fits:
            shares.append(Share(payment=payment, amount=part))
            wanted = wanted - part
    if wanted.minor > 0 or amount.minor <= 0:
        raise MoreThanIsLeft
    return tuple(shares)


def _turn(payment: Payment, named: Mapping[int, Money]) -> int:
    if payment.line is None:
        return 1
    return 0 if payment.line in named else 2
