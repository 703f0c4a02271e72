"""The owner's test booking: a real one at the next free time, marked, and gone after an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Offer
from smartbooking.bookings.domain import Booking, Contact
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import InvalidTransition
from smartbooking.bookings.service import cancellation, holds
from smartbooking.bookings.service.basket import offered_parts, price
from smartbooking.bookings.service.holds import Order
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Resource, Service, Timing
from smartbooking.infra.db import Tx
from smartbooking.infra.jobs import enqueue
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.page import MAX_LIMIT
from smartbooking.kernel.principal import SYSTEM, Principal
from smartbooking.kernel.problem import Conflict
from smartbooking.pricing.service import LineWanted
from smartbooking.vendors import service as vendors

KEPT_FOR: Final = timedelta(hours=1)
MARK: Final = "test:"
REMOVE: Final = "setup.remove_test_booking"
_DAYS: Final = 31
_NIGHTS: Final = 62


class NothingFree(Conflict):
    """No time of the coming month is free, so there is nothing to try. Check the opening hours."""

    slug, title = "nothing-free", "Nothing is free in the coming month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A test booking and when it goes."""

    booking: Booking
    removed_at: datetime


async def book_a_test(
    tx: Tx, *, vendor_id: int, principal: Principal, name: str, phone: str | None, locale: str, now: datetime
) -> Trial:
    """Book the first free time of what the business sells first. Raises NothingFree, and what booking raises."""
    await vendors.get_vendor(tx, vendor_id=vendor_id)
    line = await _first_free(tx, vendor_id, now)
    quote = await price(tx, lines=[line], promo_code=None, customer_id=None, now=now)
    about = await offered_parts(tx, quote.parts)
    order = Order(quote=quote, caller=Caller(principal=principal), locale=locale, about=tuple(about))
    booking = await holds.book_at_once(
        tx, order, contact=Contact(name=name, phone=phone, email=None), method="pay_on_site", note="", now=now,
        external_ref=f"{MARK}{uuid4().hex}",
    )  # fmt: skip
    removed_at = now + KEPT_FOR
    await enqueue(tx, REMOVE, {"booking_id": public_id("bkg", booking.id)}, run_at=removed_at)
    return Trial(booking=booking, removed_at=removed_at)


async def remove_test(tx: Tx, *, booking_id: UUID, now: datetime) -> None:
    """Cancel a test booking; one that was cancelled or completed by hand stays as it is."""
    try:
        await cancellation.cancel(
            tx, booking_id=booking_id, caller=Caller(principal=SYSTEM), reason="test", refund_requested=False, now=now
        )
    except InvalidTransition:
        return


async def _first_free(tx: Tx, vendor_id: int, now: datetime) -> LineWanted:
    services = await catalog.list_services(tx, vendor_id=vendor_id, page=1, limit=MAX_LIMIT)
    resources = await catalog.list_resources(tx, vendor_id=vendor_id, page=1, limit=MAX_LIMIT)
    offers: list[Resource | Service] = [*services.rows, *resources.rows]
    for offer in offers:
        if offer.listed and offer.bookable and (line := await _line(tx, offer, now)) is not None:
            return line
    raise NothingFree("Nothing you sell has a free time in the coming month. Look at your hours.")


async def _line(tx: Tx, offer: Resource | Service, now: datetime) -> LineWanted | None:
    if isinstance(offer, Resource) and offer.timing is Timing.NIGHTS:
        return await _nights(tx, offer, now)
    key: dict[str, Any] = {"service_id" if isinstance(offer, Service) else "resource_id": offer.id}
    found = await availability.free_slots(tx, offer=Offer(**key), days=_DAYS, now=now)
    slot = next((slot for day in found.days for slot in day.slots if slot.available), None)
    return None if slot is None else LineWanted(**key, start=slot.start, end=slot.end)


async def _nights(tx: Tx, offer: Resource, now: datetime) -> LineWanted | None:
    calendar = (await availability.night_calendar(tx, resource_id=offer.id, days=_NIGHTS, now=now)).nights
    for first, night in enumerate(calendar):
        stay = calendar[first : first + night.min_nights]
        leaves = night.day + timedelta(days=len(stay))
        if night.can_arrive and len(stay) == night.min_nights and all(one.available for one in stay):
            return LineWanted(resource_id=offer.id, start=night.day, end=leaves)
    return None
