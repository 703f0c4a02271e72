"""What every protocol of the peer shares: scripted faults, refusals, the currencies and the check for card numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class FaultKind(StrEnum):
    """Ways to go wrong. The first group hits calls, the second money, the third messages."""

    ERROR = "error"  # 503, nothing done
    HANG = "hang"  # waits `seconds`, then does the work: the caller has long gone
    ERROR_AFTER = "error_after"  # does the work, answers 500
    LOST_REPLY = "lost_reply"  # does the work, closes the connection without an answer
    RESET = "reset"  # does the work, resets the connection
    CRASH = "crash"  # does the work, then the whole process is gone
    WRONG_AMOUNT = "wrong_amount"
    WRONG_CURRENCY = "wrong_currency"
    WRONG_BOOKING = "wrong_booking"
    REFUND_PENDING = "refund_pending"  # the refund succeeds `seconds` later
    REFUND_FAILED = "refund_failed"
    WRONG_SIGNATURE = "wrong_signature"  # the message is signed over other bytes
    DROP = "drop"
    DUPLICATE = "duplicate"
    REORDER = "reorder"  # spreads messages randomly over `seconds`
    DELAY = "delay"


# The operation under which faults of messages are armed; calls have the operations their protocol names.
MESSAGE: Final = "message"
MESSAGE_FAULTS: Final = frozenset(
    {FaultKind.DROP, FaultKind.DUPLICATE, FaultKind.REORDER, FaultKind.DELAY, FaultKind.WRONG_SIGNATURE}
)
HANG_SECONDS: Final = 30.0
WRONG_BY: Final = 100  # minor units
CURRENCIES: Final = frozenset(
    {"AED", "CNY", "EUR", "GBP", "INR", "JPY", "KGS", "KRW", "KWD", "KZT", "PLN", "RUB", "TRY", "UAH", "USD", "UZS"}
)
MAX_AMOUNT: Final = 1_000_000_000_000
MAX_BODY: Final = 65_536


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults in force for one call, each with its seconds."""

    seconds: Mapping[FaultKind, float] = field(default_factory=dict)

    def __contains__(self, kind: object) -> bool:
        return kind in self.seconds

    def bent(self, amount: int, currency: str) -> tuple[int, str]:
        """The amount and currency that are really taken."""
        if FaultKind.WRONG_AMOUNT in self:
            amount += WRONG_BY
        if FaultKind.WRONG_CURRENCY in self:
            currency = "EUR" if currency != "EUR" else "USD"
        return amount, currency


NO_FAULTS: Final = Faults()


class Refusal(Exception):
    """A request that is understood and refused, in the words of the frame and of our own protocol."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


# Digits glued to letters are part of an identifier (hex, base 32): about one random key in some thousand would pass
# the Luhn check by accident.
_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])(?<![0-9]-)[0-9](?:[ \-]?[0-9]){12,18}(?![ \-]?[0-9])(?![A-Za-z])")


def card_number_in(text: str) -> bool:
    """Whether the text holds 13 to 19 digits that pass the Luhn check: this peer takes tokens only."""
    for match in _DIGITS.finditer(text):
        digits = [int(d) for d in match.group() if d.isdigit()][::-1]
        if (sum(digits[0::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0:
            return True
    return False
