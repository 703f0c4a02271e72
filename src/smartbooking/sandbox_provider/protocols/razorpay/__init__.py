"""Razorpay: orders, the hosted checkout with its signed return, capture, refunds, signed webhooks."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from smartbooking.sandbox_provider.bank import Bank, Courier
from smartbooking.sandbox_provider.protocols.razorpay.acts import NAME, Acts
from smartbooking.sandbox_provider.protocols.razorpay.api import Api
from smartbooking.sandbox_provider.protocols.razorpay.checkout import Checkout

ACCOUNT: Final[Mapping[str, str]] = {
    "key_id": "rzp_test_paysim", "key_secret": "paysim_key_secret", "webhook_secret": "paysim_webhook_secret",
    "currencies": "INR USD EUR KZT",
}  # fmt: skip
__all__ = ["ACCOUNT", "NAME", "router"]


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    acts = Acts(bank)
    bank.clocks.append(acts.time_passes)
    checkout = Checkout(bank, acts)
    bank.desks[NAME] = checkout
    secret = bank.account(NAME)["webhook_secret"].encode()

    def prove(ident: str, body: bytes, at: int) -> Mapping[str, str]:
        return {
            "x-razorpay-signature": hmac.new(secret, body, hashlib.sha256).hexdigest(),
            "x-razorpay-event-id": ident,
        }

    bank.couriers[NAME] = Courier(headers=prove)
    made = Api(bank, acts).router()
    made.include_router(checkout.router())
    return made
