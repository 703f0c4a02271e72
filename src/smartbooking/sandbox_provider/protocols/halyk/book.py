"""Halyk's tokens and transactions in the peer's book. Everything here runs inside `Ledger.writing()`."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from starlette.responses import JSONResponse

from smartbooking.sandbox_provider.bank import Answered, Bank
from smartbooking.sandbox_provider.ledger import Json, Overdrawn
from smartbooking.sandbox_provider.rules import CURRENCIES, Faults

NAME: Final = "halyk"
SCOPE: Final = "webapi usermanagement email_send verification statement statistics payment"
_ASKED: Final = frozenset({"grant_type", "scope", "client_id", "client_secret", "terminal"})
_OF_A_PAYMENT: Final = frozenset({"invoiceID", "secret_hash", "amount", "currency", "postLink", "failurePostLink"})
_PAYMENT: Final[Mapping[str, type | tuple[type, ...]]] = {
    "invoiceId": str, "backLink": str, "failureBackLink": str, "postLink": str, "failurePostLink": str,
    "language": str, "description": str, "accountId": str, "terminal": str, "amount": (int, float), "currency": str,
    "auth": dict,
}  # fmt: skip
_LANGUAGES: Final = frozenset({"rus", "kaz", "eng"})
# The least sum that can be given back: ten tenge.
_LEAST_REFUND: Final = 1000


class Book:
    """The merchant's invoices at Halyk."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.ledger = bank.ledger

    def token(self, form: Mapping[str, str], faults: Faults) -> Json:
        """A token: of one payment when the form has an invoice, else for questions and operations."""
        account = self.bank.account(NAME)
        right = {"grant_type": "client_credentials", "scope": SCOPE, **account}
        if any(form.get(name) != value for name, value in right.items()):
            raise refused(401, 401, "invalid client, terminal or scope")
        facts: Json = {"used": False}
        if "invoiceID" in form:
            if set(form) != _ASKED | _OF_A_PAYMENT or not re.fullmatch(r"\d{6,15}", form["invoiceID"]):
                raise refused(400, 400, "invoiceID has 6 to 15 digits; a payment's fields come together")
            amount, currency = faults.bent(minor_of(form["amount"]), form["currency"])
            if form["currency"] not in CURRENCIES or not form["secret_hash"]:
                raise refused(400, 400, "currency or secret_hash")
            facts |= {name: form[name] for name in _OF_A_PAYMENT} | {"minor": minor_of(form["amount"])}
            if (amount, currency) != (facts["minor"], form["currency"]):
                self.ledger.put(NAME, "bent", form["invoiceID"], {"minor": amount, "currency": currency})
        elif set(form) != _ASKED:
            raise refused(400, 400, "unknown fields")
        token = secrets.token_hex(16).upper()
        self.ledger.put(NAME, "token", token, facts)
        return {
            "access_token": token, "expires_in": 7200, "refresh_token": "", "scope": SCOPE, "token_type": "Bearer",
        }  # fmt: skip

    def allowed(self, header: str) -> None:
        """A token that is not a payment's; each is used once."""
        token = header.removeprefix("Bearer ")
        facts = self.ledger.get(NAME, "token", token)
        if facts is None or facts["used"] or "invoiceID" in facts or not header.startswith("Bearer "):
            raise refused(401, 401, "no usable token")
        self.ledger.put(NAME, "token", token, {**facts, "used": True})

    def open(self, payment: Json) -> str:
        """The payer comes with the payment object of the merchant's page; returns the transaction's id."""
        for name, kind in _PAYMENT.items():
            if not isinstance(payment.get(name), kind) or isinstance(payment[name], bool):
                raise refused(400, 400, f"{name} is missing or odd")
        token = str(payment["auth"].get("access_token"))
        facts = self.ledger.get(NAME, "token", token)
        if facts is None or facts["used"] or "invoiceID" not in facts:
            raise refused(401, 401, "no usable token")
        said = (payment["invoiceId"], payment["currency"], minor_of(payment["amount"]), payment["postLink"])
        if said != (facts["invoiceID"], facts["currency"], facts["minor"], facts["postLink"]):
            raise refused(400, 400, "the payment is not the one of its token")
        if set(payment) - set(_PAYMENT) or payment["language"] not in _LANGUAGES:
            raise refused(400, 400, "an unknown field or language")
        if payment["terminal"] != self.bank.account(NAME)["terminal"]:
            raise refused(400, 400, "terminal")
        made = self._new(payment, facts)
        self.ledger.put(NAME, "token", token, {**facts, "used": True})
        return str(made["id"])

    def _new(self, payment: Json, facts: Json) -> Json:
        """An invoice's number, also its last six digits, is used once."""
        invoice = payment["invoiceId"]
        found = self.ledger.find(NAME, "transaction", last=invoice[-6:])
        if found and (found[-1]["invoiceID"] != invoice or found[-1]["statusName"] != "NEW"):
            raise refused(400, 400, "this invoiceID was used")
        bent = self.ledger.get(NAME, "bent", invoice) or {}
        made: Json = {
            "id": found[-1]["id"] if found else str(uuid.uuid4()), "invoiceID": invoice, "last": invoice[-6:],
            "statusName": "NEW", "minor": facts["minor"], "taken": 0, "given": 0, "currency": payment["currency"],
            "accountID": payment["accountId"], "reasonCode": 0, "reason": "", "secret_hash": facts["secret_hash"],
            "links": {name: payment[name] for name in ("backLink", "failureBackLink", "postLink", "failurePostLink")},
            **bent,
        }  # fmt: skip
        self.put(made)
        return made

    def choose(self, made: Json, choice: str) -> Json:
        """The payer's choice; a transaction that is over stays as it is."""
        if made["statusName"] != "NEW":
            return made
        made = {**made, "statusName": "AUTH"}
        if choice != "pay":
            made |= {"statusName": "FAILED", "reasonCode": 484, "reason": "Недостаточно средств на карте"}
        self.put(made)
        return made

    def charge(self, made: Json, amount: object) -> None:
        """The whole of what is held or a part of it, once."""
        minor = made["minor"] if amount is None else minor_of(amount)
        if made["statusName"] != "AUTH" or minor > made["minor"]:
            raise refused(400, 100, "charge: wrong status or amount")
        self.ledger.charge(NAME, made["id"], minor, made["currency"], made["accountID"])
        self.put({**made, "statusName": "CHARGE", "taken": minor})

    def cancel(self, made: Json) -> None:
        """What is held is let go."""
        if made["statusName"] != "AUTH":
            raise refused(400, 100, "cancel: wrong status")
        self.put({**made, "statusName": "CANCEL"})

    def refund(self, made: Json, amount: object) -> None:
        """A part or all of what was taken. It knows no key: the same request again gives back again."""
        minor = minor_of(amount)
        if made["statusName"] != "CHARGE" or minor < _LEAST_REFUND:
            raise refused(400, 100, "refund: wrong status or amount")
        try:
            self.ledger.give_back(NAME, made["id"], minor, secrets.token_hex(8))
        except Overdrawn as error:
            raise refused(400, 100, str(error)) from error
        given = made["given"] + minor
        self.put({**made, "given": given, "statusName": "REFUND" if given == made["taken"] else "CHARGE"})

    def put(self, made: Json) -> None:
        """Keep a transaction."""
        self.ledger.put(NAME, "transaction", made["id"], made)

    def get(self, ident: str) -> Json:
        """A transaction by Halyk's id."""
        found = self.ledger.get(NAME, "transaction", ident)
        if found is None:
            raise refused(404, 102, "transaction not found")
        return found

    def of_invoice(self, invoice: str) -> Json | None:
        """A transaction by the merchant's number."""
        found = self.ledger.find(NAME, "transaction", invoiceID=invoice)
        return found[-1] if found else None

    def shown(self, made: Json) -> Json:
        """A transaction as the status tells it."""
        whole = made["taken"] or made["minor"]
        names = ("id", "invoiceID", "currency", "accountID", "statusName", "reasonCode", "reason")
        return {name: made[name] for name in names} | {
            "amount": (whole - made["given"]) / 100, "orgAmount": whole / 100, "payoutAmount": made["given"] / 100,
            "amountBonus": 0, "terminal": self.bank.account(NAME)["terminal"], "cardType": "VISA", "reference": "",
        }  # fmt: skip


def minor_of(value: Any) -> int:  # Any: JSON or a form's text
    """An amount in tiyn."""
    try:
        minor = Decimal(str(value)).scaleb(2)
    except InvalidOperation as error:
        raise refused(400, 400, "amount") from error
    if isinstance(value, bool) or not minor.is_finite() or minor <= 0 or minor != minor.to_integral_value():
        raise refused(400, 400, "amount")
    return int(minor)


def refused(status: int, code: int, message: str) -> Answered:
    """A refusal in Halyk's words."""
    return Answered(JSONResponse({"code": code, "message": message}, status_code=status))
