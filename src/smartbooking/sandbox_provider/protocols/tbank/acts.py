"""What T-Bank does with payments. Amounts are kopecks; `Amount` is what the payment is worth now.

Everything runs inside `Ledger.writing()`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any, Final

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.rules import FaultKind, Faults

NAME: Final = "tbank"
PAGE_SECONDS: Final = 86_400
PENDING_REFUND_SECONDS: Final = 1.0


def token_of(fields: Mapping[str, Any], password: str) -> str:
    """SHA-256 over the values of the root's plain fields and the password, by the order of their names."""
    plain = {name: value for name, value in fields.items() if name != "Token" and not isinstance(value, dict | list)}
    values = {**plain, "Password": password}
    text = "".join(_text(values[name]) for name in sorted(values) if values[name] is not None)
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Acts:
    """Payments are documents of the shared ledger; money goes through its money book."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.ledger = bank.ledger

    def put(self, payment: Json) -> Json:
        self.ledger.put(NAME, "payment", payment["PaymentId"], payment)
        return payment

    def payment(self, ident: str) -> Json | None:
        return self.ledger.get(NAME, "payment", ident)

    def of_order(self, order: str) -> list[Json]:
        return self.ledger.find(NAME, "payment", OrderId=order)

    def tell(self, payment: Json) -> None:
        """Store a notification about the payment as it is now, and send it."""
        account = self.bank.account(NAME)
        body: Json = {
            "TerminalKey": account["terminal_key"], "OrderId": payment["OrderId"],
            "Success": payment["Status"] != "REJECTED", "Status": payment["Status"],
            "PaymentId": int(payment["PaymentId"]), "ErrorCode": payment["ErrorCode"], "Amount": payment["Amount"],
            "CardId": 10452089, "Pan": "430000******0777", "ExpDate": "1230",
            "Data": {"Source": "cards", "Route": "ACQ"},
        }  # fmt: skip
        body["Token"] = token_of(body, account["password"])
        ident = f"{payment['PaymentId']}:{payment['Status']}:{payment['Amount']}"
        self.ledger.emit(NAME, ident, payment["Status"], json.dumps(body, ensure_ascii=False).encode())

    def new_payment(self, facts: Json, faults: Faults) -> Json:
        """A payment whose page waits for its payer."""
        order = facts["OrderId"]
        if FaultKind.WRONG_BOOKING in faults:
            order = order[::-1]
        return self.put({
            "PaymentId": str(3_000_000_000 + secrets.randbelow(1_000_000_000)), "OrderId": order, "Status": "NEW",
            "ErrorCode": "0", "Amount": faults.bent(facts["Amount"], "RUB")[0], "_facts": facts, "_asked": {},
            "_ends": time.time() + PAGE_SECONDS,
        })  # fmt: skip

    def pay(self, payment: Json) -> None:
        """The payer paid on the page: held, and in one stage taken at once (both are told)."""
        payment["Status"] = "AUTHORIZED"
        self.tell(self.put(payment))
        if payment["_facts"].get("PayType", "O") == "O":
            self.confirm(payment, payment["Amount"])

    def reject(self, payment: Json, code: str) -> None:
        """The bank says no."""
        payment |= {"Status": "REJECTED", "ErrorCode": code}
        self.tell(self.put(payment))

    def confirm(self, payment: Json, amount: int) -> None:
        """Money moves: all that is held or a part; the rest is free again."""
        self.ledger.charge(NAME, payment["PaymentId"], amount, "RUB", booking_of(payment["OrderId"]))
        payment |= {"Status": "CONFIRMED", "Amount": amount, "_taken": amount}
        self.tell(self.put(payment))

    def release(self, payment: Json, status: str) -> None:
        """Nothing will be taken."""
        payment |= {"Status": status, "Amount": 0 if status == "REVERSED" else payment["Amount"]}
        self.put(payment)
        if status == "REVERSED":
            self.tell(payment)

    def refund(self, payment: Json, amount: int, faults: Faults) -> None:
        """Give back part or all; the caller has checked the amount."""
        if FaultKind.REFUND_PENDING in faults:
            payment |= {"Status": "REFUNDING", "_back": amount, "_ends": time.time() + PENDING_REFUND_SECONDS}
            self.put(payment)
            return
        self._give_back(payment, amount)

    def _give_back(self, payment: Json, amount: int) -> None:
        left = payment["Amount"] - amount
        self.ledger.give_back(NAME, payment["PaymentId"], amount, secrets.token_hex(8))
        payment |= {"Status": "PARTIAL_REFUNDED" if left else "REFUNDED", "Amount": left}
        self.tell(self.put(payment))

    def time_passes(self, now: float) -> None:
        """Pages close, pending refunds arrive."""
        for payment in self.ledger.find(NAME, "payment", Status="NEW"):
            if payment["_ends"] <= now:
                self.put(payment | {"Status": "DEADLINE_EXPIRED"})
        for payment in self.ledger.find(NAME, "payment", Status="REFUNDING"):
            if payment["_ends"] <= now:
                self._give_back(payment, payment["_back"])


def booking_of(order: str) -> str:
    """The booking as this merchant writes it into its order numbers: 26 letters of base 32 before the rest."""
    try:
        return base64.b32decode(order[:26].upper() + "======").hex()
    except ValueError:
        return order
