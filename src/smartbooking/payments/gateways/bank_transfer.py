"""A transfer from bank account to bank account: the invoice's reference stands in the purpose of the payment.

A person confirms what arrived, or a statement is read in and matched by the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from smartbooking.infra.settings import Settings
from smartbooking.payments.gateways.passive import PassiveGateway

NAME: Final = "bank_transfer"


class BankTransfer(PassiveGateway):
    """The account of the business."""

    name = NAME
    labels: Mapping[str, str] = {
        "ru": "Банковский перевод",
        "kk": "Банк аударымы",
        "en": "Bank transfer",
    }
    per_vendor = True
    confirmed_by_hand = True
    # Transfers between banks arrive on the next working day.
    pay_within = timedelta(days=3)


def build(settings: Settings) -> BankTransfer:
    """Always there; each business switches it on with its own account."""
    return BankTransfer(page=f"{settings.base_url}/pay/transfer")
