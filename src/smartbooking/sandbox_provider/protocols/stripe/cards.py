"""Customers and their kept payment methods over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.protocols.stripe.acts import Acts, shown
from smartbooking.sandbox_provider.protocols.stripe.forms import Check, Form, fail, nested, one_of, text
from smartbooking.sandbox_provider.protocols.stripe.wallet import CARDS, NAME, Card, Wallet
from smartbooking.sandbox_provider.rules import Faults

CUSTOMER: Final = {"email": text(512), "name": text(256), "metadata[*]": text(500)}
_NOT_YOURS: Final = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, or was detached"
    " from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a"
    " Customer first."
)


class Front(Protocol):
    """What these handlers need of `Api`: reading requests strictly, and answering each key once."""

    acts: Acts

    async def query(self, request: Request, shape: dict[str, Check]) -> Form: ...

    async def form(
        self, request: Request, shape: Mapping[str, Check], required: tuple[str, ...] = ()
    ) -> tuple[Form, bytes]: ...

    async def suffer(self, operation: str) -> Faults: ...

    def once(self, request: Request, raw: bytes, work: Callable[[], tuple[int, Json]], faults: Faults) -> Response: ...


def card_of(wallet: Wallet, form: Form) -> Card:
    """What the payment method of a form plays: a test card, or one that is kept for the customer of the form."""
    given = form["payment_method"]
    if given in CARDS:
        return CARDS[given]
    kept = wallet.method(given)
    if kept is None:
        fail(404, f"No such PaymentMethod: '{given}'", code="resource_missing", param="payment_method")
    if kept["customer"] is None:
        fail(400, _NOT_YOURS)
    if form.get("customer") != kept["customer"]:
        fail(400, f"The payment method supplied ({given}) belongs to a customer; pass that customer with the payment"
             " method.", param="payment_method")  # fmt: skip
    return CARDS[kept["_plays"]]


class Cards:
    """Handlers beside `Api`."""

    def __init__(self, api: Front) -> None:
        self.api = api
        self.wallet = api.acts.wallet

    def add_to(self, router: APIRouter) -> None:
        for method, path, handler in (
            ("POST", "/v1/customers", self.create_customer),
            ("GET", "/v1/customers/{id}", self.read_customer),
            ("DELETE", "/v1/customers/{id}", self.delete_customer),
            ("GET", "/v1/payment_methods/{id}", self.read_method),
            ("POST", "/v1/payment_methods/{id}/detach", self.detach),
            ("POST", "/control/payment_methods/{id}/plays", self.plays),
        ):
            router.add_route(path, handler, methods=[method])

    async def create_customer(self, request: Request) -> Response:
        form, raw = await self.api.form(request, CUSTOMER)
        faults = await self.api.suffer("customer")

        def work() -> tuple[int, Json]:
            return 200, self.wallet.new_customer({**form, "metadata": nested(form, "metadata")})

        return self.api.once(request, raw, work, faults)

    async def read_customer(self, request: Request) -> Response:
        await self.api.query(request, {})
        return JSONResponse(self._customer(request))

    async def delete_customer(self, request: Request) -> Response:
        _, raw = await self.api.form(request, {})
        faults = await self.api.suffer("forget")

        def work() -> tuple[int, Json]:
            customer = self._customer(request)
            if customer.get("deleted"):
                fail(404, f"No such customer: '{customer['id']}'", code="resource_missing", param="id")
            for kept in self.wallet.methods_of(customer["id"]):
                self.wallet.put(kept | {"customer": None})
            gone = {"id": customer["id"], "object": "customer", "deleted": True}
            self.api.acts.ledger.put(NAME, "customer", customer["id"], gone)
            return 200, gone

        return self.api.once(request, raw, work, faults)

    async def read_method(self, request: Request) -> Response:
        await self.api.query(request, {})
        return JSONResponse(shown(self._method(request)))

    async def detach(self, request: Request) -> Response:
        _, raw = await self.api.form(request, {})
        faults = await self.api.suffer("forget")

        def work() -> tuple[int, Json]:
            kept = self._method(request)
            if kept["customer"] is None:
                fail(400, "The payment method you provided is not attached to a customer so detachment is impossible.")
            return 200, shown(self.wallet.put(kept | {"customer": None}))

        return self.api.once(request, raw, work, faults)

    async def plays(self, request: Request) -> Response:
        """A switch for tests: what the bank says of a kept card from now on, in the words of the test cards."""
        form, _ = await self.api.form(request, {"card": one_of(*CARDS)}, ("card",))
        with self.api.acts.ledger.writing():
            self.wallet.put(self._method(request) | {"_plays": form["card"]})
        return JSONResponse({"plays": form["card"]})

    def _method(self, request: Request) -> Json:
        ident = request.path_params["id"]
        found = self.wallet.method(ident)
        if found is None:
            fail(404, f"No such PaymentMethod: '{ident}'", code="resource_missing", param="payment_method")
        return found

    def _customer(self, request: Request) -> Json:
        ident = request.path_params["id"]
        found = self.api.acts.ledger.get(NAME, "customer", ident)
        if found is None:
            fail(404, f"No such customer: '{ident}'", code="resource_missing", param="id")
        return found
