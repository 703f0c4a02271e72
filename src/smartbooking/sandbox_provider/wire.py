"""Shapes of the provider's API, strict: an unknown field, a wrong type or a card number is refused."""

from __future__ import annotations

import json
import sqlite3
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from smartbooking.sandbox_provider.rules import (
    CURRENCIES,
    MAX_AMOUNT,
    TOKENS,
    FaultKind,
    Operation,
    Refusal,
    card_number_in,
)


def _listed(allowed: frozenset[str], name: str) -> BeforeValidator:
    def check(value: object) -> object:
        if value is not None and value not in allowed:
            raise ValueError(f"not a {name} this provider knows")
        return value

    return BeforeValidator(check)


Reference = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_\-]+$")]
Amount = Annotated[int, Field(gt=0, le=MAX_AMOUNT)]
WebUrl = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s<>\"']+$")]


class Strict(BaseModel):
    """No coercion, no unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel, populate_by_name=False)


class NewPayment(Strict):
    """A payment to create. Without a token the answer carries the address of the hosted page."""

    reference: Reference
    amount: Amount
    currency: Annotated[str, _listed(CURRENCIES, "currency")]
    booking: Reference
    capture: Literal["automatic", "manual"] = "automatic"
    token: Annotated[str | None, _listed(frozenset(TOKENS), "token")] = None
    return_url: WebUrl
    locale: Literal["kk", "ru", "en"] = "ru"
    description: Annotated[str, Field(max_length=200)] = ""


class Capture(Strict):
    """Take the money; `amount`, if given, must be the whole."""

    amount: Amount | None = None


class Nothing(Strict):
    """An empty body."""


class NewRefund(Strict):
    """Give money back."""

    reference: Reference
    amount: Amount
    reason: Annotated[str, Field(max_length=200)] = ""


class NewFault(Strict):
    """A fault to arm for the next `times` calls (or messages) of `operation`."""

    kind: Annotated[FaultKind, Field(strict=False)]
    operation: Annotated[Operation, Field(strict=False)]
    times: Annotated[int, Field(ge=1, le=100_000)] = 1
    seconds: Annotated[float, Field(ge=0, le=300_000, strict=False)] = 30.0


class NewDispute(Strict):
    """What the payer's bank does."""

    outcome: Literal["open", "won", "lost"]


class StrayEvent(Strict):
    """A message about a payment the merchant has never heard of."""

    reference: Reference
    kind: Literal["payment.captured", "payment.failed", "refund.succeeded"] = "payment.captured"


def read_json(raw: bytes) -> object:
    """The decoded body; refused when it is no JSON, repeats a name, or holds a card number anywhere."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name occurs twice")
        return dict(pairs)

    try:
        text = raw.decode()
        document: object = json.loads(text or "{}", object_pairs_hook=unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "not_json", "the body is not a JSON object") from error
    if card_number_in(json.dumps(document)):
        raise Refusal(422, "card_number", "card numbers are not accepted here, only tokens")
    return document


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def payment_document(row: sqlite3.Row, public_url: str) -> dict[str, Any]:
    """A payment as the API shows it."""
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
        "redirectUrl": f"{public_url}/pay/{row['secret']}" if waiting else None,
    }


def refund_document(row: sqlite3.Row, currency: str) -> dict[str, Any]:
    """A refund as the API shows it."""
    return {
        "id": row["id"],
        "payment": row["payment"],
        "reference": row["reference"],
        "status": row["status"],
        "amount": row["amount"],
        "currency": currency,
        "failureCode": row["failure_code"],
    }
