"""The protocols the peer speaks. To add one: a package here with NAME, ACCOUNT and `router(bank)`, and its row below.

Each is mounted under `/<NAME>/` exactly as the provider documents its paths. ACCOUNT holds the merchant's keys of a
test account; SMARTBOOKING_PAYSIM_ACCOUNTS (JSON by protocol) replaces them. What is out of the documented spec is
refused in the provider's own words: raise `bank.Answered(response)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.protocols import (
    click,
    cloudpayments,
    freedom,
    halyk,
    kaspi_biller,
    kaspi_qr,
    own,
    payme,
    paypal,
    razorpay,
    stripe,
    tbank,
    twilio,
    webkassa,
    yookassa,
)


@dataclass(frozen=True, slots=True)
class Protocol:
    """One provider's protocol."""

    name: str
    account: Mapping[str, str]
    router: Callable[[Bank], APIRouter]
    inbox: str = ""
    """Where its messages go below /api/v1/payments/, if not to webhooks/<name>."""


PROTOCOLS: Final = (
    Protocol(own.NAME, own.ACCOUNT, own.router),
    Protocol(stripe.NAME, stripe.ACCOUNT, stripe.router),
    Protocol(razorpay.NAME, razorpay.ACCOUNT, razorpay.router),
    Protocol(paypal.NAME, paypal.ACCOUNT, paypal.router),
    Protocol(webkassa.NAME, webkassa.ACCOUNT, webkassa.router),
    Protocol(kaspi_biller.NAME, kaspi_biller.ACCOUNT, kaspi_biller.router),
    Protocol(kaspi_qr.NAME, kaspi_qr.ACCOUNT, kaspi_qr.router),
    Protocol(freedom.NAME, freedom.ACCOUNT, freedom.router),
    Protocol(cloudpayments.NAME, cloudpayments.ACCOUNT, cloudpayments.router),
    Protocol(payme.NAME, payme.ACCOUNT, payme.router),
    Protocol(click.NAME, click.ACCOUNT, click.router),
    Protocol(yookassa.NAME, yookassa.ACCOUNT, yookassa.router, yookassa.INBOX),
    Protocol(twilio.NAME, twilio.ACCOUNT, twilio.router),
    Protocol(tbank.NAME, tbank.ACCOUNT, tbank.router, tbank.INBOX),
    Protocol(halyk.NAME, halyk.ACCOUNT, halyk.router),
)
