"""Cards of our own protocol: which one paid, and those kept for their owner. Changes run inside `Ledger.writing()`."""

from __future__ import annotations

import hashlib
import secrets
import time
from typing import Any, Final

from smartbooking.sandbox_provider.ledger import Json, Ledger
from smartbooking.sandbox_provider.protocols.own.rules import NAME, TOKENS, Play
from smartbooking.sandbox_provider.rules import Refusal

KIND: Final = "card"
# Practice cards, as test cards elsewhere: one card is the same card, whoever pays with it.
_BRANDS: Final = {"tok_mastercard": ("mastercard", "4444", "KZ"), "tok_foreign": ("visa", "0036", "DE")}
_USUAL: Final = ("visa", "4242", "KZ")


class Cards:
    """What is kept is brand, last four digits, expiry, a fingerprint and the country; there is no number anywhere."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def kept(self, card_id: str) -> Json:
        """A kept card, or the refusal to talk about one that is not."""
        found = self.ledger.get(NAME, KIND, card_id)
        if found is None or found["gone"]:
            raise Refusal(404, "card_unknown", "no card has this id")
        return found

    def play(self, card_id: str) -> Play:
        """What the bank says of a kept card."""
        return TOKENS[self.kept(card_id)["plays"]]

    def change(self, card_id: str, **facts: object) -> Json:
        """Forget it (`gone`), or let the bank say something else of it (`plays`)."""
        card = self.kept(card_id) | facts
        self.ledger.put(NAME, KIND, card_id, card)
        return card

    def begin(self, payment_id: str, *, token: str | None, card: str | None, save: bool) -> None:
        """Note with what a payment is to be paid, and whether its card is wanted again."""
        self.ledger.put(NAME, "paid_with", payment_id, {"token": token, "card": card, "save": save, "told": None})

    def used(self, payment_id: str) -> None:
        """The payment succeeds: its card is known now, and kept where that was asked for."""
        paid = self.ledger.get(NAME, "paid_with", payment_id)
        if paid is None or paid["told"] is not None:
            return
        # A kept card is told without its name: it is not kept once more.
        told = {**self._began_with(paid["card"])["told"], "id": None} if paid["card"] else _facts(paid["token"])
        if paid["save"]:
            told["id"] = "scard_" + secrets.token_hex(12)
            card = {"told": told, "plays": paid["token"] or "tok_success", "gone": False}
            self.ledger.put(NAME, KIND, told["id"], card)
        self.ledger.put(NAME, "paid_with", payment_id, paid | {"told": told})

    def _began_with(self, card_id: str) -> Json:
        """A card a payment began with; it may have been forgotten meanwhile."""
        found = self.ledger.get(NAME, KIND, card_id)
        assert found is not None
        return found

    def told(self, payment_id: str) -> dict[str, Any] | None:
        """The card of a payment as the API shows it, once it has paid. Any: JSON."""
        paid = self.ledger.get(NAME, "paid_with", payment_id)
        return paid["told"] if paid else None


def _facts(token: str | None) -> dict[str, Any]:
    brand, last4, country = _BRANDS.get(token or "", _USUAL)
    print_ = hashlib.sha256(f"{brand} {last4} {country}".encode()).hexdigest()[:16]
    return {
        "id": None, "brand": brand, "last4": last4, "expMonth": 12, "expYear": time.gmtime().tm_year + 3,
        "fingerprint": print_, "country": country,
    }  # fmt: skip
