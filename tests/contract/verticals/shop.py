"""Opens a business from a template and asks the API the questions a customer would ask.

Nothing in here knows an industry: what differs is read from the template and from the API's own answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy import text

from smartbooking.availability import service as availability
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Timing, Vertical
from smartbooking.catalog.service import Provisioned
from smartbooking.entrypoints.setup.prices import set_prices
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import parse_uuid
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.text import Localized
from smartbooking.search import service as search
from smartbooking.vendors import service as vendors
from tests.identity.factory import bearer, make_user, principal_of
from tests.payments.provider import Provider

GUEST = {"firstName": "Айгерім", "phone": "+7 701 555 04 18", "email": "aigerim@example.com"}
DAYS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Offered:
    """Something a customer can book: a resource or a service of a business."""

    vertical: Vertical
    vendor_id: int
    id: str
    timing: Timing
    owner: dict[str, str]

    @property
    def key(self) -> str:
        return "serviceId" if self.id.startswith("srv_") else "resourceId"

    @property
    def address(self) -> str:
        return f"/api/v1/{'services' if self.key == 'serviceId' else 'resources'}/{self.id}"

    def line(self, span: tuple[str, str], quantity: int = 1) -> dict[str, Any]:
        """One line of a basket: nights by dates, a session by itself, everything else by time."""
        line: dict[str, Any] = {self.key: self.id, "quantity": quantity}
        if self.timing is Timing.NIGHTS:
            return line | {"startDate": span[0], "endDate": span[1]}
        if self.timing is Timing.SESSION:
            return line
        return line | ({"start": span[0]} if self.key == "serviceId" else {"start": span[0], "end": span[1]})


@dataclass(frozen=True, slots=True)
class Shop:
    """The application and the payment provider beside it."""

    client: httpx2.AsyncClient
    runtime: Runtime
    provider: Provider

    async def open(self, vertical: Vertical) -> list[Offered]:
        """A verified business made from the template as it stands: a listed resource and a service, if it has them."""
        now = datetime.now(UTC)
        async with self.runtime.database.transaction() as tx:
            user = await make_user(tx)
            person = principal_of(user)
            vendor = await vendors.create_vendor(
                tx, principal=person, name=vertical.label, vertical=vertical.code, phone="+77273550450",
                legal_name="ТОО «Шаблон»",
            )  # fmt: skip
            venue = await vendors.create_venue(
                tx, vendor_id=vendor.id, name=Localized.of("Шаблон"), address="ул. Абая, 10", city="Алматы",
                latitude=43.238, longitude=76.945, principal=person,
            )  # fmt: skip
            made = await catalog.provision(tx, vendor_id=vendor.id, venue_id=venue.id, vertical=vertical, now=now)
            for resource, _ in made.resources:
                await availability.apply_preset_pads(tx, vendor_id=vendor.id, resource_id=resource.id)
            await set_prices(tx, made, principal=person, now=now)
            await vendors.submit(tx, principal=person, vendor_id=vendor.id)
            await vendors.verify(tx, principal=SYSTEM, vendor_id=vendor.id, reason="contract")
            await search.reindex_vendor(tx, vendor_id=vendor.id, now=now)
        owner = await bearer(self.runtime, user)
        return _offers(vertical, made, owner)

    async def find(self, offer: Offered, span: tuple[str, str]) -> list[str]:
        """Ids search finds for the kind of business and the time."""
        params: dict[str, Any] = {"vertical": offer.vertical.code, "limit": 100}
        if offer.timing is Timing.NIGHTS:
            params |= {"checkIn": span[0], "checkOut": span[1]}
        elif offer.timing is Timing.SLOTS:
            params["date"] = span[0][:10]
        reply = await self.client.get("/api/v1/resources/search", params=params)
        assert reply.status_code == 200, reply.text
        return [card["id"] for card in reply.json()["data"]]

    async def spans(self, offer: Offered) -> AsyncIterator[tuple[str, str]]:
        """Times that availability offers, soonest first."""
        if offer.timing is Timing.NIGHTS:
            for first in range(DAYS_AHEAD, 60):
                yield _nights(first)
            return
        params = {"from": _day(1).isoformat(), "days": "30"}
        reply = await self.client.get(f"{offer.address}/slots", params=params)
        assert reply.status_code == 200, reply.text
        for day in reply.json()["days"]:
            for slot in day["slots"]:
                if slot["available"]:
                    yield slot["start"], slot["end"]

    async def free(self, offer: Offered, span: tuple[str, str]) -> int:
        """How many places are left for the span; 0 when it can not be booked."""
        body = {offer.key: offer.id, "startDate": span[0], "endDate": span[1]}
        reply = await self.client.post("/api/v1/availability/check", json=body)
        assert reply.status_code == 200, reply.text
        answer = reply.json()
        return int(answer["availableQuantity"]) if answer["available"] else 0

    async def quote(self, *lines: dict[str, Any]) -> dict[str, Any]:
        return await self.post("/api/v1/quotes", {"lines": list(lines)}, status=200)

    async def post(
        self, address: str, body: dict[str, Any], *, status: int, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """A write with a key of its own; the reply must have the status."""
        own = {"Idempotency-Key": uuid4().hex, **(headers or {})}
        reply = await self.client.post(address, json=body, headers=own)
        assert reply.status_code == status, reply.text
        return dict(reply.json())

    async def claims(self, booking: str) -> int:
        """Rows the booking has in the ledger."""
        async with self.runtime.database.reading() as read:
            found = await read.scalar(
                text("select count(*) from availability.claim where booking_id = :id"),
                {"id": parse_uuid("bkg", booking)},
            )
            return int(found or 0)

    def money(self, booking: str) -> dict[str, int]:
        """The provider's own book about a booking, in minor units."""
        return self.provider.money(parse_uuid("bkg", booking).hex)

    async def drifts(self) -> list[object]:
        """What `smartbooking verify` would report."""
        found: list[object] = []
        async for report in availability.verify_everything(self.runtime.database):
            found += report.drifts
        return found


def _offers(vertical: Vertical, made: Provisioned, owner: dict[str, str]) -> list[Offered]:
    found = []
    resource = next((one for one, row in made.resources if one.listed and row.price_minor is not None), None)
    if resource is not None:
        found.append(Offered(vertical, resource.vendor_id, f"res_{resource.id}", resource.timing, owner))
    if made.services:
        service = made.services[0][0]
        found.append(Offered(vertical, service.vendor_id, f"srv_{service.id}", Timing.SLOTS, owner))
    return found


def _day(ahead: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=ahead)


def _nights(first: int, count: int = 2) -> tuple[str, str]:
    return _day(first).isoformat(), _day(first + count).isoformat()
