"""The provider process, and the worker's deliveries done in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from smartbooking.books import service as books
from smartbooking.books.domain import Terms
from smartbooking.infra import events
from smartbooking.infra.db import Database
from smartbooking.kernel.principal import SYSTEM
from tests.bookings.conftest import cards, provider
from tests.bookings.factory import NOW
from tests.drills import errands
from tests.payments.provider import Provider
from tests.sales.stall import Stall

__all__ = ["cards", "provider"]


@pytest.fixture(autouse=True)
def deliveries() -> Iterator[None]:
    errands.route()
    yield
    events.route(())


@pytest.fixture
async def stall(database: Database, cards: Provider) -> Stall:
    """With a platform that takes a twentieth of what is earned with a booking."""
    made = await Stall.open(database)
    async with database.transaction() as tx:
        terms = Terms(vendor_id=made.vendor_id, currency="KZT", valid_from=NOW.date() - timedelta(1), fee_points=500)
        await books.change_terms(tx, terms=terms, principal=SYSTEM, now=NOW)
    return made
