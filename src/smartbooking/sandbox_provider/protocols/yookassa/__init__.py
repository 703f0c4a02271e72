"""YooKassa: payments API v3 with Basic authentication and idempotence keys, its page, notifications nobody signs.

`POST /yookassa/control/payments/{id}/expire` ends a hold as its `expires_at` would.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from smartbooking.sandbox_provider.bank import Bank, PageView
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.protocols.yookassa.acts import NAME, Acts, minor_of
from smartbooking.sandbox_provider.protocols.yookassa.api import Api

ACCOUNT: Final[Mapping[str, str]] = {"shop_id": "506751", "secret_key": "test_paysim_yookassa", "currencies": "RUB EUR"}
# Notifications prove nothing but their address: they go where the address of the caller is looked at.
INBOX: Final = "calls/yookassa/notification"
__all__ = ["ACCOUNT", "INBOX", "NAME", "router"]
_WORDS: Final = {
    "pending": "requires_action", "waiting_for_capture": "authorised", "succeeded": "captured", "canceled": "failed",
}  # fmt: skip
_DECLINES: Final = {
    "decline": "general_decline",
    "insufficient": "insufficient_funds",
    "bank_no": "3d_secure_failed",
}


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    acts = Acts(bank)
    bank.clocks.append(acts.time_passes)
    bank.desks[NAME] = _Desk(acts)
    return Api(bank, acts).router()


class _Desk:
    """Answers the hosted page: one payment, one try; a declined payment is cancelled."""

    def __init__(self, acts: Acts) -> None:
        self.acts = acts

    def view(self, subject: str) -> PageView:
        payment = self._payment(subject)
        return PageView(
            status=_WORDS[payment["status"]],
            amount=minor_of(payment["amount"]),
            currency=payment["amount"]["currency"],
            description=str(payment["description"] or subject),
            locale="en" if payment["_locale"] == "en_US" else "ru",
            return_url=payment["_return_url"],
            asks_bank=bool(payment.get("_asks")),
        )

    def decide(self, subject: str, choice: str) -> str:
        payment = self._payment(subject)
        back = str(payment["_return_url"])
        if payment["status"] != "pending" or choice == "cancel":
            return back
        if choice == "pay_3ds":
            self.acts.put("payment", payment | {"_asks": True})
            return ""
        if choice in _DECLINES:
            self.acts.cancel(payment, "payment_network", _DECLINES[choice])
        else:
            self.acts.pay(payment)
        return back

    def _payment(self, subject: str) -> Json:
        found = self.acts.get("payment", subject)
        assert found is not None
        return found
