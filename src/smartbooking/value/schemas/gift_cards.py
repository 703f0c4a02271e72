"""Shapes of gift cards on the wire. A code is in one reply only, the one that made it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AwareDatetime, EmailStr, Field, StringConstraints

from smartbooking.infra.http.wire import Amount, BookingRef, Instant, ValueRef, Wire, example, local_text
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.value.domain import Account, Holder, Movement, MovementKind, Standing, Till, ValueKind

Sum = Annotated[Decimal, Field(gt=0, le=10**10, description="Major units of the business's currency")]
Reason = Annotated[str, StringConstraints(min_length=3, max_length=500)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SaleIn(Wire):
    """A gift card somebody pays for at the desk. Without `validUntil` it is valid as long as the law allows."""

    model_config = example({"amount": 20000, "paidBy": "pay_on_site", "holderName": "Айгерім"})

    amount: Sum
    paid_by: Till
    valid_until: AwareDatetime | None = None
    holder_name: Annotated[str, StringConstraints(max_length=120)] | None = None
    holder_phone: Annotated[str, StringConstraints(max_length=40)] | None = None
    holder_email: EmailStr | None = None
    note: Annotated[str, StringConstraints(max_length=500)] = ""

    @property
    def holder(self) -> Holder:
        email = str(self.holder_email) if self.holder_email else None
        return Holder(name=self.holder_name or None, phone=self.holder_phone or None, email=email)


class TopUpIn(Wire):
    """More money on a card."""

    model_config = example({"amount": 5000, "paidBy": "pay_on_site"})

    amount: Sum
    paid_by: Till


class PayOutIn(Wire):
    """What is left goes back to whoever bought the card."""

    model_config = example({"paidBy": "pay_on_site", "reason": "The customer moves to another city"})

    paid_by: Till
    reason: Reason


class ReasonIn(Wire):
    """Why a card is frozen or released."""

    model_config = example({"reason": "The customer has lost it"})

    reason: Reason


class ProlongIn(Wire):
    """Valid until then, three years after the sale at most."""

    model_config = example({"validUntil": "2027-12-31T00:00:00Z"})

    valid_until: AwareDatetime


class CodeIn(Wire):
    """A code as somebody typed it: case, spaces and dashes do not matter."""

    model_config = example({"code": "G7K2-9QXM-T4WB-8HND"})

    code: Code


class CodeOut(Wire):
    """The code, readable now and never again."""

    code: str = Field(examples=["G7K2-9QXM-T4WB-8HND"])


class CardOut(Wire):
    """A gift card as the business sees it."""

    id: ValueRef
    kind: ValueKind
    tail: str | None = Field(None, description="The last four of its code; none before a code was made")
    balance: Amount
    currency: str
    standing: Standing
    holder_name: str | None = None
    holder_phone: str | None = None
    holder_email: str | None = None
    note: str
    issued_at: Instant
    valid_until: Instant

    @classmethod
    def of(cls, card: Account, now: datetime) -> Self:
        return cls(
            id=card.id, kind=card.kind, tail=card.tail, balance=card.balance.major, currency=card.balance.currency,
            standing=card.standing(now), holder_name=card.holder.name, holder_phone=card.holder.phone,
            holder_email=card.holder.email, note=card.note, issued_at=card.issued_at, valid_until=card.valid_until,
        )  # fmt: skip


class CardsOut(Wire):
    """Cards, the newest first; at most `limit`."""

    data: list[CardOut]


class MovementOut(Wire):
    """One line of a card; `balance` after it."""

    number: int
    kind: MovementKind
    amount: Amount
    balance: Amount
    booking_id: BookingRef | None = None
    at: Instant
    at_local: str = Field(description="`at` as wall time of the business")
    by: str
    note: str

    @classmethod
    def of(cls, one: Movement, zone: str) -> Self:
        return cls(
            number=one.number, kind=one.kind, amount=one.amount.major, balance=one.balance.major,
            booking_id=one.booking_id, at=one.at, at_local=local_text(one.at, zone), by=one.actor, note=one.note,
        )  # fmt: skip


class CardDetailOut(CardOut):
    """A card with everything that happened to it, the latest first."""

    movements: list[MovementOut]

    @classmethod
    def with_movements(cls, card: Account, movements: list[Movement], *, now: datetime, zone: str) -> Self:
        lines = [MovementOut.of(one, zone) for one in movements]
        return cls(**CardOut.of(card, now).model_dump(), movements=lines)


class CheckedOut(Wire):
    """What whoever holds a code may know: what is left, until when, and whether it can be used."""

    kind: ValueKind
    tail: str | None = None
    balance: Amount
    currency: str
    valid_until: Instant
    standing: Standing

    @classmethod
    def of(cls, card: Account, now: datetime) -> Self:
        return cls(
            kind=card.kind, tail=card.tail, balance=card.balance.major, currency=card.balance.currency,
            valid_until=card.valid_until, standing=card.standing(now),
        )  # fmt: skip


def money_in(amount: Decimal, currency: str) -> Money:
    """Raises Invalid for an amount finer than the currency."""
    try:
        return Money.of(amount, currency)
    except ValueError as error:
        raise Invalid(FieldError("/amount", str(error))) from error
