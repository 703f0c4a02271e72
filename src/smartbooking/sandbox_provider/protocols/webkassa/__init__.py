"""Webkassa, version 4: registering fiscal receipts. It answers 200 with `Data` or `Errors`, whatever happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.protocols.webkassa.api import Api
from smartbooking.sandbox_provider.protocols.webkassa.cashbox import NAME

ACCOUNT: Final[Mapping[str, str]] = {
    "api_key": "WKD-LOCAL-KEY",
    "login": "owner@example.kz",
    "password": "Webkassa-local-1",
    "cashbox": "SWK00000001",
}
__all__ = ["ACCOUNT", "NAME", "router"]


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    return Api(bank).router()
