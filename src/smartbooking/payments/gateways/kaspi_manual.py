"""Kaspi without any integration: an invoice to the phone, a static QR or a pay link; a person confirms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from smartbooking.infra.settings import Settings
from smartbooking.payments.gateways.passive import PassiveGateway

NAME: Final = "kaspi_manual"


class KaspiManual(PassiveGateway):
    """The phone of the business."""

    name = NAME
    labels: Mapping[str, str] = {
        "ru": "Kaspi: счёт или перевод",
        "kk": "Kaspi: шот немесе аударым",
        "en": "Kaspi: invoice or transfer",
    }
    currencies = frozenset({"KZT"})
    per_vendor = True
    confirmed_by_hand = True
    # The person of the business needs time to look; the business may set another.
    pay_within = timedelta(hours=1)


def build(settings: Settings) -> KaspiManual:
    """Always there; each business switches it on with its own phone."""
    return KaspiManual(page=f"{settings.base_url}/pay/transfer")
