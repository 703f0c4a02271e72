"""Razorpay's hosted checkout: opened by a form, and its signed return, which the browser carries as a form."""

from __future__ import annotations

from html import escape
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from smartbooking.sandbox_provider.bank import Bank, PageView
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.protocols.razorpay.acts import NAME, Acts
from smartbooking.sandbox_provider.protocols.razorpay.api import fail

FIELDS: Final = frozenset(
    {"key_id", "order_id", "amount", "currency", "name", "description", "callback_url", "cancel_url"}
)
_DECLINES: Final = {
    "decline": "payment_failed",
    "insufficient": "insufficient_funds",
    "bank_no": "authentication_failed",
}
_WORDS: Final = {"created": "requires_action", "attempted": "requires_action", "paid": "captured"}


class Checkout:
    """The page and its way back."""

    def __init__(self, bank: Bank, acts: Acts) -> None:
        self.bank = bank
        self.acts = acts

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_route("/v1/checkout/embedded", self.open, methods=["POST"])
        router.add_route("/v1/checkout/return/{id}", self.back, methods=["GET"])
        return router

    async def open(self, request: Request) -> Response:
        """The merchant's form: without the right order and key there is no page."""
        form = {name: str(value) for name, value in (await request.form(max_fields=20)).items()}
        order = self.acts.order(form.get("order_id", ""))
        if set(form) - FIELDS or form.get("key_id") != self.bank.account(NAME)["key_id"] or order is None:
            fail(400, "The checkout form names no order of this account")
        if (form.get("amount"), form.get("currency")) != (str(order["amount"]), order["currency"]):
            fail(400, "The amount differs from the order's", field="amount")
        if not form.get("callback_url", "").startswith("http"):
            fail(400, "The callback url is invalid", field="callback_url")
        with self.acts.ledger.writing():
            order |= {"_callback": form["callback_url"], "_cancel": form.get("cancel_url", form["callback_url"])}
            self.acts.put(order)
            url = self.bank.open_page(NAME, order["id"])
        return RedirectResponse(url, status_code=303)

    async def back(self, request: Request) -> Response:
        """The page that posts the browser back to the merchant."""
        payment = self.acts.payment(request.path_params["id"])
        order = self.acts.order(payment["order_id"]) if payment else None
        if payment is None or order is None:
            fail(400, "The id provided does not exist")
        fields = {
            "razorpay_payment_id": payment["id"],
            "razorpay_order_id": order["id"],
            "razorpay_signature": self.acts.signature(order["id"], payment["id"]),
        }
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items()
        )
        page = f'<form method="post" action="{escape(order["_callback"])}">{inputs}<button>OK</button></form>'
        return HTMLResponse(f'<!doctype html><html lang="en"><title>Payment</title>{page}</html>')

    def view(self, subject: str) -> PageView:
        order = self._order(subject)
        held = any(one["status"] == "authorized" for one in self.acts.payments_of(subject))
        return PageView(
            status="authorised" if held else _WORDS[order["status"]],
            amount=order["amount"],
            currency=order["currency"],
            description=str(order["notes"].get("order") or order["receipt"]),
            locale="ru",
            return_url=order["_cancel"],
            asks_bank=bool(order.get("_asks")),
        )

    def decide(self, subject: str, choice: str) -> str:
        order = self._order(subject)
        live = [one for one in self.acts.payments_of(subject) if one["status"] != "failed"]
        if live:
            return self._way_back(live[0])
        if choice == "cancel":
            return str(order["_cancel"])
        if choice == "pay_3ds":
            self.acts.put(order | {"_asks": True})
            return ""
        if choice in _DECLINES:
            self.acts.pay(order | {"_asks": False}, _DECLINES[choice])
            return ""
        return self._way_back(self.acts.pay(order))

    def _way_back(self, payment: Json) -> str:
        return self.bank.url(f"/{NAME}/v1/checkout/return/{payment['id']}")

    def _order(self, subject: str) -> Json:
        found = self.acts.order(subject)
        assert found is not None
        return found
