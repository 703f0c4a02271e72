"""What play tokens do, which states a payment has here, and which request fields are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """States of a payment as this provider names them."""

    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    VOIDED = "voided"
    FAILED = "failed"


OPEN: Final = frozenset({Status.REQUIRES_ACTION, Status.PROCESSING, Status.AUTHORISED})


class FaultKind(StrEnum):
    """Ways to go wrong. The first group hits calls, the second money, the third messages."""

    ERROR = "error"  # 503, nothing done
    HANG = "hang"  # waits `seconds`, then does the work: the caller has long gone
    ERROR_AFTER = "error_after"  # does the work, answers 500
    LOST_REPLY = "lost_reply"  # does the work, closes the connection without an answer
    RESET = "reset"  # does the work, resets the connection
    WRONG_AMOUNT = "wrong_amount"
    WRONG_CURRENCY = "wrong_currency"
    REFUND_PENDING = "refund_pending"  # the refund succeeds `seconds` later
    REFUND_FAILED = "refund_failed"
    DROP = "drop"
    DUPLICATE = "duplicate"
    REORDER = "reorder"  # spreads messages randomly over `seconds`
    DELAY = "delay"


MESSAGE_FAULTS: Final = frozenset({FaultKind.DROP, FaultKind.DUPLICATE, FaultKind.REORDER, FaultKind.DELAY})
CALL_FAULTS: Final = frozenset(
    {FaultKind.ERROR, FaultKind.HANG, FaultKind.ERROR_AFTER, FaultKind.LOST_REPLY, FaultKind.RESET}
)


class Operation(StrEnum):
    """What a fault can be aimed at."""

    START = "start"
    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"
    READ = "read"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What a token plays: a decline, a 3-D Secure question, slow processing, or a fault of the call."""

    decline: str = ""
    three_ds: str = ""  # "ok" or "fail": what the bank says after the question
    processing_seconds: float = 0
    fault: FaultKind | None = None


TOKENS: Final[dict[str, Play]] = {
    "tok_success": Play(),
    "tok_declined": Play(decline="card_declined"),
    "tok_insufficient": Play(decline="insufficient_funds"),
    "tok_expired": Play(decline="expired_card"),
    "tok_3ds": Play(three_ds="ok"),
    "tok_3ds_fail": Play(three_ds="fail"),
    "tok_processing": Play(processing_seconds=1.0),
    "tok_processing_fail": Play(processing_seconds=1.0, decline="card_declined"),
    "tok_hang": Play(fault=FaultKind.HANG),
    "tok_error": Play(fault=FaultKind.ERROR),
    "tok_error_after": Play(fault=FaultKind.ERROR_AFTER),
    "tok_lost_reply": Play(fault=FaultKind.LOST_REPLY),
    "tok_reset": Play(fault=FaultKind.RESET),
    "tok_wrong_amount": Play(fault=FaultKind.WRONG_AMOUNT),
    "tok_wrong_currency": Play(fault=FaultKind.WRONG_CURRENCY),
}
HANG_SECONDS: Final = 30.0
WRONG_BY: Final = 100  # minor units
CURRENCIES: Final = frozenset(
    {"AED", "CNY", "EUR", "GBP", "INR", "JPY", "KGS", "KRW", "KWD", "KZT", "PLN", "RUB", "TRY", "UAH", "USD", "UZS"}
)
MAX_AMOUNT: Final = 1_000_000_000_000
SESSION_SECONDS: Final = 3600


class Refusal(Exception):
    """A request that is understood and refused; `code` is stable."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


# Digits glued to letters are part of an identifier (hex, base 32): about one random key in some thousand would pass
# the Luhn check by accident.
_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])(?<![0-9]-)[0-9](?:[ \-]?[0-9]){12,18}(?![ \-]?[0-9])(?![A-Za-z])")


def card_number_in(text: str) -> bool:
    """Whether the text holds 13 to 19 digits that pass the Luhn check: this provider takes tokens only."""
    for match in _DIGITS.finditer(text):
        digits = [int(d) for d in match.group() if d.isdigit()][::-1]
        if (sum(digits[0::2]) + sum(sum(divmod(2 * d, 10)) for d in digits[1::2])) % 10 == 0:
            return True
    return False
