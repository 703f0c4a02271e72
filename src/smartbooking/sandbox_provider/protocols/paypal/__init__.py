"""PayPal: OAuth 2 tokens, orders v2, authorisations, captures, refunds, messages signed with a certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from smartbooking.sandbox_provider.bank import Bank, Courier, PageView
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.protocols.paypal.acts import NAME, Acts
from smartbooking.sandbox_provider.protocols.paypal.api import Api
from smartbooking.sandbox_provider.protocols.paypal.proof import Notary

ACCOUNT: Final[Mapping[str, str]] = {
    "client_id": "paysim_client", "client_secret": "paysim_client_secret", "webhook_id": "WEBHOOKPAYSIM00001",
}  # fmt: skip
__all__ = ["ACCOUNT", "NAME", "router"]
_WORDS: Final = {
    "CREATED": "requires_action", "PAYER_ACTION_REQUIRED": "requires_action", "APPROVED": "processing",
    "VOIDED": "voided",
}  # fmt: skip


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    acts = Acts(bank)
    notary = Notary(bank)
    bank.clocks.append(acts.time_passes)
    bank.desks[NAME] = _Desk(acts)
    bank.couriers[NAME] = Courier(headers=notary.headers)
    made = Api(bank, acts).router()
    made.include_router(notary.router())
    return made


class _Desk:
    """Answers the hosted page: approval, or the way back without it."""

    def __init__(self, acts: Acts) -> None:
        self.acts = acts

    def view(self, subject: str) -> PageView:
        order = self._order(subject)
        unit = order["purchase_units"][0]
        amount, currency = self.acts.minor(unit["amount"])
        paid = "captured" if order["intent"] == "CAPTURE" else "authorised"
        return PageView(
            status=_WORDS.get(order["status"], paid),
            amount=amount,
            currency=currency,
            description=str(unit.get("description") or unit.get("custom_id") or order["id"]),
            locale="en" if str(order["_context"].get("locale", "")).startswith("en") else "ru",
            return_url=order["_context"]["return_url"],
            asks_bank=bool(order.get("_asks")),
        )

    def decide(self, subject: str, choice: str) -> str:
        order = self._order(subject)
        context = order["_context"]
        if order["status"] not in ("CREATED", "PAYER_ACTION_REQUIRED"):
            return str(context["return_url"])
        if choice == "cancel":
            return str(context["cancel_url"])
        if choice == "pay_3ds":
            self.acts.put("order", order | {"_asks": True})
            return ""
        if choice in ("decline", "bank_no"):
            self.acts.put("order", order | {"_asks": False})
            return ""
        self.acts.approve(order, declined=choice == "insufficient")
        return str(context["return_url"])

    def _order(self, subject: str) -> Json:
        found = self.acts.get("order", subject)
        assert found is not None
        return found
