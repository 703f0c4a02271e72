"""Values of payments that people or other programs tell us about: codes, terms of a business, calls of providers."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.payments.domain.values import Attempt, Intent

CODE_DIGITS: Final = 9
_CODE: Final = re.compile(r"(?<![0-9])[1-9][0-9]{8}(?![0-9])")


class Standing(StrEnum):
    """What may still be done about a payment somebody asks about by its code."""

    OPEN = "open"  # pay now
    PAID = "paid"  # nothing more is owed
    DEAD = "dead"  # the place is gone or the payment was given up; money that comes all the same is late


class Received(StrEnum):
    """What became of money a provider or the staff told us of."""

    CAPTURED = "captured"
    LATE = "late"  # the payment was over; the money stands on a payment of its own and the booking decides
    ALREADY_PAID = "already_paid"  # not taken into the books; a person is told


class CallStatus(StrEnum):
    """A provider's transaction as we know it."""

    CREATED = "created"
    PERFORMED = "performed"
    CANCELLED = "cancelled"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """A payment found by its code or its payer's phone."""

    intent: Intent
    attempt: Attempt
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorTerms:
    """How a business takes money by one method."""

    vendor_id: int
    method: str
    enabled: bool
    phone: str | None = None
    pay_link: str | None = None
    account_name: str | None = None
    account_number: str | None = None
    bank: str | None = None
    tax_id: str | None = None
    note: str = ""
    minutes_to_pay: int = 60

    @property
    def time_to_pay(self) -> timedelta:
        return timedelta(minutes=self.minutes_to_pay)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCall:
    """One transaction of a provider that calls us."""

    gateway: str
    transaction: str
    number: int
    attempt_id: UUID | None
    account: str
    amount: Money
    status: CallStatus
    reason: int | None
    provider_time: int | None
    reply: bytes | None
    created_at: datetime
    performed_at: datetime | None
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A picture a customer showed; `reused` when the same picture was shown for another payment."""

    id: UUID
    attempt_id: UUID
    content_type: str
    storage_key: str
    uploaded_at: datetime
    reused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A payment that waits for a person of the business to look at her account."""

    intent: Intent
    attempt: Attempt
    proofs: tuple[Proof, ...]


def new_code() -> str:
    """Nine random digits whose last is a check digit (Luhn): a slip of the finger names no other payment."""
    body = str(secrets.randbelow(90_000_000) + 10_000_000)
    return body + str(_check_digit(body))


def is_code(text: str) -> bool:
    """Whether the text is a code we may have given out."""
    return _CODE.fullmatch(text) is not None and int(text[-1]) == _check_digit(text[:-1])


def codes_in(text: str) -> tuple[str, ...]:
    """All codes in free text, such as the purpose line of a bank statement, each once."""
    return tuple(dict.fromkeys(found for found in _CODE.findall(text) if is_code(found)))


def _check_digit(body: str) -> int:
    # The digit next to the check digit is doubled, then every second one.
    doubled = (sum(divmod(int(d) * 2, 10)) if n % 2 == 0 else int(d) for n, d in enumerate(reversed(body)))
    return -sum(doubled) % 10
