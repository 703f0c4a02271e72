"""Shapes of our own protocol."""

from __future__ import annotations

import sqlite3
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from smartbooking.sandbox_provider.protocols.own.rules import TOKENS
from smartbooking.sandbox_provider.strict import Amount, Currency, Reference, Strict, WebUrl, listed


class NewPayment(Strict):
    """A payment to create. Without a token the answer carries the address of the hosted page."""

    reference: Reference
    amount: Amount
    currency: Currency
    booking: Reference
    capture: Literal["automatic", "manual"] = "automatic"
    token: Annotated[str | None, listed(frozenset(TOKENS), "token")] = None
    return_url: WebUrl
    locale: Literal["kk", "ru", "en"] = "ru"
    description: Annotated[str, Field(max_length=200)] = ""
    bank_check: bool = False
    card: Annotated[str | None, Field(pattern=r"^scard_[0-9a-f]{24}$")] = None
    save_card: bool = False

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.card is not None and (self.token is not None or self.save_card):
            raise ValueError("a kept card comes alone: no token beside it, and it is kept already")
        return self


class CardPlays(Strict):
    """What the bank says of a kept card from now on."""

    token: Annotated[str, listed(frozenset(TOKENS), "token")]


class Capture(Strict):
    """Take the money, or a part of it; what is left of it is free again."""

    amount: Amount | None = None


class Nothing(Strict):
    """An empty body."""


class NewRefund(Strict):
    """Give money back."""

    reference: Reference
    amount: Amount
    reason: Annotated[str, Field(max_length=200)] = ""


class NewDispute(Strict):
    """What the payer's bank does."""

    outcome: Literal["open", "won", "lost"]


class StrayEvent(Strict):
    """A message about a payment the merchant has never heard of."""

    reference: Reference
    kind: Literal["payment.captured", "payment.failed", "refund.succeeded"] = "payment.captured"


def payment_document(row: sqlite3.Row, public_url: str, card: dict[str, Any] | None) -> dict[str, Any]:
    """A payment as the API shows it. Any: JSON."""
    waiting = row["status"] == "requires_action"
    return {
        "id": row["id"],
        "reference": row["reference"],
        "status": row["status"],
        "amount": row["amount"],
        "currency": row["currency"],
        "booking": row["booking"],
        "capture": row["capture"],
        "captured": row["captured"],
        "refunded": row["refunded"],
        "declineCode": row["decline_code"] if row["status"] in ("failed", "voided") else None,
        "disputed": bool(row["disputed"]),
        "version": row["version"],
        "card": card,
        "redirectUrl": f"{public_url}/pay/{row['secret']}" if waiting else None,
    }


def refund_document(row: sqlite3.Row, currency: str) -> dict[str, Any]:
    """A refund as the API shows it. Any: JSON."""
    return {
        "id": row["id"],
        "payment": row["payment"],
        "reference": row["reference"],
        "status": row["status"],
        "amount": row["amount"],
        "currency": currency,
        "failureCode": row["failure_code"],
    }
