"""What Razorpay does with orders, payments and refunds. Everything runs inside `Ledger.writing()`."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import string
import time
from typing import Final

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.rules import FaultKind, Faults

NAME: Final = "razorpay"
PENDING_REFUND_SECONDS: Final = 1.0
FEE_PERCENT: Final = 2
_LETTERS: Final = string.ascii_letters + string.digits


def new_id(prefix: str) -> str:
    """An id in Razorpay's manner: fourteen letters and digits."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(14))


class Acts:
    """Orders, payments and refunds are documents of the shared ledger; money goes through its money book."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.ledger = bank.ledger

    def put(self, document: Json) -> Json:
        """Store an entity under its own kind and id."""
        self.ledger.put(NAME, document["entity"], document["id"], document)
        return document

    def order(self, ident: str) -> Json | None:
        return self.ledger.get(NAME, "order", ident)

    def payment(self, ident: str) -> Json | None:
        return self.ledger.get(NAME, "payment", ident)

    def payments_of(self, order_id: str) -> list[Json]:
        return self.ledger.find(NAME, "payment", order_id=order_id)

    def emit(self, kind: str, **about: Json) -> None:
        """Store a message, and send it."""
        ident = new_id("evt")
        body = {
            "entity": "event",
            "account_id": "acc_paysim00000000",
            "event": kind,
            "contains": list(about),
            "payload": {name: {"entity": shown(document)} for name, document in about.items()},
            "created_at": int(time.time()),
        }
        # The moment of sending keeps two messages of one kind about one payment apart, as theirs are.
        body["id"] = ident
        self.ledger.emit(NAME, ident, kind, json.dumps(body, separators=(",", ":")).encode())

    def new_order(self, facts: Json, faults: Faults) -> Json:
        amount, currency = faults.bent(facts["amount"], facts["currency"])
        notes = dict(facts["notes"])
        if FaultKind.WRONG_BOOKING in faults:
            notes["booking"] = "another"
        order_id = new_id("order_")
        return self.put({
            "id": order_id, "entity": "order", "amount": amount, "amount_paid": 0, "amount_due": amount,
            "currency": currency, "receipt": facts["receipt"], "offer_id": None, "status": "created", "attempts": 0,
            "notes": notes, "created_at": int(time.time()), "_capture": facts["capture"],
        })  # fmt: skip

    def pay(self, order: Json, decline: str = "") -> Json:
        """A payment for an order: authorised, perhaps captured at once, or failed."""
        payment: Json = {
            "id": new_id("pay_"), "entity": "payment", "amount": order["amount"], "currency": order["currency"],
            "status": "failed" if decline else "authorized", "order_id": order["id"], "invoice_id": None,
            "international": False, "method": "card", "amount_refunded": 0, "refund_status": None, "captured": False,
            "description": None, "email": "void@razorpay.com", "contact": "+919000090000", "notes": order["notes"],
            "fee": None, "tax": None, "error_code": "BAD_REQUEST_ERROR" if decline else None,
            "error_reason": decline or None, "created_at": int(time.time()),
        }  # fmt: skip
        self.put(payment)
        self.put(order | {"status": "attempted", "attempts": order["attempts"] + 1})
        self.emit("payment.failed" if decline else "payment.authorized", payment=payment)
        if not decline and order["_capture"] == "automatic":
            self.capture(payment)
        return payment

    def capture(self, payment: Json) -> None:
        """Money moves."""
        payment |= {"status": "captured", "captured": True, "fee": payment["amount"] * FEE_PERCENT // 100, "tax": 0}
        order = self.order(payment["order_id"])
        assert order is not None
        self.ledger.charge(
            NAME, payment["id"], payment["amount"], payment["currency"], str(order["notes"].get("booking", ""))
        )
        order |= {"status": "paid", "amount_paid": payment["amount"], "amount_due": 0}
        self.put(order)
        self.emit("payment.captured", payment=self.put(payment))
        self.emit("order.paid", order=order, payment=payment)

    def refund(self, payment: Json, amount: int, facts: Json, faults: Faults) -> Json:
        """Give back part or all; the caller has checked the amount."""
        pending = FaultKind.REFUND_PENDING in faults
        refund: Json = {
            "id": new_id("rfnd_"), "entity": "refund", "amount": amount, "currency": payment["currency"],
            "payment_id": payment["id"], "notes": facts["notes"], "receipt": facts["receipt"], "status": "pending",
            "acquirer_data": {"arn": None}, "created_at": int(time.time()), "batch_id": None,
            "speed_requested": "normal", "speed_processed": "normal",
            "_settles": time.time() + (PENDING_REFUND_SECONDS if pending else 0),
        }  # fmt: skip
        self._count(payment, amount)
        self.put(refund)
        self.emit("refund.created", refund=refund, payment=payment)
        if FaultKind.REFUND_FAILED in faults:
            self._end(refund, "failed")
        elif not pending:
            self._end(refund, "processed")
        return refund

    def _count(self, payment: Json, amount: int) -> None:
        back = payment["amount_refunded"] + amount
        whole = back == payment["amount"]
        status = {"status": "refunded" if whole else "captured", "refund_status": "full" if whole else "partial"}
        payment |= {"amount_refunded": back, **(status if back else {"status": "captured", "refund_status": None})}
        self.put(payment)

    def _end(self, refund: Json, status: str) -> None:
        payment = self.payment(refund["payment_id"])
        assert payment is not None
        refund["status"] = status
        self.put(refund)
        if status == "failed":
            self._count(payment, -refund["amount"])
        else:
            self.ledger.give_back(NAME, payment["id"], refund["amount"], refund["id"])
        self.emit(f"refund.{status}", refund=refund, payment=payment)

    def signature(self, order_id: str, payment_id: str) -> str:
        """What the browser brings back to prove a payment."""
        secret = self.bank.account(NAME)["key_secret"].encode()
        return hmac.new(secret, f"{order_id}|{payment_id}".encode(), hashlib.sha256).hexdigest()

    def time_passes(self, now: float) -> None:
        """Pending refunds arrive."""
        for refund in self.ledger.find(NAME, "refund", status="pending"):
            if refund["_settles"] <= now:
                self._end(refund, "processed")


def shown(document: Json) -> Json:
    """An entity as Razorpay shows it: without what only the peer needs to know."""
    return {name: value for name, value in document.items() if not name.startswith("_")}
