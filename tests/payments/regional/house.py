"""The house as the providers see it: a real server on a port, the gateways of the region, the peer that calls it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import Attempt, Intent, VendorTerms
from smartbooking.payments.gateways.bank_transfer import BankTransfer
from smartbooking.payments.gateways.click import Click
from smartbooking.payments.gateways.cloudpayments import CloudPayments
from smartbooking.payments.gateways.freedom import Freedom
from smartbooking.payments.gateways.kaspi_biller import KaspiBiller
from smartbooking.payments.gateways.kaspi_manual import KaspiManual
from smartbooking.payments.gateways.kaspi_qr import KaspiQr
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.payme import Payme
from smartbooking.payments.ports import PaymentGateway
from smartbooking.payments.repository import get_attempt, put_terms
from tests.drills.errands import run_due
from tests.payments.factory import make_attempt
from tests.payments.provider import Provider
from tests.payments.regional.halyk_payer import make_halyk

PAGE = "http://localhost:8000/pay/transfer"
RETURN = "http://localhost:8000/pay/return"


def make_cloudpayments(url: str) -> CloudPayments:
    return CloudPayments(
        url=url + "/cloudpayments", public_id="pk_paysim", secret="paysim-cloud-secret", return_url=RETURN,
        timeout_seconds=5.0,
    )  # fmt: skip


def make_freedom(url: str, our_url: str = "http://localhost:8000") -> Freedom:
    return Freedom(
        url=url + "/freedom", merchant_id="9970", secret="paysim-freedom-secret", our_url=our_url, timeout_seconds=5.0
    )


def make_kaspi_qr(url: str) -> KaspiQr:
    return KaspiQr(
        url=url + "/kaspi_qr", device_token="paysim-device", api_key="paysim-kaspi-key",
        organization_bin="180340021791", timeout_seconds=5.0,
    )  # fmt: skip


def gateways_of(provider: Provider, house: str) -> tuple[PaymentGateway, ...]:
    return (
        OnSite(),
        KaspiManual(page=PAGE),
        BankTransfer(page=PAGE),
        KaspiBiller(page=PAGE, addresses=("127.0.0.0/8",)),
        Payme(merchant_id="m", key="paysim-payme-key", checkout_url="https://pay.example", return_url=RETURN),
        Click(
            service_id="24130", merchant_id="17200", secret="paysim-click-secret", pay_url="https://pay.example",
            return_url=RETURN,
        ),
        make_freedom(provider.url, house),
        make_cloudpayments(provider.url),
        make_kaspi_qr(provider.url),
        make_halyk(provider.url, house),
    )  # fmt: skip


@dataclass(slots=True)
class House:
    """The running house and the peer outside of it."""

    database: Database
    provider: Provider
    url: str

    async def lever(self, protocol: str, path: str, **body: Any) -> Any:
        """Pull a lever of the peer, which then calls the house."""
        address = f"/{protocol}/control/{path}"
        return await asyncio.to_thread(self.provider._call, "POST", address, json=body)

    async def press(self, address: str, choice: str = "pay") -> None:
        reply = await asyncio.to_thread(self.provider.press, address, choice=choice)
        assert reply.status_code in (200, 303), reply.text

    async def money(self, booking: str, protocol: str) -> dict[str, int]:
        return await asyncio.to_thread(self.provider.money, booking, protocol)

    async def arm(self, kind: str, operation: str, protocol: str, *, times: int = 1) -> None:
        def armed() -> None:
            self.provider.arm(kind, operation, times=times, provider=protocol)

        await asyncio.to_thread(armed)

    async def payment(self, method: str, amount: Money, vendor_id: int = 7) -> tuple[Intent, Attempt, str]:
        """A started payment that belongs to no booking we keep, and its code."""
        await self.offer(method, vendor_id)
        now = datetime.now(UTC)
        intent, attempt = await make_attempt(self.database, now=now, method=method, token=None, amount=amount)
        await service.run_attempt(self.database, attempt.id, now=now)
        attempt = await self.attempt(attempt.id)
        assert attempt.reference is not None
        return intent, attempt, attempt.reference

    async def offer(self, method: str, vendor_id: int) -> None:
        terms = VendorTerms(vendor_id=vendor_id, method=method, enabled=True, phone="+77015550418")
        async with self.database.transaction() as tx:
            await put_terms(tx, terms, now=datetime.now(UTC))

    async def attempt(self, attempt_id: UUID) -> Attempt:
        async with self.database.reading() as read:
            found = await get_attempt(read, attempt_id)
        assert found is not None
        return found

    async def code_of(self, booking_id: UUID) -> str:
        """The code of a booking's newest payment."""
        query = text("select reference from payments.attempt where booking_id = :id order by created_at desc limit 1")
        async with self.database.reading() as read:
            return str(await read.scalar(query, {"id": booking_id}))

    async def taken(self, booking_id: UUID) -> int:
        """What our books say was captured for a booking and not given back."""
        query = text(
            "select coalesce(sum(captured_minor - refunded_minor), 0) from payments.intent where booking_id = :id"
        )
        async with self.database.reading() as read:
            return int(await read.scalar(query, {"id": booking_id}) or 0)

    async def calls(self, gateway: str) -> list[tuple[str, str]]:
        query = text("select transaction, status from payments.provider_call where gateway = :g order by number")
        async with self.database.reading() as read:
            return [(row.transaction, row.status) for row in await read.execute(query, {"g": gateway})]

    async def alerts(self) -> list[str]:
        async with self.database.reading() as read:
            return list(await read.scalars(text("select reason from payments.alert order by id")))

    async def fingerprint(self) -> str:
        """Every row of payments, as one text: equal means that nothing at all was written."""
        tables = ("intent", "attempt", "refund", "provider_call", "journal", "alert", "webhook_inbox", "proof")
        parts = " || ".join(f"coalesce((select string_agg(t::text, '|') from payments.{one} t), '')" for one in tables)
        async with self.database.reading() as read:
            return str(await read.scalar(text(f"select md5({parts})")))

    async def deliver(self, now: datetime | None = None) -> None:
        """The worker's part: events reach the bookings, refunds are sent."""
        await run_due(self.database, now or datetime.now(UTC))
