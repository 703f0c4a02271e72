"""Our own protocol: payments by token or hosted page, Standard Webhooks messages. The default of a new installation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from smartbooking.sandbox_provider.bank import Bank, Courier, PageView
from smartbooking.sandbox_provider.protocols.own import acts
from smartbooking.sandbox_provider.protocols.own.api import Api
from smartbooking.sandbox_provider.protocols.own.books import Books
from smartbooking.sandbox_provider.protocols.own.rules import NAME
from smartbooking.sandbox_provider.protocols.own.signing import signature

ACCOUNT: Final[Mapping[str, str]] = {"api_key": "sk_sandbox_local", "webhook_secret": "whsec_sandbox_local"}
__all__ = ["ACCOUNT", "NAME", "router"]


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    books = Books(bank.ledger)
    bank.clocks.append(books.settle_due)
    bank.desks[NAME] = _Desk(books)
    # Two endpoint secrets may be active during a rotation: one signature for each.
    active = bank.account(NAME)["webhook_secret"].split()

    def prove(ident: str, body: bytes, at: int) -> Mapping[str, str]:
        signatures = " ".join(signature(secret, ident, at, body) for secret in active)
        return {"webhook-id": ident, "webhook-timestamp": str(at), "webhook-signature": signatures}

    bank.couriers[NAME] = Courier(headers=prove)
    return Api(bank, books).router()


class _Desk:
    """Answers the hosted page."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def view(self, subject: str) -> PageView:
        row = self.books.known(subject)
        return PageView(
            status=row["status"],
            amount=row["amount"],
            currency=row["currency"],
            description=row["description"] or row["booking"],
            locale=row["locale"],
            return_url=row["return_url"],
            asks_bank=bool(row["three_ds"]),
        )

    def decide(self, subject: str, choice: str) -> str:
        row = self.books.known(subject)
        if choice in ("bank_yes", "bank_no"):
            acts.answer_bank(self.books, row, confirmed=choice == "bank_yes")
        else:
            acts.answer_page(self.books, row, choice)
        return "" if choice == "pay_3ds" else row["return_url"]
