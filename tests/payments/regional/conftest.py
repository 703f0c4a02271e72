"""The running house, one per test, and a desk that takes bookings to be paid."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database
from smartbooking.payments import service
from smartbooking.payments.service import registry
from tests.bookings.desk import Desk
from tests.drills import errands
from tests.payments.provider import Provider, free_port
from tests.payments.regional.house import House, gateways_of

PROTOCOLS = ("kaspi_biller", "payme", "click", "freedom", "cloudpayments", "halyk")


@pytest.fixture
async def house(app: FastAPI, database: Database, provider: Provider) -> AsyncIterator[House]:
    """A real server over the test's database; the peer knows its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    gateways = gateways_of(provider, url)
    service.install_gateways(gateways)
    errands.route()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    for name in PROTOCOLS:
        told = {"provider": name, "url": f"{url}/api/v1/payments/webhooks/{name}"}
        await asyncio.to_thread(provider._call, "PUT", "/control/endpoints", json=told)
    yield House(database, provider, url)
    server.should_exit = True
    await task
    for gateway in gateways:
        if hasattr(gateway, "close"):
            await gateway.close()


@pytest.fixture
def only_payments(house: House) -> None:  # the house has installed its own
    """No bookings are asked whether a place is held: the payment alone decides."""
    registry._desks.clear()


@pytest.fixture
async def desk(house: House) -> Desk:
    """A place whose rooms are paid in advance."""
    made = await Desk.open(house.database, timing=PaymentTiming.PREPAY)
    for method in ("kaspi_biller", "kaspi_manual", "bank_transfer"):
        await house.offer(method, made.place.vendor_id)
    return made
