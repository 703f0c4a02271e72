"""Halyk ePay: tokens bound to one invoice, a page opened by the bank's script, operations, the postLink.

The terminal has two stages. The payer posts `choice` (pay, decline) to the page. `POST /halyk/control/message
{"invoice", "fields"?}` sends the postLink of an invoice again, with other fields where they are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smartbooking.sandbox_provider.protocols.halyk.api import NAME, router

ACCOUNT: Final[Mapping[str, str]] = {
    "client_id": "paysim-halyk",
    "client_secret": "paysim-halyk-secret",
    "terminal": "67e34d63-0000-4bd1-898e-370781d0074d",
}
__all__ = ["ACCOUNT", "NAME", "router"]
