"""Resources, spans and claims for tests of the ledger. Resources are written by the owner, without a catalog."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg

from smartbooking.availability import service
from smartbooking.availability.domain import NewClaim
from smartbooking.infra.db import Database
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights, Period, Span

DAY = datetime(2027, 5, 3, tzinfo=UTC)
NIGHTS, SESSION, QUARTER = 86_400, 0, 900
TEN_MINUTES = timedelta(minutes=10)


def hours(start: float, end: float, day: datetime = DAY) -> Period:
    """From hour to hour of one day, UTC."""
    return Period(day + timedelta(hours=start), day + timedelta(hours=end))


def nights(arrival: int, departure: int) -> Nights:
    """From day to day of May 2027."""
    return Nights(date(2027, 5, arrival), date(2027, 5, departure))


def claim(resource_id: int, span: Span, quantity: int = 1, line: int = 1) -> NewClaim:
    return NewClaim(line=line, resource_id=resource_id, span=span, quantity=quantity)


@dataclass
class Ledger:
    """The ledger of one vendor: every call below is its own committed transaction."""

    database: Database
    owner: asyncpg.Connection
    vendor_id: int = 77
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def resource(
        self, capacity: int = 1, grain: int = QUARTER, *, pad_before: int = 0, pad_after: int = 0
    ) -> int:
        resource_id = next(self._ids)
        await self.owner.execute(
            "insert into availability.resource (vendor_id, id, capacity, grain, pad_before, pad_after)"
            " values ($1, $2, $3, $4, $5, $6)",
            self.vendor_id, resource_id, capacity, grain, pad_before, pad_after,
        )  # fmt: skip
        return resource_id

    async def hold(self, *claims: NewClaim, hold_for: timedelta = TEN_MINUTES) -> UUID:
        """A new booking that holds the claims; its id."""
        booking_id = uuid7()
        async with self.database.transaction() as tx:
            await service.hold(tx, vendor_id=self.vendor_id, booking_id=booking_id, claims=claims, hold_for=hold_for)
        return booking_id

    async def expired_hold(self, *claims: NewClaim) -> UUID:
        """A hold whose time is over, and which nobody has given back yet."""
        booking_id = await self.hold(*claims, hold_for=timedelta(milliseconds=150))
        await self.owner.execute("select pg_sleep(0.2)")
        return booking_id

    async def allocate(self, *claims: NewClaim) -> UUID:
        booking_id = uuid7()
        async with self.database.transaction() as tx:
            await service.allocate(tx, vendor_id=self.vendor_id, booking_id=booking_id, claims=claims)
        return booking_id

    async def confirm(self, booking_id: UUID, expected: int = 1) -> None:
        async with self.database.transaction() as tx:
            await service.confirm(tx, vendor_id=self.vendor_id, booking_id=booking_id, expected=expected)

    async def extend(self, booking_id: UUID, until: datetime, expected: int = 1) -> None:
        async with self.database.transaction() as tx:
            await service.extend(tx, vendor_id=self.vendor_id, booking_id=booking_id, until=until, expected=expected)

    async def release(self, booking_id: UUID) -> int:
        async with self.database.transaction() as tx:
            return await service.release(tx, vendor_id=self.vendor_id, booking_id=booking_id)

    async def move(self, booking_id: UUID, *moves: NewClaim) -> None:
        async with self.database.transaction() as tx:
            await service.move(tx, vendor_id=self.vendor_id, booking_id=booking_id, moves=moves)

    async def block(self, resource_id: int, span: Span, quantity: int = 1) -> UUID:
        async with self.database.transaction() as tx:
            return await service.block(
                tx, vendor_id=self.vendor_id, resource_id=resource_id, span=span, quantity=quantity, reason="repair"
            )

    async def unblock(self, claim_id: UUID) -> None:
        async with self.database.transaction() as tx:
            await service.unblock(tx, vendor_id=self.vendor_id, claim_id=claim_id)

    async def free(self, resource_id: int, span: Span) -> int:
        async with self.database.reading() as read:
            return await service.free_quantity(read, vendor_id=self.vendor_id, resource_id=resource_id, span=span)

    async def drifts(self) -> tuple[service.Drift, ...]:
        async with self.database.reading() as read:
            return await service.verify(read, vendor_id=self.vendor_id)

    async def claims(self) -> int:
        """How many claims there are."""
        return int(
            await self.owner.fetchval("select count(*) from availability.claim where vendor_id = $1", self.vendor_id)
        )

    async def set_capacity(self, resource_id: int, capacity: int) -> None:
        """As the trigger on the catalog does."""
        await self.owner.execute(
            "update availability.resource set capacity = $3 where vendor_id = $1 and id = $2",
            self.vendor_id, resource_id, capacity,
        )  # fmt: skip

    async def archive(self, resource_id: int) -> None:
        await self.owner.execute(
            "update availability.resource set accepts_claims = false where vendor_id = $1 and id = $2",
            self.vendor_id, resource_id,
        )  # fmt: skip
