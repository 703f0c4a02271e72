"""What the frame gives to a protocol: the ledger, the merchant's account, faults, messages, pages, the passing of time.

A protocol is a package `protocols/<name>/` with `router(bank) -> APIRouter`. Its handlers follow one order:

    faults = await bank.suffer("stripe", "start")        # may refuse, hang
    with bank.ledger.writing(): ...                      # validate, do the work, remember the answer; no await inside
    return bank.reply(JSONResponse(...), faults)         # may lose the answer on its way
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import httpx2
from starlette.responses import Response

from smartbooking.sandbox_provider.config import Config
from smartbooking.sandbox_provider.ledger import Json, Ledger
from smartbooking.sandbox_provider.rules import HANG_SECONDS, FaultKind, Faults, Refusal

CUT_HEADER = "x-sandbox-cut"
MESSAGE_TIMEOUT_SECONDS = 15


class KeyReused(ValueError):
    """An idempotency key came again with another request."""


class Answered(Exception):
    """Ends a handler with a ready response: how a protocol refuses in its own words from any depth."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """What the hosted page shows. `status` is a word of our own protocol: requires_action, captured, failed..."""

    status: str
    amount: int
    currency: str
    description: str
    locale: str
    return_url: str
    asks_bank: bool = False


class Desk(Protocol):
    """The side of a protocol that the hosted page talks to. Both run inside `Ledger.writing()`."""

    def view(self, subject: str) -> PageView:
        """How the payment stands."""

    def decide(self, subject: str, choice: str) -> str:
        """The payer's choice: pay, pay_3ds, decline, insufficient, cancel, or bank_yes, bank_no when the bank asked.

        Returns where the browser goes next, '' to stay (or to go to the bank). Choosing twice changes nothing.
        """


def _no_headers(ident: str, body: bytes, at: int) -> dict[str, str]:
    return {}


def _any_2xx(status: int, body: bytes) -> bool:
    return 200 <= status < 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """How a protocol's messages travel: the headers that prove them, and which answers mean that they arrived."""

    headers: Callable[[str, bytes, int], Mapping[str, str]] = _no_headers
    accepted: Callable[[int, bytes], bool] = _any_2xx


PLAIN_COURIER = Courier()


class Bank:
    """One running peer. `http` lives as long as the process serves."""

    def __init__(self, ledger: Ledger, config: Config, accounts: Mapping[str, Mapping[str, str]]) -> None:
        self.ledger = ledger
        self.config = config
        self.accounts = {
            name: MappingProxyType({**own, **config.accounts.get(name, {})}) for name, own in accounts.items()
        }
        self.couriers: dict[str, Courier] = {}
        self.desks: dict[str, Desk] = {}
        self.clocks: list[Callable[[float], None]] = []
        self.http = httpx2.AsyncClient(timeout=MESSAGE_TIMEOUT_SECONDS, follow_redirects=False)
        with ledger.writing():
            for name, url in config.endpoints.items():
                ledger.set_endpoint(name, url)

    def account(self, provider: str) -> Mapping[str, str]:
        """The merchant's keys and names with this provider."""
        return self.accounts[provider]

    def url(self, path: str) -> str:
        """A public address of this process."""
        return self.config.public_url + path

    def open_page(self, provider: str, subject: str) -> str:
        """The address of a new hosted page; `desks[provider]` answers for it. Inside `writing()`."""
        return self.url("/pay/" + self.ledger.open_page(provider, subject))

    def time_passes(self) -> None:
        """Do what is due by now: slow payments end, sessions expire, refunds arrive. Not inside `writing()`."""
        now = time.time()
        with self.ledger.writing():
            for clock in self.clocks:
                clock(now)

    def once(
        self, provider: str, key: str, print_: str, work: Callable[[], tuple[int, Json]]
    ) -> tuple[int, Json, bool]:
        """Do the work and remember its answer in one transaction; a remembered answer is given again (True).

        `print_` is the request's `fingerprint`; raises KeyReused when the key was used for another one.
        """
        with self.ledger.writing():
            row = self.ledger.remembered(provider, key)
            if row is None:
                status, document = work()
                self.ledger.remember(provider, key, print_, status, document)
                return status, document, False
        if row["fingerprint"] != print_:
            raise KeyReused(key)
        return row["status"], json.loads(row["body"]), True

    async def suffer(self, provider: str, operation: str, more: FaultKind | None = None) -> Faults:
        """Suffer the faults that come before the work; returns all that are in force for this call."""
        with self.ledger.writing():
            faults = self.ledger.take_faults(provider, operation)
        if more is not None:
            faults = Faults({more: HANG_SECONDS, **faults.seconds})
        if FaultKind.ERROR in faults:
            raise Refusal(503, "provider_unavailable", "this error was asked for")
        if FaultKind.HANG in faults:
            await asyncio.sleep(faults.seconds[FaultKind.HANG])
        return faults

    def reply(self, response: Response, faults: Faults) -> Response:
        """The answer, or what a fault makes of it: the work is done and committed, the caller does not hear so."""
        if FaultKind.CRASH in faults:
            os._exit(70)
        if FaultKind.ERROR_AFTER in faults:
            raise Refusal(500, "internal_error", "this error was asked for")
        for kind in (FaultKind.RESET, FaultKind.LOST_REPLY):
            if kind in faults:
                response.headers[CUT_HEADER] = kind.value
                break
        return response
