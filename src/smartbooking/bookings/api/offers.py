"""What is free and what it costs. Availability knows no prices and pricing no places; here they meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Offer, Place, Slot, SlotDay, Want
from smartbooking.availability.errors import UnfitSpan
from smartbooking.availability.service import Look
from smartbooking.bookings.api.answering import answered
from smartbooking.bookings.schemas.offers import (
    CheckReply,
    CheckRequest,
    FreeSlot,
    NightReply,
    NightsReply,
    OpenSpan,
    SlotDayReply,
    SlotsReply,
    WhyNot,
)
from smartbooking.bookings.schemas.requests import Guests
from smartbooking.infra.db import ReadTx
from smartbooking.infra.http.deps import LocaleDep, NowDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import CalendarDay, ResourceRef, ServiceRef
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights, Period, Span
from smartbooking.kernel.problem import Invalid, NotFound
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Party, PriceRequest
from smartbooking.pricing.errors import NotPriced, PriceNotPossible
from smartbooking.pricing.service import PricedSpan

router = APIRouter(prefix="/api/v1", tags=["Availability"])
REFUSALS: Final = problems(NotFound, UnfitSpan)
FromDate = Annotated[CalendarDay | None, Query(alias="from", description="First date at the venue; today if left out")]
Days = Annotated[int, Query(ge=1, le=31)]
NightCount = Annotated[int, Query(ge=1, le=366)]
Quantity = Annotated[int, Query(ge=1, le=32_766)]
Duration = Annotated[int | None, Query(ge=5, le=10_080, description="Length in minutes", examples=[60])]


def _sent(reply: BaseModel) -> Response:
    """The reply, serialised once; the declared model documents it."""
    content = reply.model_dump_json(by_alias=True, exclude_none=True)
    return Response(content, media_type="application/json")


def _request(place: Place, offer: Offer, span: Span, quantity: int, guests: Guests | None = None) -> PriceRequest:
    party = Party(adults=guests.adults, children=guests.children) if guests else None
    return PriceRequest(
        vendor_id=place.vendor_id, resource_id=offer.resource_id, service_id=offer.service_id, span=span,
        quantity=quantity, party=party, timezone=place.timezone, currency=place.currency, country=place.country,
        check_in=place.check_in, check_out=place.check_out,
    )  # fmt: skip


@router.post(
    "/availability/check",
    summary="Is it free, and what does it cost?",
    response_model=CheckReply,
    responses=problems(NotFound, Invalid),
)
async def check(body: CheckRequest, read: ReadTxDep, now: NowDep, locale: LocaleDep) -> Response:
    """The verdict of every rule and of the ledger, with the price of this moment. Booking decides."""
    want, verdict = await availability.check_wish(read, wish=body.wish(), now=now)
    price = await _price(read, verdict.place, want, body.guests, now)
    leading = [claim.resource_id for claim in verdict.claims] if want.service_id is not None else None
    return _sent(
        CheckReply(
            available=verdict.available, resource_id=want.resource_id, service_id=want.service_id,
            available_quantity=verdict.available_quantity, currency=verdict.place.currency, staff=leading,
            price=price.unit_price.amount.major if price else None,
            total_price=price.total.major if price else None,
            price_unit=price.unit_price.unit.value if price else None,
            reasons=[WhyNot.of(reason, locale) for reason in verdict.reasons], server_now=now,
        )
    )  # fmt: skip


async def _price(read: ReadTx, place: Place, want: Want, guests: Guests | None, now: datetime) -> PricedSpan | None:
    try:
        return await pricing.price_span(
            read, request=_request(place, want.offer, want.span, want.quantity, guests), now=now
        )
    except (NotPriced, PriceNotPossible):
        return None


@router.get(
    "/resources/{resource_id}/slots",
    summary="Free times of a resource",
    response_model=SlotsReply,
    responses=REFUSALS,
)
async def resource_slots(
    *,
    resource_id: ResourceRef,
    read: ReadTxDep,
    now: NowDep,
    locale: LocaleDep,
    first: FromDate = None,
    days: Days = 7,
    duration: Duration = None,
    quantity: Quantity = 1,
) -> Response:
    """Every start of the grid with its price; a start that is not free says why."""
    seen = await availability.look(
        read, offer=Offer(resource_id=resource_id), day_from=first, days=days, quantity=quantity, now=now,
        duration=timedelta(minutes=duration) if duration else None,
    )  # fmt: skip
    return await answered(seen, locale, partial(_slots, read, seen, locale))


@router.get(
    "/services/{service_id}/slots",
    summary="Free times of a service",
    response_model=SlotsReply,
    responses=REFUSALS,
)
async def service_slots(
    *,
    service_id: ServiceRef,
    read: ReadTxDep,
    now: NowDep,
    locale: LocaleDep,
    first: FromDate = None,
    days: Days = 7,
    staff_id: Annotated[ResourceRef | None, Query(alias="staffId")] = None,
    quantity: Quantity = 1,
) -> Response:
    """As for resources, with the people who could do it at each start."""
    offer = Offer(service_id=service_id, chosen=(staff_id,) if staff_id else ())
    seen = await availability.look(read, offer=offer, day_from=first, days=days, quantity=quantity, now=now)
    return await answered(seen, locale, partial(_slots, read, seen, locale))


async def _slots(read: ReadTx, seen: Look, locale: str) -> SlotsReply:
    """All available slots priced in one round trip; what nobody can book needs no price."""
    offer, found = seen.offer, availability.slots_in(seen)
    free = [slot for day in found.days for slot in day.slots if slot.available]
    prices: dict[datetime, Money] = {}
    if free:
        request = _request(found.place, offer, Period(free[0].start, free[0].end), seen.quantity)
        periods = [Period(slot.start, slot.end) for slot in free]
        amounts = await pricing.slot_prices(read, request=request, periods=periods, now=seen.now)
        prices = {slot.start: price for slot, price in zip(free, amounts, strict=True) if price is not None}
    return SlotsReply.model_construct(
        resource_id=offer.resource_id, service_id=offer.service_id, tz=found.place.timezone,
        duration_minutes=found.duration_minutes, server_now=seen.now,
        days=[_day(day, prices, with_staff=offer.service_id is not None, locale=locale) for day in found.days],
    )  # fmt: skip


def _day(day: SlotDay, prices: dict[datetime, Money], *, with_staff: bool, locale: str) -> SlotDayReply:
    return SlotDayReply.model_construct(
        day=day.day,
        opens=[OpenSpan(start_local=start, end_local=end) for start, end in day.opens],
        slots=[_slot(slot, prices.get(slot.start), slot.resource_ids if with_staff else None) for slot in day.slots],
        closed=WhyNot.of(day.closed, locale) if day.closed else None,
    )


def _slot(slot: Slot, price: Money | None, staff: Sequence[int] | None) -> FreeSlot:
    # Our own values need no validation; a week has hundreds of these.
    return FreeSlot.model_construct(
        start=slot.start, end=slot.end, start_local=slot.start_local, end_local=slot.end_local,
        utc_offset=slot.utc_offset, available=slot.available, free=slot.free, reason=slot.reason,
        price=price.major if price else None, currency=price.currency if price else None,
        staff=list(staff) if staff is not None else None,
    )  # fmt: skip


@router.get(
    "/resources/{resource_id}/nights",
    summary="Nights of a resource, with prices",
    response_model=NightsReply,
    responses=REFUSALS,
)
async def resource_nights(
    *,
    resource_id: ResourceRef,
    read: ReadTxDep,
    now: NowDep,
    first: FromDate = None,
    days: NightCount = 62,
    quantity: Quantity = 1,
) -> Response:
    """Each night with its price, and whether one can arrive or leave on that day."""
    offer = Offer(resource_id=resource_id)
    seen = await availability.look(read, offer=offer, day_from=first, days=days, quantity=quantity, now=now)
    return await answered(seen, "", partial(_nights, read, resource_id, seen))


async def _nights(read: ReadTx, resource_id: int, seen: Look) -> NightsReply:
    found, place = availability.nights_in(seen), seen.place
    span = Nights(seen.begins, seen.begins + timedelta(days=1))
    prices = await pricing.night_prices(
        read, request=_request(place, seen.offer, span, seen.quantity), day_from=seen.begins, days=seen.days,
        now=seen.now,
    )  # fmt: skip
    nights = [
        NightReply.model_construct(
            day=night.day, free=night.free, capacity=night.capacity, available=night.available,
            can_arrive=night.can_arrive, can_depart=night.can_depart, min_nights=night.min_nights,
            max_nights=night.max_nights, reason=night.reason, currency=place.currency,
            price=prices[night.day].major if night.day in prices else None,
        )
        for night in found.nights
    ]  # fmt: skip
    return NightsReply.model_construct(
        resource_id=resource_id, tz=place.timezone, check_in=f"{place.check_in:%H:%M}",
        check_out=f"{place.check_out:%H:%M}", server_now=seen.now, nights=nights,
    )  # fmt: skip
