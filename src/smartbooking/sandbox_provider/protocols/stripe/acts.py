"""What Stripe does with sessions, payment intents, charges and refunds. Everything runs inside `Ledger.writing()`."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json, Ledger
from smartbooking.sandbox_provider.protocols.stripe.wallet import CARDS, NAME, Card, Wallet, new_id
from smartbooking.sandbox_provider.rules import FaultKind, Faults

API_VERSION: Final = "2024-06-20"
PENDING_REFUND_SECONDS: Final = 1.0


MESSAGES: Final = {
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "payment_intent_authentication_failure": "The provided PaymentMethod has failed authentication.",
    "expired_card": "Your card has expired.",
}


BANK_CHECK: Final = "payment_method_options[card][request_three_d_secure]"


def demands(form: Mapping[str, Any]) -> bool:
    """Whether 3-D Secure is demanded."""
    return form.get(BANK_CHECK) in ("any", "challenge")


def asked(card: Card, form: Mapping[str, Any]) -> Card:
    """The card as it plays when 3-D Secure may be demanded of it."""
    return replace(card, asks=True) if demands(form) and not card.decline else card


class Acts:
    """Stripe's objects are documents of the shared ledger; money goes through its money book."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.ledger: Ledger = bank.ledger
        self.wallet = Wallet(bank.ledger)

    def put(self, document: Json) -> Json:
        """Store an object under its own kind and id."""
        self.ledger.put(NAME, document["object"], document["id"], document)
        return document

    def intent(self, ident: str) -> Json | None:
        return self.ledger.get(NAME, "payment_intent", ident)

    def session(self, ident: str) -> Json | None:
        return self.ledger.get(NAME, "checkout.session", ident)

    def emit(self, kind: str, about: Json) -> None:
        """Store an event, and send it."""
        event: Json = {
            "id": new_id("evt_"),
            "object": "event",
            "api_version": API_VERSION,
            "created": int(time.time()),
            "livemode": False,
            "pending_webhooks": 1,
            "type": kind,
            "data": {"object": shown(about)},
        }
        self.put(event)
        self.ledger.emit(NAME, event["id"], kind, json.dumps(event).encode(), "application/json; charset=utf-8")

    def new_intent(self, facts: Json, faults: Faults) -> Json:
        """A payment intent that waits for a payment method."""
        amount, currency = faults.bent(facts["amount"], facts["currency"].upper())
        metadata = dict(facts["metadata"])
        if FaultKind.WRONG_BOOKING in faults:
            metadata["booking"] = "another"
        intent_id = new_id("pi_")
        return {
            "id": intent_id,
            "object": "payment_intent",
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": 0,
            "canceled_at": None,
            "cancellation_reason": None,
            "capture_method": facts["capture_method"],
            "client_secret": f"{intent_id}_secret_{secrets.token_hex(8)}",
            "confirmation_method": "automatic",
            "created": int(time.time()),
            "currency": currency.lower(),
            "customer": facts.get("customer"),
            "description": facts.get("description"),
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": metadata,
            "next_action": None,
            "payment_method": None,
            "payment_method_types": ["card"],
            "setup_future_usage": facts.get("setup_future_usage"),
            "status": "requires_payment_method",
        }

    def confirm(self, intent: Json, card: Card, return_url: str | None) -> None:
        """Try to charge: paid, held, declined, or the bank asks first."""
        if card.asks:
            url = self.bank.open_page(NAME, intent["id"])
            where = {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": return_url}}
            wait = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url}}
            intent |= {"status": "requires_action", "next_action": where if return_url else wait}
            self.emit("payment_intent.requires_action", self.put(intent))
        elif card.decline:
            self.decline(intent, *card.decline)
        else:
            self.succeed(intent)

    def decline(self, intent: Json, code: str, decline_code: str) -> None:
        """The bank says no; the intent waits for another payment method."""
        error = {"type": "card_error", "code": code, "message": MESSAGES[decline_code or code]}
        if decline_code:
            error["decline_code"] = decline_code
        intent |= {"status": "requires_payment_method", "next_action": None, "last_payment_error": error}
        self.emit("payment_intent.payment_failed", self.put(intent))

    def succeed(self, intent: Json) -> None:
        """The bank says yes: charged, or held until the capture."""
        held = intent["capture_method"] == "manual"
        charge = {
            "id": new_id("ch_"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": 0,
            "amount_refunded": 0,
            "captured": False,
            "created": int(time.time()),
            "currency": intent["currency"],
            "disputed": False,
            "metadata": intent["metadata"],
            "paid": True,
            "payment_intent": intent["id"],
            "refunded": False,
            "status": "succeeded",
        }
        charge["payment_method_details"] = {"type": "card", "card": self.wallet.used(intent)}
        self.put(charge)
        intent |= {"latest_charge": charge["id"], "next_action": None, "last_payment_error": None}
        if held:
            intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
            self.emit("payment_intent.amount_capturable_updated", self.put(intent))
        else:
            self.take(intent)

    def take(self, intent: Json, amount: int | None = None) -> None:
        """Money moves: all of it, or of a held intent a part."""
        taken = intent["amount"] if amount is None else amount
        charge = self.ledger.get(NAME, "charge", intent["latest_charge"])
        assert charge is not None
        self.put(charge | {"captured": True, "amount_captured": taken})
        booking = str(intent["metadata"].get("booking", ""))
        self.ledger.charge(NAME, intent["id"], taken, intent["currency"].upper(), booking)
        intent |= {"status": "succeeded", "amount_received": taken, "amount_capturable": 0}
        self.emit("payment_intent.succeeded", self.put(intent))

    def cancel(self, intent: Json, reason: str | None = None) -> None:
        """Nothing will be taken."""
        intent |= {
            "status": "canceled",
            "cancellation_reason": reason,
            "canceled_at": int(time.time()),
            "amount_capturable": 0,
            "next_action": None,
        }
        self.emit("payment_intent.canceled", self.put(intent))

    def refund(self, intent: Json, amount: int, metadata: Json, faults: Faults) -> Json:
        """Give back part or all; the caller has checked the amount."""
        pending, failed = FaultKind.REFUND_PENDING in faults, FaultKind.REFUND_FAILED in faults
        refund = {
            "id": new_id("re_"),
            "object": "refund",
            "amount": amount,
            "charge": intent["latest_charge"],
            "created": int(time.time()),
            "currency": intent["currency"],
            "metadata": metadata,
            "payment_intent": intent["id"],
            "reason": None,
            "status": "pending",
            "_settles": time.time() + (PENDING_REFUND_SECONDS if pending else 0),
        }
        self.put(refund)
        self._count_refund(refund, amount)
        if failed:
            self._end_refund(refund, "failed")
        elif not pending:
            self._end_refund(refund, "succeeded")
        return refund

    def _count_refund(self, refund: Json, amount: int) -> None:
        charge = self.ledger.get(NAME, "charge", refund["charge"])
        assert charge is not None
        back = charge["amount_refunded"] + amount
        self.put(charge | {"amount_refunded": back, "refunded": back >= charge["amount_captured"]})

    def _end_refund(self, refund: Json, status: str) -> None:
        refund |= {"status": status}
        if status == "failed":
            refund["failure_reason"] = "expired_or_canceled_card"
            self._count_refund(refund, -refund["amount"])
        else:
            self.ledger.give_back(NAME, refund["payment_intent"], refund["amount"], refund["id"])
        self.put(refund)
        charge = self.ledger.get(NAME, "charge", refund["charge"])
        assert charge is not None
        self.emit(
            "charge.refunded" if status == "succeeded" else "refund.failed", charge if status == "succeeded" else refund
        )

    def dispute(self, intent: Json, outcome: str) -> None:
        """The payer's bank takes the money back (`open`), for good (`lost`) or not at all (`won`)."""
        found = self.ledger.find(NAME, "dispute", payment_intent=intent["id"])
        dispute = found[0] if found else {
            "id": new_id("dp_"), "object": "dispute", "amount": intent["amount_received"],
            "charge": intent["latest_charge"], "created": int(time.time()), "currency": intent["currency"],
            "payment_intent": intent["id"], "reason": "fraudulent",
        }  # fmt: skip
        dispute["status"] = {"open": "needs_response"}.get(outcome, outcome)
        charge = self.ledger.get(NAME, "charge", intent["latest_charge"])
        assert charge is not None
        self.put(charge | {"disputed": True})
        if outcome == "lost":
            self.ledger.give_back(NAME, intent["id"], dispute["amount"], dispute["id"], kind="dispute")
        self.emit("charge.dispute.created" if outcome == "open" else "charge.dispute.closed", self.put(dispute))

    def expire(self, session: Json) -> None:
        """Nobody can pay this session any more."""
        session |= {"status": "expired", "url": None}
        self.emit("checkout.session.expired", self.put(session))

    def pay_session(self, session: Json, card: Card) -> None:
        """The payer pressed Pay on the hosted page; a declined card leaves the session open."""
        intent = self.intent(session["payment_intent"]) if session["payment_intent"] else None
        if intent is None:
            intent = self.new_intent(session["_intent"], Faults())
            session["payment_intent"] = intent["id"]
        intent["_card"] = next((name for name, one in CARDS.items() if one == card), None)
        if session.get("_customer_creation") and not card.decline and not intent["customer"]:
            intent["customer"] = self.wallet.new_customer({})["id"]
        self.confirm(intent, card, None)
        if intent["status"] in ("succeeded", "requires_capture"):
            paid = "paid" if intent["status"] == "succeeded" else "unpaid"
            session |= {"status": "complete", "payment_status": paid, "url": None, "customer": intent["customer"]}
            self.emit("checkout.session.completed", self.put(session))
        else:
            self.put(session)

    def time_passes(self, now: float) -> None:
        """Sessions expire, pending refunds arrive."""
        for session in self.ledger.find(NAME, "checkout.session", status="open"):
            if session["expires_at"] <= now:
                self.expire(session)
        for refund in self.ledger.find(NAME, "refund", status="pending"):
            if refund["_settles"] <= now:
                self._end_refund(refund, "succeeded")


def shown(document: Json) -> Json:
    """An object as Stripe shows it: without what only the peer needs to know."""
    return {name: value for name, value in document.items() if not name.startswith("_")}
