"""Stripe: Checkout Sessions and Payment Intents, manual capture, 3-D Secure, refunds, signed events."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from smartbooking.sandbox_provider.bank import Bank, Courier, PageView
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.protocols.stripe.acts import Acts
from smartbooking.sandbox_provider.protocols.stripe.api import Api
from smartbooking.sandbox_provider.protocols.stripe.wallet import CARDS, NAME, Card

# Not in the shape of Stripe's real keys, so that no scanner for leaked ones takes them for such.
ACCOUNT: Final[Mapping[str, str]] = {"secret_key": "sk_test_paysim", "webhook_secret": "whsec_paysim"}
__all__ = ["ACCOUNT", "NAME", "router"]
_WORDS: Final = {
    "succeeded": "captured", "requires_capture": "authorised", "canceled": "voided", "processing": "processing",
    "requires_action": "requires_action", "requires_payment_method": "failed",
}  # fmt: skip


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    work = Acts(bank)
    bank.clocks.append(work.time_passes)
    bank.desks[NAME] = _Desk(work)
    # While an endpoint's secret is rolled, Stripe signs with both.
    active = bank.account(NAME)["webhook_secret"].split()

    def prove(ident: str, body: bytes, at: int) -> Mapping[str, str]:
        signed = f"{at}.".encode() + body
        proofs = [f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" for secret in active]
        return {"stripe-signature": ",".join([f"t={at}", *proofs, "v0=" + "0" * 64])}

    bank.couriers[NAME] = Courier(headers=prove)
    return Api(bank, work).router()


class _Desk:
    """Answers the hosted page: of a session, or the bank's question about a payment intent."""

    def __init__(self, work: Acts) -> None:
        self.acts = work

    def view(self, subject: str) -> PageView:
        if subject.startswith("pi_"):
            intent = self._intent(subject)
            return self._view(intent, _WORDS[intent["status"]], "", intent["next_action"], asks=True)
        session = self._session(subject)
        paid = self.acts.intent(session["payment_intent"]) if session["payment_intent"] else None
        word = {"open": "requires_action", "expired": "voided"}.get(session["status"]) or _WORDS[(paid or {})["status"]]
        return self._view(session, word, session["success_url"], None, asks=session.get("_asks", False))

    def _view(self, about: Json, word: str, back: str, action: Json | None, *, asks: bool) -> PageView:
        back = ((action or {}).get("redirect_to_url") or {}).get("return_url") or about.get("_back") or back
        return PageView(
            status=word,
            amount=about.get("amount_total", about.get("amount")) or 0,
            currency=str(about["currency"]).upper(),
            description=str(about.get("_name") or about["metadata"].get("order", "")),
            locale={"ru": "ru", "en": "en"}.get(str(about.get("locale")), "ru"),
            return_url=str(back or "about:blank"),
            asks_bank=asks,
        )

    def decide(self, subject: str, choice: str) -> str:
        if subject.startswith("pi_"):
            return self._bank_answers(self._intent(subject), confirmed=choice == "bank_yes")
        session = self._session(subject)
        if choice == "cancel" or session["status"] != "open":
            return str(
                session["success_url"] if choice != "cancel" else session["cancel_url"] or session["success_url"]
            )
        if choice == "pay_3ds" or (choice == "pay" and session.get("_bank_check")):
            self.acts.put(session | {"_asks": True})
            return ""
        declines = {
            "decline": "pm_card_visa_chargeDeclined",
            "insufficient": "pm_card_visa_chargeDeclinedInsufficientFunds",
        }
        refused = Card(("payment_intent_authentication_failure", ""))
        card = refused if choice == "bank_no" else CARDS[declines.get(choice, "pm_card_visa")]
        self.acts.pay_session(session | {"_asks": False}, card)
        return "" if card.decline else str(session["success_url"])

    def _bank_answers(self, intent: Json, *, confirmed: bool) -> str:
        if intent["status"] != "requires_action":
            return str(intent.get("_back") or "")
        action = intent["next_action"].get("redirect_to_url") or {}
        intent["_back"] = action.get("return_url")
        if confirmed:
            self.acts.succeed(intent)
        else:
            self.acts.decline(intent, "payment_intent_authentication_failure", "")
        return str(intent["_back"] or "")

    def _session(self, subject: str) -> Json:
        found = self.acts.session(subject)
        assert found is not None
        return found

    def _intent(self, subject: str) -> Json:
        found = self.acts.intent(subject)
        assert found is not None
        return found
