"""T-Bank's acquiring: JSON methods signed by a token, its page, notifications that want the answer `OK`.

`POST /tbank/control/payments/{order}/expire` ends a hold as its seven days would.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from smartbooking.sandbox_provider.bank import Bank, Courier, PageView
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.protocols.tbank.acts import NAME, Acts
from smartbooking.sandbox_provider.protocols.tbank.api import Api

ACCOUNT: Final[Mapping[str, str]] = {"terminal_key": "PaysimTerminalDEMO", "password": "paysim_password_20ch"}
INBOX: Final = "calls/tbank/notification"
__all__ = ["ACCOUNT", "INBOX", "NAME", "router"]
_WORDS: Final = {
    "NEW": "requires_action", "FORM_SHOWED": "requires_action", "3DS_CHECKING": "requires_action",
    "AUTHORIZED": "authorised", "REJECTED": "failed", "CANCELED": "voided", "REVERSED": "voided",
    "DEADLINE_EXPIRED": "voided",
}  # fmt: skip
_DECLINES: Final = {"decline": "1005", "insufficient": "1051", "bank_no": "101"}


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    acts = Acts(bank)
    bank.clocks.append(acts.time_passes)
    bank.desks[NAME] = _Desk(acts)
    bank.couriers[NAME] = Courier(accepted=lambda status, body: (status, body) == (200, b"OK"))
    return Api(bank, acts).router()


class _Desk:
    """Answers the hosted page."""

    def __init__(self, acts: Acts) -> None:
        self.acts = acts

    def view(self, subject: str) -> PageView:
        payment = self._payment(subject)
        return PageView(
            status=_WORDS.get(payment["Status"], "captured"),
            amount=payment["Amount"],
            currency="RUB",
            description=str(payment["_facts"].get("Description") or payment["OrderId"]),
            locale=payment["_facts"].get("Language", "ru"),
            return_url=payment["_facts"].get("SuccessURL", self.acts.bank.url("/")),
            asks_bank=payment["Status"] == "3DS_CHECKING",
        )

    def decide(self, subject: str, choice: str) -> str:
        payment = self._payment(subject)
        back, no = (str(payment["_facts"].get(name, "")) for name in ("SuccessURL", "FailURL"))
        if _WORDS.get(payment["Status"]) != "requires_action":
            return back
        if choice == "cancel":
            return no
        if choice == "pay_3ds":
            self.acts.put(payment | {"Status": "3DS_CHECKING"})
            return ""
        if choice in _DECLINES:
            self.acts.reject(payment, _DECLINES[choice])
            return no
        self.acts.pay(payment)
        return back

    def _payment(self, subject: str) -> Json:
        found = self.acts.payment(subject)
        assert found is not None
        return found
