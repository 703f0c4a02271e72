"""From what a customer asks for to price requests: the facts of offer and venue are looked up here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.catalog.domain import PaymentTiming, Resource, Service, Timing
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.period import Nights, Period, Span
from smartbooking.kernel.problem import FieldError, Invalid, NotFound
from smartbooking.pricing.domain import Party, PriceRequest
from smartbooking.vendors.domain import Venue

# Beyond these years calendars and clocks have nothing to say about a booking.
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWanted:
    """One line as a customer asks for it. A start that is a date means nights; a naive time is venue wall time.

    Without an end a service takes its own duration and a session its own time.
    """

    resource_id: int | None = None
    service_id: int | None = None
    start: date | datetime | None = None
    end: date | datetime | None = None
    quantity: int = 1
    party: Party | None = None
    early_minutes: int = 0
    late_minutes: int = 0
    staff_id: int | None = None


async def price_requests(
    read: ReadTx, *, lines: Sequence[LineWanted], vendor_id: int | None = None
) -> list[PriceRequest]:
    """The price requests of a basket. Raises NotFound for offers not on sale, Invalid for impossible spans.

    With `vendor_id` (a vendor looking at its own prices) drafts count and other vendors' offers are NotFound.
    """
    return [await _request(read, line, number, vendor_id) for number, line in enumerate(lines)]


def request_for(offer: Resource | Service, venue: Venue, line: LineWanted, span: Span) -> PriceRequest:
    """A price request from values already loaded: no query."""
    policy = offer.custom_policy if offer.custom_policy is not None else offer.policy.value
    return PriceRequest(
        vendor_id=offer.vendor_id,
        resource_id=line.resource_id,
        service_id=line.service_id,
        span=span,
        quantity=line.quantity,
        party=line.party,
        timezone=venue.timezone,
        currency=venue.currency,
        country=venue.country,
        payment_timing=offer.payment_timing,
        policy=policy,
        early_minutes=line.early_minutes,
        late_minutes=line.late_minutes,
        staff_id=line.staff_id,
        check_in=venue.check_in,
        check_out=venue.check_out,
    )


async def _request(read: ReadTx, line: LineWanted, number: int, vendor_id: int | None) -> PriceRequest:
    if line.resource_id is None and line.service_id is None:
        raise Invalid(FieldError(f"/lines/{number}/resourceId", "name a resource or a service"))
    known = await availability.known_offer(read, resource_id=line.resource_id, service_id=line.service_id)
    offer, venue = known.thing, known.venue
    if not known.verified and offer.payment_timing is not PaymentTiming.FREE:
        # Nobody pays a business in advance before the platform has looked at it.
        offer = replace(offer, payment_timing=PaymentTiming.ON_SITE)
    if vendor_id is not None and offer.vendor_id != vendor_id:
        raise NotFound("No such offer.")
    if vendor_id is None and not offer.bookable:
        raise NotFound("No such offer, or it is no longer sold.")
    return request_for(offer, venue, line, span_of(offer, venue, line, number))


def span_of(offer: Resource | Service, venue: Venue, line: LineWanted, number: int) -> Span:
    """The span a line means for that offer. Raises Invalid."""
    _check_years(line, number)
    if isinstance(offer, Resource) and offer.timing is Timing.NIGHTS:
        return _nights(venue, line, number)
    if isinstance(offer, Resource) and offer.timing is Timing.SESSION and offer.session is not None:
        return offer.session
    if not isinstance(line.start, datetime):
        raise Invalid(FieldError(f"/lines/{number}/start", "this offer is sold by time: give date and time"))
    start = _aware(line.start, venue)
    if isinstance(offer, Service) and line.end is None:
        return Period(start, start + timedelta(minutes=offer.duration_minutes))
    if not isinstance(line.end, datetime):
        raise Invalid(FieldError(f"/lines/{number}/end", "give the time at which it ends"))
    end = _aware(line.end, venue)
    if end <= start:
        raise Invalid(FieldError(f"/lines/{number}/end", "it ends before it begins"))
    return Period(start, end)


def _check_years(line: LineWanted, number: int) -> None:
    for name, moment in (("start", line.start), ("end", line.end)):
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise Invalid(FieldError(f"/lines/{number}/{name}", "this date is out of reach"))


def _nights(venue: Venue, line: LineWanted, number: int) -> Nights:
    arrival, departure = _day(line.start, venue), _day(line.end, venue)
    if arrival is None or departure is None:
        raise Invalid(FieldError(f"/lines/{number}/startDate", "give the dates of arrival and departure"))
    if departure <= arrival:
        raise Invalid(FieldError(f"/lines/{number}/endDate", "departure comes after arrival"))
    return Nights(arrival, departure)


def _day(moment: date | datetime | None, venue: Venue) -> date | None:
    if isinstance(moment, datetime):
        return moment.astimezone(ZoneInfo(venue.timezone)).date() if moment.tzinfo else moment.date()
    return moment


def _aware(moment: datetime, venue: Venue) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(venue.timezone))
