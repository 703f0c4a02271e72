"""What PayPal does with orders, authorisations, captures and refunds. Everything runs inside `Ledger.writing()`."""

from __future__ import annotations

import json
import secrets
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, NoReturn

from starlette.responses import JSONResponse

from smartbooking.kernel.money import exponent
from smartbooking.sandbox_provider.bank import Answered, Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.rules import FaultKind, Faults

NAME: Final = "paypal"
PENDING_REFUND_SECONDS: Final = 1.0
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAMES: Final = {
    400: "INVALID_REQUEST",
    401: "AUTHENTICATION_FAILURE",
    404: "RESOURCE_NOT_FOUND",
    422: "UNPROCESSABLE_ENTITY",
}
WITHOUT_DECIMALS: Final = frozenset({"HUF", "JPY", "TWD"})


def new_id() -> str:
    """An id in PayPal's manner: seventeen capitals and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(17))


def fail(status: int, issue: str, description: str = "", *, field: str = "") -> NoReturn:
    """Refuse as PayPal does."""
    detail = {"issue": issue, "description": description or issue, **({"field": field} if field else {})}
    body = {
        "name": _NAMES[status],
        "message": "The request could not be processed.",
        "debug_id": secrets.token_hex(7),
        "details": [detail],
        "links": [],
    }
    raise Answered(JSONResponse(body, status_code=status))


def moment() -> str:
    """Now, as PayPal writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Acts:
    """Objects are documents of the shared ledger; money goes through its money book."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.ledger = bank.ledger

    def put(self, kind: str, document: Json) -> Json:
        self.ledger.put(NAME, kind, document["id"], document)
        return document

    def get(self, kind: str, ident: str) -> Json | None:
        return self.ledger.get(NAME, kind, ident)

    def minor(self, amount: Json) -> tuple[int, str]:
        """An amount of PayPal's in minor units."""
        code = str(amount["currency_code"])
        return int(Decimal(amount["value"]).scaleb(exponent(code))), code

    def money(self, minor: int, currency: str) -> Json:
        """Minor units as PayPal writes them."""
        value = Decimal(minor).scaleb(-exponent(currency))
        digits = 0 if currency in WITHOUT_DECIMALS else 2
        return {"currency_code": currency, "value": f"{value:.{digits}f}"}

    def emit(self, kind: str, resource_type: str, resource: Json) -> None:
        """Store a message, and send it."""
        event: Json = {
            "id": f"WH-{new_id()}-{new_id()}",
            "event_version": "1.0",
            "create_time": moment(),
            "resource_type": resource_type,
            "resource_version": "2.0",
            "event_type": kind,
            "summary": kind,
            "resource": shown(resource),
            "links": [],
        }
        self.put("event", event)
        self.ledger.emit(NAME, event["id"], kind, json.dumps(event, separators=(",", ":")).encode())

    def new_order(self, facts: Json, context: Json, faults: Faults) -> Json:
        unit = dict(facts["purchase_units"][0])
        minor, currency = faults.bent(*self.minor(unit["amount"]))
        unit["amount"] = self.money(minor, currency)
        unit["reference_id"] = unit.get("reference_id") or "default"
        if FaultKind.WRONG_BOOKING in faults:
            unit["custom_id"] = "another"
        order_id = new_id()
        order: Json = {
            "id": order_id, "intent": facts["intent"], "status": "PAYER_ACTION_REQUIRED", "create_time": moment(),
            "purchase_units": [unit], "payment_source": {"paypal": {}}, "_context": context,
            "links": [{"href": self.bank.open_page(NAME, order_id), "rel": "payer-action", "method": "GET"}],
        }  # fmt: skip
        return self.put("order", order)

    def approve(self, order: Json, *, declined: bool) -> None:
        """The payer agreed; nothing moves until the merchant asks for it."""
        self.put(
            "order", order | {"status": "APPROVED", "_declined": declined, "_asks": False, "update_time": moment()}
        )
        self.emit("CHECKOUT.ORDER.APPROVED", "checkout-order", order | {"status": "APPROVED"})

    def complete(self, order: Json) -> None:
        """Capture or authorise an approved order, as its intent says."""
        unit = order["purchase_units"][0]
        minor, currency = self.minor(unit["amount"])
        order["status"] = "COMPLETED"
        if order["intent"] == "CAPTURE":
            self._capture(order, minor, currency)
            return
        authorization = self._payment(order, minor, currency) | {"status": "CREATED"}
        unit["payments"] = {"authorizations": [shown(self.put("authorization", authorization))]}
        self.put("order", order)
        self.emit("PAYMENT.AUTHORIZATION.CREATED", "authorization", authorization)

    def capture_authorization(self, authorization: Json) -> Json:
        order = self.get("order", authorization["_order"])
        assert order is not None
        self._replace(order, "authorizations", authorization | {"status": "CAPTURED"}, "authorization")
        return self._capture(order, *self.minor(authorization["amount"]))

    def void_authorization(self, authorization: Json) -> Json:
        order = self.get("order", authorization["_order"])
        assert order is not None
        voided = authorization | {"status": "VOIDED"}
        self._replace(order, "authorizations", voided, "authorization")
        self.emit("PAYMENT.AUTHORIZATION.VOIDED", "authorization", voided)
        return voided

    def _capture(self, order: Json, minor: int, currency: str) -> Json:
        unit = order["purchase_units"][0]
        fee = minor * 29 // 1000
        breakdown = {"gross_amount": self.money(minor, currency), "paypal_fee": self.money(fee, currency)}
        capture = self._payment(order, minor, currency) | {
            "status": "COMPLETED", "final_capture": True, "seller_receivable_breakdown": breakdown,
        }  # fmt: skip
        self.put("capture", capture)
        unit.setdefault("payments", {})["captures"] = [shown(capture)]
        self.put("order", order)
        self.ledger.charge(NAME, capture["id"], minor, currency, str(unit.get("custom_id", "")))
        self.emit("PAYMENT.CAPTURE.COMPLETED", "capture", capture)
        return capture

    def _payment(self, order: Json, minor: int, currency: str) -> Json:
        unit = order["purchase_units"][0]
        return {
            "id": new_id(), "amount": self.money(minor, currency), "custom_id": unit.get("custom_id"),
            "invoice_id": unit.get("invoice_id"), "create_time": moment(),
            "supplementary_data": {"related_ids": {"order_id": order["id"]}}, "_order": order["id"],
        }  # fmt: skip

    def refund(self, capture: Json, minor: int, facts: Json, faults: Faults) -> Json:
        """Give back part or all; the caller has checked the amount."""
        pending = FaultKind.REFUND_PENDING in faults
        refund: Json = {
            "id": new_id(), "amount": self.money(minor, capture["amount"]["currency_code"]), "status": "PENDING",
            "invoice_id": facts.get("invoice_id"), "custom_id": facts.get("custom_id"),
            "note_to_payer": facts.get("note_to_payer"), "create_time": moment(), "_capture": capture["id"],
            "_settles": time.time() + (PENDING_REFUND_SECONDS if pending else 0),
        }  # fmt: skip
        if FaultKind.REFUND_FAILED in faults:
            self._end(refund, "FAILED")
        elif pending:
            self._end(refund, "PENDING")
        else:
            self._end(refund, "COMPLETED")
        return refund

    def given_back(self, capture: Json) -> int:
        """What of a capture went back or is on its way."""
        rows = self.ledger.find(NAME, "refund", _capture=capture["id"])
        return sum(self.minor(row["amount"])[0] for row in rows if row["status"] in ("PENDING", "COMPLETED"))

    def _end(self, refund: Json, status: str) -> None:
        refund["status"] = status
        self.put("refund", refund)
        capture = self.get("capture", refund["_capture"])
        order = self.get("order", capture["_order"]) if capture else None
        assert capture is not None
        assert order is not None
        if status == "COMPLETED":
            self.ledger.give_back(NAME, capture["id"], self.minor(refund["amount"])[0], refund["id"])
        back = self.given_back(capture)
        whole = back >= self.minor(capture["amount"])[0]
        capture["status"] = "REFUNDED" if whole else "PARTIALLY_REFUNDED" if back else "COMPLETED"
        self._replace(order, "captures", capture, "capture")
        self._replace(order, "refunds", refund, "refund")
        if status == "COMPLETED":
            related = {"supplementary_data": {"related_ids": {"order_id": order["id"], "capture_id": capture["id"]}}}
            self.emit("PAYMENT.CAPTURE.REFUNDED", "refund", refund | related)

    def _replace(self, order: Json, where: str, document: Json, kind: str) -> None:
        """Store an object and its picture inside the order."""
        self.put(kind, document)
        payments = order["purchase_units"][0].setdefault("payments", {})
        others = [one for one in payments.get(where, []) if one["id"] != document["id"]]
        payments[where] = [*others, shown(document)]
        self.put("order", order)

    def time_passes(self, now: float) -> None:
        """Pending refunds arrive."""
        for refund in self.ledger.find(NAME, "refund", status="PENDING"):
            if refund["_settles"] <= now:
                self._end(refund, "COMPLETED")


def shown(document: Json) -> Json:
    """An object as PayPal shows it: without what only the peer needs to know."""
    return {name: value for name, value in document.items() if not name.startswith("_") and value is not None}
