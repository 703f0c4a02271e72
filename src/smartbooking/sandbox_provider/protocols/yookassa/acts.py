"""What YooKassa does with payments and refunds. Everything runs inside `Ledger.writing()`."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from uuid import uuid4

from smartbooking.kernel.money import Money, exponent
from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.rules import FaultKind, Faults

NAME: Final = "yookassa"
PAGE_SECONDS: Final = 3600
HOLD_SECONDS: Final = 7 * 86_400
PENDING_REFUND_SECONDS: Final = 1.0
FEE_PERCENT: Final = 3


def amount_of(minor: int, currency: str) -> Json:
    """An amount as YooKassa writes it."""
    return {"value": f"{Money(minor, currency).major:.{exponent(currency)}f}", "currency": currency}


def minor_of(amount: Json) -> int:
    """The minor units of an amount of ours."""
    return Money.of(Decimal(amount["value"]), amount["currency"]).minor


def moment(at: float | None = None) -> str:
    """A moment as YooKassa writes it: UTC with milliseconds."""
    when = datetime.fromtimestamp(time.time() if at is None else at, UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Acts:
    """Payments and refunds are documents of the shared ledger; money goes through its money book."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.ledger = bank.ledger

    def put(self, kind: str, document: Json) -> Json:
        self.ledger.put(NAME, kind, document["id"], document)
        return document

    def get(self, kind: str, ident: str) -> Json | None:
        return self.ledger.get(NAME, kind, ident)

    def emit(self, event: str, about: Json) -> None:
        """Store a notification, and send it. It carries no id and no signature."""
        body = {"type": "notification", "event": event, "object": shown(about)}
        self.ledger.emit(NAME, f"{event}:{about['id']}", event, json.dumps(body, ensure_ascii=False).encode())

    def new_payment(self, facts: Json, faults: Faults) -> Json:
        """A payment whose page waits for its payer."""
        currency = facts["amount"]["currency"]
        metadata = dict(facts["metadata"])
        if FaultKind.WRONG_BOOKING in faults:
            metadata["booking"] = "another"
        ident = str(uuid4())
        account = self.bank.account(NAME)["shop_id"]
        page = {"type": "redirect", "confirmation_url": self.bank.open_page(NAME, ident)}
        return self.put("payment", {
            "id": ident, "status": "pending", "paid": False, "refundable": False, "test": True,
            "amount": amount_of(*faults.bent(minor_of(facts["amount"]), currency)), "confirmation": page,
            "created_at": moment(), "description": facts["description"], "metadata": metadata,
            "recipient": {"account_id": account, "gateway_id": "1"}, "_capture": facts["capture"],
            "_return_url": facts["return_url"], "_locale": facts["locale"], "_ends": time.time() + PAGE_SECONDS,
        })  # fmt: skip

    def pay(self, payment: Json) -> None:
        """The payer paid on the page: taken, or held until the capture."""
        payment.pop("confirmation", None)
        payment["payment_method"] = {
            "type": "bank_card", "id": payment["id"], "saved": False, "status": "inactive", "title": "Bank card *4477",
            "card": {
                "last4": "4477", "expiry_year": str(time.gmtime().tm_year + 3), "expiry_month": "07",
                "card_type": "MasterCard", "issuer_country": "RU",
            },
        }  # fmt: skip
        payment |= {"paid": True, "_asks": False}
        if payment["_capture"]:
            self.take(payment, minor_of(payment["amount"]))
            return
        ends = time.time() + HOLD_SECONDS
        payment |= {"status": "waiting_for_capture", "expires_at": moment(ends), "_ends": ends}
        self.emit("payment.waiting_for_capture", self.put("payment", payment))

    def take(self, payment: Json, minor: int) -> None:
        """Money moves: all that is held or a part; the rest is free again."""
        currency = payment["amount"]["currency"]
        self.ledger.charge(NAME, payment["id"], minor, currency, str(payment["metadata"].get("booking", "")))
        payment.pop("expires_at", None)
        payment |= {
            "status": "succeeded", "amount": amount_of(minor, currency), "captured_at": moment(), "refundable": True,
            "income_amount": amount_of(minor - minor * FEE_PERCENT // 100, currency),
        }  # fmt: skip
        self.emit("payment.succeeded", self.put("payment", payment))

    def cancel(self, payment: Json, party: str, reason: str) -> None:
        """Nothing will be taken."""
        for name in ("confirmation", "expires_at"):
            payment.pop(name, None)
        details = {"party": party, "reason": reason}
        payment |= {"status": "canceled", "paid": False, "cancellation_details": details, "_asks": False}
        self.emit("payment.canceled", self.put("payment", payment))

    def left_of(self, payment: Json) -> int:
        """What may still be given back: refunds under way count."""
        refunds = self.ledger.find(NAME, "refund", payment_id=payment["id"])
        back = sum(minor_of(one["amount"]) for one in refunds if one["status"] != "canceled")
        return minor_of(payment["amount"]) - back

    def refund(self, payment: Json, facts: Json, faults: Faults) -> Json:
        """Give back part or all; the caller has checked the amount."""
        pending = FaultKind.REFUND_PENDING in faults
        refund: Json = {
            "id": str(uuid4()), "payment_id": payment["id"], "status": "pending", "created_at": moment(),
            "amount": facts["amount"], "description": facts["description"], "metadata": facts["metadata"],
            "_settles": time.time() + (PENDING_REFUND_SECONDS if pending else 0),
        }  # fmt: skip
        self.put("refund", refund)
        if FaultKind.REFUND_FAILED in faults:
            details = {"party": "refund_network", "reason": "general_decline"}
            self.put("refund", refund | {"status": "canceled", "cancellation_details": details})
            refund |= {"status": "canceled", "cancellation_details": details}
        elif not pending:
            self._succeed(refund)
        return refund

    def _succeed(self, refund: Json) -> None:
        payment = self.get("payment", refund["payment_id"])
        assert payment is not None
        refund["status"] = "succeeded"
        self.ledger.give_back(NAME, payment["id"], minor_of(refund["amount"]), refund["id"])
        self.put("refund", refund)
        currency = payment["amount"]["currency"]
        before = minor_of(payment.get("refunded_amount") or amount_of(0, currency))
        back = before + minor_of(refund["amount"])
        self.put("payment", payment | {
            "refunded_amount": amount_of(back, currency), "refundable": back < minor_of(payment["amount"]),
        })  # fmt: skip
        self.emit("refund.succeeded", refund)

    def time_passes(self, now: float) -> None:
        """Pages and holds run out, pending refunds arrive."""
        for payment in self.ledger.find(NAME, "payment", status="pending"):
            if payment["_ends"] <= now:
                self.cancel(payment, "yoo_money", "expired_on_confirmation")
        for payment in self.ledger.find(NAME, "payment", status="waiting_for_capture"):
            if payment["_ends"] <= now:
                self.cancel(payment, "yoo_money", "expired_on_capture")
        for refund in self.ledger.find(NAME, "refund", status="pending"):
            if refund["_settles"] <= now:
                self._succeed(refund)


def shown(document: Json) -> Json:
    """An object as YooKassa shows it: without what only the peer needs to know."""
    return {name: value for name, value in document.items() if not name.startswith("_")}
