"""A quote: a priced promise with everything a booking needs to honour it, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Span
from smartbooking.pricing.domain.charges import LineKind
from smartbooking.pricing.domain.members import MemberPromise
from smartbooking.pricing.domain.offer import Offer, Party
from smartbooking.pricing.domain.policies import FrozenPolicy, RefundableLine, fee_of
from smartbooking.pricing.domain.promos import AppliedPromo


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One amount of the quote. `line` counts the parts from 1; `code` and `params` make its label in any language."""

    line: int
    kind: LineKind
    code: str
    amount: Money
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncludedTax:
    """Tax that is already inside the price of a part; information only, not part of the sum."""

    line: int
    basis_points: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPart:
    """One thing that will be booked, with its money and the policy frozen for it.

    `total` excludes the refundable `security` deposit; `due_now` and `due_on_site` include it. What is not due now is
    due `balance_hours` of wall time before the start. `visits`: so many of a pass pay for it, and `total` is what they
    are worth.
    """

    line: int
    offer: Offer
    span: Span
    quantity: int
    party: Party | None
    timezone: str
    start_local: datetime
    end_local: datetime
    early_minutes: int
    late_minutes: int
    staff_id: int | None
    payment_timing: PaymentTiming
    total: Money
    first_unit: Money
    deposit: Money
    security: Money
    security_due_now: bool
    due_now: Money
    due_on_site: Money
    policy: FrozenPolicy
    balance_hours: int = 0
    visits: int = 0

    @property
    def resource_id(self) -> int | None:
        return self.offer.resource_id

    @property
    def service_id(self) -> int | None:
        return self.offer.service_id

    @property
    def refundable(self) -> RefundableLine:
        """The part as `policies.refund` reads it."""
        security = self.security if self.security_due_now else None
        return RefundableLine(line=self.line, total=self.total, first_unit=self.first_unit, security=security)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the reasoning behind a price: `amount` it changed, `subtotal` of the part after it."""

    line: int
    code: str
    params: Mapping[str, str | int]
    amount: Money
    subtotal: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Prices of one basket of one vendor in one currency.

    Invariants: the amounts of `lines` add up to `total`; `due_now + due_on_site == total + security_deposit`.
    `refundable` lines (security deposits, document pledges) go back to the guest and are not in `total`.
    `member` is the membership some of the price was made for; None when no rule asked for it.
    """

    vendor_id: int
    currency: str
    lines: tuple[QuoteLine, ...]
    refundable: tuple[QuoteLine, ...]
    included_taxes: tuple[IncludedTax, ...]
    parts: tuple[QuotedPart, ...]
    total: Money
    security_deposit: Money
    deposit_due: Money
    due_now: Money
    due_on_site: Money
    promo: AppliedPromo | None
    customer_id: UUID | None
    quoted_at: datetime
    expires_at: datetime
    trace: tuple[Step, ...] = ()
    member: MemberPromise | None = None

    @property
    def card_hold(self) -> Money:
        """What a card is held for: the most the frozen policies may ever take, which is their fee for not coming.

        Nothing where money is taken before the visit: then that secures the place.
        """
        zero = Money.zero(self.currency)
        held = [part for part in self.parts if part.payment_timing is PaymentTiming.CARD_HOLD]
        if not held or self.due_now.minor > 0:
            return zero
        return sum((fee_of(one.policy, one.refundable, one.start_local, one.start_local) for one in held), zero)
