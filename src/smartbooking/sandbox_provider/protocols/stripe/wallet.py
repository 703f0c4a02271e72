"""Stripe's payment methods and customers: which card paid, which ones are kept for their owner."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Final

from smartbooking.sandbox_provider.ledger import Json, Ledger

NAME: Final = "stripe"


@dataclass(frozen=True, slots=True)
class Card:
    """What a test payment method does: a decline (code, decline code), or a question of the bank."""

    decline: tuple[str, str] | None = None
    asks: bool = False
    brand: str = "visa"
    last4: str = "4242"
    country: str = "US"


# https://docs.stripe.com/testing names these.
CARDS: Final[dict[str, Card]] = {
    "pm_card_visa": Card(),
    "pm_card_mastercard": Card(brand="mastercard", last4="4444"),
    "pm_card_kz": Card(country="KZ"),
    "pm_card_visa_chargeDeclined": Card(("card_declined", "generic_decline"), last4="0002"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Card(("card_declined", "insufficient_funds")),
    "pm_card_chargeDeclinedExpiredCard": Card(("expired_card", "")),
    "pm_card_authenticationRequired": Card(asks=True, last4="3184"),
}


def new_id(prefix: str) -> str:
    """An id in Stripe's manner."""
    return prefix + secrets.token_hex(12)


class Wallet:
    """Kept cards. Everything runs inside `Ledger.writing()`."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def new_customer(self, facts: Json) -> Json:
        """Somebody cards can be kept for."""
        customer = {
            "id": new_id("cus_"), "object": "customer", "created": int(time.time()), "livemode": False,
            "email": facts.get("email"), "name": facts.get("name"), "metadata": facts.get("metadata", {}),
        }  # fmt: skip
        self.ledger.put(NAME, "customer", customer["id"], customer)
        return customer

    def method(self, ident: str) -> Json | None:
        return self.ledger.get(NAME, "payment_method", ident)

    def used(self, intent: Json) -> Json:
        """The card of a payment that succeeds, as its charge shows it; kept where that was asked for."""
        found = self.method(intent["payment_method"] or "")
        if found is None:
            found = self._new_method(intent.get("_card") or intent["payment_method"] or "pm_card_visa")
            intent["payment_method"] = found["id"]
        if intent["setup_future_usage"] and intent["customer"] and not found["customer"]:
            self.put(found | {"customer": intent["customer"]})
        return dict(found["card"])

    def _new_method(self, plays: str) -> Json:
        card = CARDS[plays]
        # As in Stripe's own test mode: one test card is the same card, whoever pays with it.
        print_ = hashlib.sha256(f"{card.brand} {card.last4} {card.country}".encode()).hexdigest()[:16]
        return self.put({
            "id": new_id("pm_"), "object": "payment_method", "type": "card", "created": int(time.time()),
            "livemode": False, "customer": None, "metadata": {},
            "card": {
                "brand": card.brand, "last4": card.last4, "exp_month": 12, "exp_year": time.gmtime().tm_year + 3,
                "fingerprint": print_, "country": card.country, "funding": "credit",
            },
            "_plays": plays,
        })  # fmt: skip

    def put(self, method: Json) -> Json:
        self.ledger.put(NAME, "payment_method", method["id"], method)
        return method

    def methods_of(self, customer: str) -> list[Json]:
        return self.ledger.find(NAME, "payment_method", customer=customer)
