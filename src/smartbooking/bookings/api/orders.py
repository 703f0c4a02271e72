"""What several handlers share: reading a request into an order, and telling what else is free."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Hashable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Alternative, Want
from smartbooking.availability.errors import SlotUnavailable
from smartbooking.bookings.domain import Booking, Contact
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.schemas.codes import CodeRequest
from smartbooking.bookings.schemas.requests import BookingRequest, LineRequest, PayRequest, UserDetails
from smartbooking.bookings.service import basket
from smartbooking.bookings.service.checkout import Payment
from smartbooking.bookings.service.hoarding import NO_LIMITS, HoldLimits
from smartbooking.bookings.service.holds import HoldTerms, Order, wants_of
from smartbooking.identity.domain import InvalidContact, parse_phone
from smartbooking.identity.errors import NotWhileActing
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database, ReadTx
from smartbooking.infra.http.wire import iso_z, local_text
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.period import Nights
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Party, PriceRequest, Quote, QuotedPart
from smartbooking.pricing.service import LineWanted


def hold_terms(settings: Settings) -> HoldTerms:
    return HoldTerms(
        hold_for=timedelta(minutes=settings.hold_minutes),
        extension=timedelta(minutes=settings.hold_extension_minutes),
        extensions=settings.hold_extensions,
        approval_for=timedelta(hours=settings.approval_hours),
        limits=hold_limits(settings),
    )


def hold_limits(settings: Settings) -> HoldLimits:
    """None where budgets per caller are switched off as a whole."""
    if not settings.rate_limits:
        return NO_LIMITS
    return HoldLimits(
        per_person=settings.open_holds_per_person, per_address=settings.open_holds_per_address,
        percent_per_network=settings.open_holds_percent_per_network,
    )  # fmt: skip


def wanted(line: LineRequest) -> LineWanted:
    guests = line.guests
    return LineWanted(
        resource_id=line.resource_id,
        service_id=line.service_id,
        start=line.start_date or line.start,
        end=line.end_date or line.end,
        quantity=line.quantity,
        staff_id=line.staff_id,
        party=Party(adults=guests.adults, children=guests.children, ages=tuple(guests.child_ages)) if guests else None,
    )


async def order_of(
    read: ReadTx,
    *,
    lines: Sequence[LineRequest] | None,
    quote_token: str | None,
    promo_code: str | None,
    member_code: str | None = None,
    caller: Caller,
    signer: Signer,
    locale: str,
    now: datetime,
) -> Order:
    """The order behind a quote's token, or behind lines priced at this moment."""
    if quote_token is not None:
        quote = pricing.open_quote(signer, quote_token, now=now)
    else:
        quote = await basket.price(
            read,
            lines=[wanted(line) for line in lines or ()],
            promo_code=promo_code,
            customer_id=caller.principal.user_id,
            member_code=member_code,
            principal=caller.principal,
            now=now,
        )
    about = await basket.offered_parts(read, quote.parts)
    return Order(quote=quote, caller=caller, locale=locale, about=tuple(about))


async def moved_order(
    read: ReadTx, booking: Booking, *, lines: Sequence[LineRequest] | None, quote_token: str | None, caller: Caller,
    signer: Signer, locale: str, now: datetime,
) -> Order:  # fmt: skip
    """The order of another time for a booking: the price of a quote's token, or of this moment with its promo code."""
    if quote_token is not None:
        quote = pricing.open_quote(signer, quote_token, now=now)
    else:
        wants = [wanted(line) for line in lines or ()]
        quote = await basket.price_again(
            read, lines=wants, kept=booking.quote.promo, member=booking.quote.member, customer_id=booking.customer_id,
            now=now,
        )  # fmt: skip
    return Order(quote=quote, caller=caller, locale=locale, about=tuple(await basket.offered_parts(read, quote.parts)))


def payment_of(body: BookingRequest | PayRequest | CodeRequest, caller: Caller) -> Payment:
    """How the request wants to pay; nobody pays with, or keeps, a card in somebody's name (NotWhileActing)."""
    details = body.payment_details
    if caller.principal.acting and (details.saved_card_id or details.save_card):
        raise NotWhileActing("Only the person pays with a kept card, or keeps one.")
    return Payment(
        method=body.payment_method, token=details.token, saved_card=details.saved_card_id, save_card=details.save_card
    )


def contact_of(details: UserDetails, country: str = "KZ") -> Contact:
    """The contact with its phone in E.164; raises Invalid with the way out for an impossible number."""
    phone = None
    if details.phone:
        try:
            phone = parse_phone(details.phone, country=country)
        except InvalidContact as error:
            raise Invalid(FieldError("/userDetails/phone", str(error), "bad_phone")) from error
    return Contact(name=details.name, phone=phone, email=str(details.email) if details.email else None)


def wish_of(database: Database, order: Order) -> Hashable:
    """The same for all orders that want the same things at the same time, whoever asks."""
    return database.url, *((part.offer, part.span) for part in order.quote.parts)


async def taken(database: Database, order: Order, problem: SlotUnavailable, *, now: datetime) -> SlotUnavailable:
    """The same refusal with up to three real alternatives for the line that could not be had."""
    wants = wants_of(order)
    want = next((one for one in wants if one.resource_id == problem.resource_id), wants[0])

    async def look() -> list[dict[str, Any]]:
        async with database.reading() as read:
            found = await availability.alternatives(read, want=want, now=now)
            return await _priced(read, order.quote, want, found, now)

    # The guest does not change what is free: everybody refused the same wish in that second shares one search.
    key = (
        database.url,
        replace(want, customer=None, contacts=()),
        order.quote.currency,
        _part(order.quote, want).total,
        order.quote.member,
    )
    views = await _shared.get(key, look)
    return SlotUnavailable(problem.detail, resource_id=problem.resource_id, alternatives=views)


class _Shared:
    """Answers that all who ask within a second share, also while the first of them still waits for it."""

    def __init__(self, seconds: float = 1.0) -> None:
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, asyncio.Task[list[dict[str, Any]]]]] = {}

    async def get(
        self, key: Hashable, look: Callable[[], Coroutine[Any, Any, list[dict[str, Any]]]]
    ) -> list[dict[str, Any]]:
        now, loop = time.monotonic(), asyncio.get_running_loop()
        self._kept = {k: (until, task) for k, (until, task) in self._kept.items() if until > now and not _failed(task)}
        kept = self._kept.get(key)
        if kept is None or kept[1].get_loop() is not loop:
            kept = self._kept[key] = (now + self._seconds, loop.create_task(look()))
        # Shielded: who hangs up takes the answer away from nobody.
        return await asyncio.shield(kept[1])


def _failed(task: asyncio.Task[Any]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


_shared: Final = _Shared()


def _part(quote: Quote, want: Want) -> QuotedPart:
    return next(part for part in quote.parts if part.line == want.line)


async def _priced(
    read: ReadTx, quote: Quote, want: Want, found: Sequence[Alternative], now: datetime
) -> list[dict[str, Any]]:
    part = _part(quote, want)
    requests = [
        PriceRequest(
            vendor_id=quote.vendor_id, resource_id=one.resource_id if one.service_id is None else None,
            service_id=one.service_id, span=one.span, quantity=part.quantity, party=part.party,
            timezone=part.timezone, currency=quote.currency, payment_timing=part.payment_timing,
            member=quote.member.member if quote.member else None,
        )
        for one in found
    ]  # fmt: skip
    totals = await pricing.totals(read, requests=requests, now=now)
    return [
        _view(one, part.timezone, float(total.major), float((total - part.total).major), quote.currency)
        for one, total in zip(found, totals, strict=True)
        if total is not None
    ]


def _view(one: Alternative, zone: str, price: float, difference: float, currency: str) -> dict[str, Any]:
    view: dict[str, Any] = {"kind": one.kind, "price": price, "priceDifference": difference, "currency": currency}
    if one.resource_id is not None:
        view["resourceId"] = public_id("res", one.resource_id)
    if one.service_id is not None:
        view["serviceId"] = public_id("srv", one.service_id)
    if isinstance(one.span, Nights):
        return view | {"startDate": one.span.arrival.isoformat(), "endDate": one.span.departure.isoformat()}
    return view | {
        "start": iso_z(one.span.start),
        "end": iso_z(one.span.end),
        "startLocal": local_text(one.span.start, zone),
    }
