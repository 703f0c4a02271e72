"""Adapters: one file per provider. The built-in ones stand here; others come as entry points of packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from typing import Final

from pydantic import SecretStr

from smartbooking.infra.settings import Settings
from smartbooking.payments.gateways import (
    bank_transfer,
    click,
    cloudpayments,
    freedom,
    halyk,
    kaspi_biller,
    kaspi_manual,
    kaspi_qr,
    on_site,
    payme,
    paypal,
    razorpay,
    sandbox,
    stripe,
    tbank,
    value,
    yookassa,
)
from smartbooking.payments.ports import PaymentGateway

ENTRY_POINT_GROUP: Final = "smartbooking.payment_gateways"
Builder = Callable[[Settings], PaymentGateway | None]
BUILT_IN: Final[tuple[Builder, ...]] = (
    on_site.build,
    sandbox.build,
    stripe.build,
    paypal.build,
    razorpay.build,
    yookassa.build,
    tbank.build,
    halyk.build,
    cloudpayments.build,
    freedom.build,
    kaspi_qr.build,
    kaspi_biller.build,
    kaspi_manual.build,
    bank_transfer.build,
    payme.build,
    click.build,
    value.build,
    value.build_passes,
)
# Settings that only make sense together: some of them without the others is a gateway nobody is offered.
TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "stripe": ("stripe_secret_key", "stripe_webhook_secret"),
    "razorpay": ("razorpay_key_id", "razorpay_key_secret", "razorpay_webhook_secret"),
    "paypal": ("paypal_client_id", "paypal_client_secret", "paypal_webhook_id"),
    "yookassa": ("yookassa_shop_id", "yookassa_secret_key"),
    "tbank": ("tbank_terminal_key", "tbank_password"),
    "halyk": ("halyk_client_id", "halyk_client_secret", "halyk_terminal"),
    "cloudpayments": ("cloudpayments_public_id", "cloudpayments_secret"),
    "freedom": ("freedom_merchant_id", "freedom_secret"),
    "kaspi_qr": ("kaspi_qr_url", "kaspi_qr_device_token"),
    "payme": ("payme_merchant_id", "payme_key"),
    "click": ("click_service_id", "click_merchant_id", "click_secret"),
}


def build_all(settings: Settings) -> tuple[PaymentGateway, ...]:
    """Every gateway that the settings configure, built-in ones first."""
    builders = [*BUILT_IN, *(point.load() for point in entry_points(group=ENTRY_POINT_GROUP))]
    return tuple(gateway for build in builders if (gateway := build(settings)) is not None)


def half_configured(settings: Settings) -> tuple[str, ...]:
    """For each gateway that is configured in part: what is missing, by the names of the environment."""
    found: list[str] = []
    for gateway, names in TOGETHER.items():
        empty = [name for name in names if not _filled(getattr(settings, name))]
        if empty and len(empty) < len(names):
            missing = ", ".join(f"SMARTBOOKING_{name.upper()}" for name in empty)
            found.append(f"{gateway} needs {missing}")
    if settings.kaspi_biller_client_header and not settings.kaspi_biller_addresses:
        found.append("kaspi_biller needs SMARTBOOKING_KASPI_BILLER_ADDRESSES")
    if settings.kaspi_biller_client_header and not settings.trusted_proxies:
        found.append("kaspi_biller needs SMARTBOOKING_TRUSTED_PROXIES: only a proxy may vouch for a certificate")
    return tuple(found)


def _filled(value: object) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
