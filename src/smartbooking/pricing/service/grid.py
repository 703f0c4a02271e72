"""The final price of an offer by day and hour, also under a rule that is not saved yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.availability.domain.zone import instant, opens_at
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Timing
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights, Period, Span
from smartbooking.pricing.domain import Member, Offer, PriceRequest, PriceRule, Unit
from smartbooking.pricing.service.books import book_of
from smartbooking.pricing.service.days_off import holidays_for
from smartbooking.pricing.service.prices import price_in
from smartbooking.pricing.service.settings import venue_of
from smartbooking.vendors.domain import Venue

HOURS: Final = range(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One unit that begins at `hour` of a date; `hour` is None for nights and sessions. `base` is without rules."""

    day: date
    hour: int | None
    price: Money
    base: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceGrid:
    """Cells in order; what can not be priced is left out."""

    unit: Unit
    currency: str
    cells: tuple[GridCell, ...]


async def price_grid(
    read: ReadTx, *, offer: Offer, day_from: date, days: int, draft: PriceRule | None = None,
    member: Member | None = None, now: datetime,
) -> PriceGrid | None:  # fmt: skip
    """Prices of one place for one unit, tax included as shown to customers; None without a rate. Raises NotFound.

    With `member` as that member would see them.
    """
    timing, venue = await venue_of(read, offer)
    book = await book_of(read, [offer])
    rate = book.rates.get(offer)
    if rate is None:
        return None
    if draft is not None:
        book = replace(book, rules=(*(rule for rule in book.rules if rule.id != draft.id), draft))
    plain = replace(book, rules=())
    wanted = await _wanted(read, offer, timing, venue, day_from, days)
    requests = [replace(_request(offer, venue, span), member=member) for _, _, span in wanted]
    holidays = holidays_for(requests, book.rules, now=now)
    cells = []
    for (day, hour, _), request in zip(wanted, requests, strict=True):
        price, base = price_in(request, book, now, holidays), price_in(request, plain, now, holidays)
        if price is not None and base is not None:
            cells.append(GridCell(day=day, hour=hour, price=price, base=base))
    return PriceGrid(unit=rate.unit, currency=venue.currency, cells=tuple(cells))


async def _wanted(
    read: ReadTx, offer: Offer, timing: Timing, venue: Venue, first: date, days: int
) -> list[tuple[date, int | None, Span]]:
    dates = [first + timedelta(days=n) for n in range(days)]
    if timing is Timing.NIGHTS:
        return [(day, None, Nights(day, day + timedelta(days=1))) for day in dates]
    length = timedelta(hours=1)
    if offer.service_id is not None:
        service = await catalog.get_service(read, service_id=offer.service_id, vendor_id=offer.vendor_id)
        length = timedelta(minutes=service.duration_minutes)
    elif timing is Timing.SESSION:
        found = await catalog.get_resource(read, resource_id=offer.id, vendor_id=offer.vendor_id)
        return [] if found.session is None else [(found.session.start.date(), None, found.session)]
    starts = [
        (day, hour, instant(opens_at(day, hour * 60, ZoneInfo(venue.timezone)))) for day in dates for hour in HOURS
    ]
    return [(day, hour, Period(start, start + length)) for day, hour, start in starts]


def _request(offer: Offer, venue: Venue, span: Span) -> PriceRequest:
    return PriceRequest(
        vendor_id=offer.vendor_id, resource_id=offer.resource_id, service_id=offer.service_id, span=span,
        timezone=venue.timezone, currency=venue.currency, country=venue.country, check_in=venue.check_in,
        check_out=venue.check_out,
    )  # fmt: skip
