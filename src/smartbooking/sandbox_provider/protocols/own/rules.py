"""What play tokens do and which states a payment has in our own protocol."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from smartbooking.sandbox_provider.rules import FaultKind

NAME: Final = "sandbox"
SESSION_SECONDS: Final = 3600
# Then the payer's bank gives reserved money free by itself.
AUTHORISATION_SECONDS: Final = 7 * 86_400


class Status(StrEnum):
    """States of a payment as this protocol names them; the hosted page has words for them."""

    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    VOIDED = "voided"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What a token plays: a decline, a 3-D Secure question, slow processing, or a fault of the call."""

    decline: str = ""
    three_ds: str = ""  # "ok" or "fail": what the bank says after the question
    processing_seconds: float = 0
    fault: FaultKind | None = None


TOKENS: Final[dict[str, Play]] = {
    "tok_success": Play(),
    "tok_mastercard": Play(),
    "tok_foreign": Play(),
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
