"""A reception desk for tests: one place, everybody who may act on its bookings, and what the database says then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Booking, Status
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import approval, cancellation, checkout, expiry, holds, rescheduling, visits
from smartbooking.bookings.service.checkout import Begun, Payment
from smartbooking.catalog.domain import Confirmation, PaymentTiming
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights
from smartbooking.kernel.principal import PlatformRole, Principal, VendorRole
from tests.bookings.factory import GUEST, TERMS, Place, make_rooms, order_for

T = TypeVar("T")
PREPAID = Payment(method="sandbox", token="tok_success")
ON_SITE = Payment(method="pay_on_site")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database says about one booking."""

    status: Status
    version: int
    history: tuple[tuple[str, Status], ...]
    announced: Counter[str]
    claims: int
    expires: bool


@dataclass(slots=True)
class Desk:
    """A place with one room and its people; `now` moves when a test says so."""

    database: Database
    place: Place
    now: datetime

    @classmethod
    async def open(
        cls,
        database: Database,
        *,
        confirmation: Confirmation = Confirmation.INSTANT,
        timing: PaymentTiming = PaymentTiming.ON_SITE,
        **facts: Any,
    ) -> Desk:
        async with database.transaction() as tx:
            place = await make_rooms(tx, confirmation=confirmation, payment_timing=timing, **facts)
        return cls(database, place, datetime.now(UTC))

    @property
    def staff(self) -> Caller:
        member = Principal(user_id=uuid7(), name="Staff", memberships={self.place.vendor_id: VendorRole.STAFF})
        return Caller(principal=member)

    def guest(self, booking: Booking) -> Caller:
        return Caller(principal=Principal(), link_to=booking.id)

    def nights(self, ahead: int = 3, count: int = 2) -> Nights:
        first = self.now.date() + timedelta(days=ahead)
        return Nights(first, first + timedelta(days=count))

    async def hold(self, ahead: int = 3) -> Booking:
        async def place_hold(tx: Tx) -> Booking:
            order = await order_for(tx, self.place.resource.id, self.nights(ahead), now=self.now)
            return await holds.place_hold(tx, order, terms=TERMS, now=self.now)

        return await self.database.run(place_hold)

    async def check_out(self, booking: Booking, payment: Payment = ON_SITE, caller: Caller | None = None) -> Begun:
        return await self.run(
            checkout.check_out, booking, caller or self.guest(booking), contact=GUEST, payment=payment, note="",
            approval_for=TERMS.approval_for,
        )  # fmt: skip

    async def confirmed(self, ahead: int = 3) -> Booking:
        return (await self.check_out(await self.hold(ahead))).booking

    async def approve(self, booking: Booking, caller: Caller | None = None) -> Booking:
        return await self.run(approval.approve, booking, caller or self.staff, pay_within=timedelta(hours=24))

    async def decline(self, booking: Booking, caller: Caller | None = None) -> Booking:
        return await self.run(approval.decline, booking, caller or self.staff, reason="full")

    async def extend(self, booking: Booking, caller: Caller | None = None) -> Booking:
        return await self.run(holds.extend_hold, booking, caller or self.guest(booking), terms=TERMS)

    async def release(self, booking: Booking, caller: Caller | None = None) -> None:
        await self.run(holds.release_hold, booking, caller or self.guest(booking))

    async def cancel(self, booking: Booking, caller: Caller | None = None) -> Booking:
        return await self.run(
            cancellation.cancel, booking, caller or self.guest(booking), reason="plans", refund_requested=True
        )

    async def reschedule(self, booking: Booking, ahead: int = 9, caller: Caller | None = None) -> Booking:
        async def move(tx: Tx) -> Booking:
            order = await order_for(tx, self.place.resource.id, self.nights(ahead), now=self.now)
            return await rescheduling.reschedule(
                tx, booking_id=booking.id, caller=caller or self.guest(booking), quote=order.quote, locale="ru",
                now=self.now,
            )  # fmt: skip

        return await self.database.run(move)

    async def check_in(self, booking: Booking, caller: Caller | None = None) -> Booking:
        return await self.run(visits.check_in, booking, caller or self.staff)

    async def complete(self, booking: Booking, caller: Caller | None = None) -> Booking:
        return await self.run(visits.complete, booking, caller or self.staff)

    async def no_show(self, booking: Booking, caller: Caller | None = None) -> Booking:
        return await self.run(visits.mark_no_show, booking, caller or self.staff, reason=None)

    async def sweep(self) -> int:
        """What the worker does every few seconds."""
        return await expiry.expire_due(self.database, now=self.now)

    async def run(self, verb: Callable[..., Awaitable[T]], booking: Booking, caller: Caller, **more: Any) -> T:
        """A use case in a transaction of its own, at the desk's time."""

        async def use_case(tx: Tx) -> T:
            return await verb(tx, booking_id=booking.id, caller=caller, now=self.now, **more)

        return await self.database.run(use_case)

    async def free(self, ahead: int = 3) -> int:
        """Rooms left for the nights a booking `ahead` of now would take."""
        async with self.database.reading() as read:
            return await availability.free_quantity(
                read, vendor_id=self.place.vendor_id, resource_id=self.place.resource.id, span=self.nights(ahead)
            )

    async def look(self, booking: Booking) -> Seen:
        return await look(self.database, booking.id)


OPERATOR = Caller(principal=Principal(user_id=uuid7(), name="Operator", platform_role=PlatformRole.OPERATOR))
STRANGER = Caller(principal=Principal(user_id=uuid7(), name="Stranger"))


async def look(database: Database, booking_id: UUID) -> Seen:
    """Status, history, events and claims of a booking from one snapshot."""
    async with database.reading() as read:
        row = (
            await read.execute(
                text("select status, version, expires_at from bookings.booking where id = :id"), {"id": booking_id}
            )
        ).one()
        history = await read.execute(
            text("select what, status, version from bookings.change where booking_id = :id order by version"),
            {"id": booking_id},
        )
        changes = list(history)
        assert [change.version for change in changes] == list(range(1, len(changes) + 1))
        events = await read.scalars(
            text("select name from infra.event where payload ->> 'booking_id' = :id and name like 'bookings.%'"),
            {"id": str(booking_id)},
        )
        claims = await read.scalar(
            text("select count(*) from availability.claim where booking_id = :id"), {"id": booking_id}
        )
    return Seen(
        status=Status(row.status), version=row.version,
        history=tuple((change.what, Status(change.status)) for change in changes),
        announced=Counter(name.removeprefix("bookings.").removesuffix(".v1") for name in events),
        claims=int(claims or 0), expires=row.expires_at is not None,
    )  # fmt: skip
