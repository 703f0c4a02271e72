"""Rules of value that was sold: what may be used when, and what each movement is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.value.domain.codes import random_code, typed_code


class ValueKind(StrEnum):
    """What was sold; the name of its way of paying, too."""

    GIFT_CARD = "gift_card"


# The first letter of a code says what it is before anybody looks it up.
PREFIX: Final = {ValueKind.GIFT_CARD: "G"}


class MovementKind(StrEnum):
    """What happened to an account. The last four change what may be done with it, not how much it holds."""

    ISSUED = "issued"
    TOPPED_UP = "topped_up"
    REDEEMED = "redeemed"
    GIVEN_BACK = "given_back"
    PAID_OUT = "paid_out"
    CODED = "coded"
    FROZEN = "frozen"
    RELEASED = "released"
    PROLONGED = "prolonged"


class Till(StrEnum):
    """How the business itself was paid for value it sold, or paid back what was left."""

    DESK = "pay_on_site"
    TRANSFER = "bank_transfer"


class Standing(StrEnum):
    """Whether value can be used now."""

    USABLE = "usable"
    FROZEN = "frozen"
    EXPIRED = "expired"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a card was sold to; she may give it to anybody."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One gift card. Its code is known by a hash only; `tail` is what people see of it."""

    vendor_id: int
    id: UUID
    kind: ValueKind
    balance: Money
    tail: str | None
    holder: Holder
    note: str
    issued_at: datetime
    valid_until: datetime
    frozen_at: datetime | None
    version: int

    def standing(self, now: datetime) -> Standing:
        """What stands in the way of using it now."""
        if self.frozen_at is not None:
            return Standing.FROZEN
        if now >= self.valid_until:
            return Standing.EXPIRED
        return Standing.USABLE if self.balance.minor > 0 else Standing.EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of an account: above zero it grew. `balance` after it."""

    number: int
    kind: MovementKind
    amount: Money
    balance: Money
    booking_id: UUID | None
    at: datetime
    actor: str
    note: str


def new_code(kind: ValueKind) -> str:
    """A code nobody guesses; its first letter names the kind."""
    return random_code(PREFIX[kind])


def plain(typed: str) -> str | None:
    """What somebody typed as a code, whatever she put between; None when it can not be one."""
    return typed_code(typed, PREFIX.values())


def three_years_after(moment: datetime) -> datetime:
    """The longest a gift card may be valid (MARKET M24); 29 February becomes the 28th."""
    try:
        return moment.replace(year=moment.year + 3)
    except ValueError:
        return moment.replace(year=moment.year + 3, day=28)
