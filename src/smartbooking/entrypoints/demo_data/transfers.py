"""How a demonstration business takes money besides the practice card: by transfer to a phone, looked at by a person."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import Principal
from smartbooking.payments import service as payments
from smartbooking.vendors.domain import Vendor

NOTE: Final = (
    "Демонстрация: деньги никуда не уходят. / Көрсету: ақша ешқайда кетпейді. / A demonstration: no money moves."
)
CURRENCY: Final = "KZT"


async def offer_transfers(tx: Tx, vendor: Vendor, *, owner: Principal, now: datetime) -> None:
    """Kaspi by hand, where money is tenge."""
    if vendor.currency != CURRENCY:
        return
    values = {
        "enabled": True, "phone": vendor.phone or "+77000000000", "account_name": vendor.name.pick("ru"), "note": NOTE,
        "minutes_to_pay": 60,
    }  # fmt: skip
    await payments.set_terms(tx, principal=owner, vendor_id=vendor.id, method="kaspi_manual", values=values, now=now)
