"""The whole application on one screen: every module, in the order they start."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.availability.module import MODULE as AVAILABILITY
from smartbooking.bookings.module import MODULE as BOOKINGS
from smartbooking.books.module import MODULE as BOOKS
from smartbooking.catalog.module import MODULE as CATALOG
from smartbooking.documents.module import MODULE as DOCUMENTS
from smartbooking.entrypoints.setup.module import MODULE as SETUP
from smartbooking.identity.module import MODULE as IDENTITY
from smartbooking.infra import upkeep
from smartbooking.infra.db import Database
from smartbooking.infra.jobs import Cron
from smartbooking.infra.module import Module
from smartbooking.notifications.module import MODULE as NOTIFICATIONS
from smartbooking.operations.module import MODULE as OPERATIONS
from smartbooking.payments.module import MODULE as PAYMENTS
from smartbooking.pricing.module import MODULE as PRICING
from smartbooking.risk.module import MODULE as RISK
from smartbooking.sales.module import MODULE as SALES
from smartbooking.search.module import MODULE as SEARCH
from smartbooking.value.module import MODULE as VALUE
from smartbooking.vendors.module import MODULE as VENDORS


async def _prune(database: Database, *, now: datetime) -> None:
    await upkeep.prune(database, now=now)


# The infrastructure has no business of its own, only a nightly chore.
HOUSE: Final = Module(name="house", crons=(Cron(name="house.prune", schedule="15 20 * * *", handler=_prune),))

MODULES: Final[tuple[Module, ...]] = (
    IDENTITY,
    VENDORS,
    SEARCH,  # before catalog: /resources/search must not be read as /resources/{resource_id}
    CATALOG,
    AVAILABILITY,
    PRICING,
    BOOKS,
    VALUE,
    PAYMENTS,
    RISK,
    BOOKINGS,
    SALES,
    DOCUMENTS,
    NOTIFICATIONS,
    OPERATIONS,
    SETUP,
    HOUSE,
)
