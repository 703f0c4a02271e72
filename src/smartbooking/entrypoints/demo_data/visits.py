"""Bookings around today, made through the booking service as customers and receptions make them.

Chance comes from a generator seeded with the business, so that every installation looks alike and alive.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Offer
from smartbooking.bookings.domain import Booking, Contact
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import cancellation, checkout, holds, visits
from smartbooking.bookings.service.basket import price
from smartbooking.catalog.domain import Confirmation, Resource, Service, Timing
from smartbooking.entrypoints.demo_data.businesses import OpenBusiness
from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import ANONYMOUS, Principal
from smartbooking.kernel.problem import Problem
from smartbooking.pricing.domain import Party
from smartbooking.pricing.service import LineWanted

DAYS_BACK: Final = 6
DAYS_AHEAD: Final = 12
VISITS: Final = 26
NAMES: Final = (
    "Алия Серікова", "Данияр Есенов", "Мария Ковалёва", "Ержан Бекмұратов", "Ольга Пак", "Санжар Әбдіров",
    "Камила Юсупова", "Ильяс Төреханов", "Наталья Вебер", "Аружан Қайратқызы", "Максим Ли", "Жансая Омарова",
    "Виктор Гончаров", "Назерке Смағұлова", "Рустам Хамидов", "Emily Carter", "Динмұхамед Сапар", "Елена Шин",
)  # fmt: skip
NOTES: Final = ("", "", "", "Приедем немного раньше", "Балалармен келеміз", "Первый раз у вас", "Терезе жаны жақсы")
TERMS: Final = holds.HoldTerms(
    hold_for=timedelta(minutes=10),
    extension=timedelta(minutes=2),
    extensions=10,
    approval_for=timedelta(hours=24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A visit somebody would like: an offer, a time, how many places and people."""

    line: LineWanted
    start: datetime


async def make_visits(
    tx: Tx, business: OpenBusiness, *, owner: Principal, customer: Principal, now: datetime
) -> Counter[str]:
    """Book past and coming visits and bring each to the state it would be in now; counts by status."""
    chance = random.Random(business.venue.external_ref)
    wishes = [wish for offer in _offers(business) for wish in await _wishes(tx, business, offer, chance, now)]
    chosen = sorted(chance.sample(wishes, min(VISITS, len(wishes))), key=lambda wish: wish.start)
    made: Counter[str] = Counter()
    for index, wish in enumerate(chosen):
        # Every sixth visit is the demo customer's own; the reception makes the rest or guests do.
        principal = customer if index % 6 == 2 else chance.choice((owner, ANONYMOUS))
        caller = Caller(principal=principal)
        if (booking := await _book(tx, business, wish, caller, chance, now)) is not None:
            made[(await _live_through(tx, booking, Caller(principal=owner), chance, now)).status.value] += 1
    return made


def _offers(business: OpenBusiness) -> Iterator[Resource | Service]:
    """What people book: services where there are any, else the listed resources."""
    if business.provisioned.services:
        yield from (service for service, _ in business.provisioned.services)
        return
    yield from (resource for resource, _ in business.provisioned.resources if resource.listed)


async def _wishes(
    tx: Tx, business: OpenBusiness, offer: Resource | Service, chance: random.Random, now: datetime
) -> list[Wish]:
    """Times of an offer one could wish for, as they stood a week ago."""
    today = now.astimezone(ZoneInfo(business.venue.timezone)).date()
    if isinstance(offer, Resource) and offer.timing is Timing.NIGHTS:
        return [_stay(offer, business, today + timedelta(days=n), chance) for n in range(-DAYS_BACK, DAYS_AHEAD)]
    if isinstance(offer, Resource) and offer.session is not None:
        return [_seats(offer, chance) for _ in range(8)]
    return await _slots(tx, offer, today, chance, now)


def _stay(room: Resource, business: OpenBusiness, arrival: date, chance: random.Random) -> Wish:
    departure = arrival + timedelta(days=chance.randint(1, 4))
    adults = chance.randint(1, room.max_party or 2)
    zone = ZoneInfo(business.venue.timezone)
    line = LineWanted(resource_id=room.id, start=arrival, end=departure, party=Party(adults=adults))
    return Wish(line=line, start=datetime.combine(arrival, business.venue.check_in, tzinfo=zone).astimezone(UTC))


def _seats(event: Resource, chance: random.Random) -> Wish:
    assert event.session is not None
    seats = chance.randint(1, 4)
    line = LineWanted(
        resource_id=event.id,
        start=event.session.start,
        end=event.session.end,
        quantity=seats,
        party=Party(adults=seats),
    )
    return Wish(line=line, start=event.session.start)


async def _slots(tx: Tx, offer: Resource | Service, today: date, chance: random.Random, now: datetime) -> list[Wish]:
    of_service = isinstance(offer, Service)
    asked = Offer(service_id=offer.id) if of_service else Offer(resource_id=offer.id)
    found = await availability.free_slots(
        tx,
        offer=asked,
        day_from=today - timedelta(days=DAYS_BACK),
        days=DAYS_BACK + DAYS_AHEAD,
        now=now - timedelta(days=DAYS_BACK + 2),
    )
    wishes = []
    for day in found.days:
        free = [slot for slot in day.slots if slot.available]
        for slot in chance.sample(free, min(2, len(free))):
            people = chance.randint(1, min(offer.max_party or 2, 6)) if isinstance(offer, Resource) else 1
            line = LineWanted(
                service_id=offer.id if of_service else None,
                resource_id=None if of_service else offer.id,
                start=slot.start,
                end=slot.end,
                party=Party(adults=people),
            )
            wishes.append(Wish(line=line, start=slot.start))
    return wishes


async def _book(
    tx: Tx, business: OpenBusiness, wish: Wish, caller: Caller, chance: random.Random, now: datetime
) -> Booking | None:
    """Book as of some hours or days before the visit; None when somebody else was quicker."""
    booked_at = min(now, wish.start) - timedelta(minutes=chance.randint(90, 60 * 24))
    asks_vendor = _needs_approval(business, wish) and wish.start > now + timedelta(hours=2)
    at = now if asks_vendor else booked_at
    contact = Contact(name=chance.choice(NAMES), phone=f"+7701555{chance.randint(1000, 9999)}", email=None)
    try:
        quote = await price(tx, lines=[wish.line], promo_code=None, customer_id=caller.principal.user_id, now=at)
        order = holds.Order(quote=quote, caller=caller, locale=chance.choice(("ru", "ru", "kk", "en")))
        if asks_vendor:
            return await _ask(tx, order, contact, at)
        return await holds.book_at_once(
            tx, order, contact=contact, method=checkout.PAY_ON_SITE, note=chance.choice(NOTES), now=at
        )
    except Problem:
        # Taken by an earlier visit of this very demonstration, or outside the rules of the business: the next wish.
        return None


async def _ask(tx: Tx, order: holds.Order, contact: Contact, now: datetime) -> Booking:
    """A request the owner still has to answer: the place is held meanwhile."""
    held = await holds.place_hold(tx, order, terms=TERMS, now=now)
    begun = await checkout.check_out(
        tx,
        booking_id=held.id,
        caller=Caller(principal=order.caller.principal, link_to=held.id),
        contact=contact,
        payment=checkout.Payment(method=checkout.PAY_ON_SITE),
        note="",
        approval_for=TERMS.approval_for,
        now=now,
    )
    return begun.booking


def _needs_approval(business: OpenBusiness, wish: Wish) -> bool:
    offers: Sequence[Resource | Service] = [resource for resource, _ in business.provisioned.resources]
    wanted = wish.line.resource_id
    return any(offer.id == wanted and offer.confirmation is Confirmation.REQUEST for offer in offers)


async def _live_through(tx: Tx, booking: Booking, caller: Caller, chance: random.Random, now: datetime) -> Booking:
    """What has become of a booking by now: most guests came, some cancelled, a few did not show up."""
    fate = chance.random()
    if booking.expires_at is not None:
        return booking
    if fate < 0.09:
        when = min(now, booking.starts_at - timedelta(hours=1))
        return await cancellation.cancel(
            tx,
            booking_id=booking.id,
            caller=caller,
            reason="Планы изменились",
            refund_requested=False,
            now=max(when, booking.created_at),
        )
    if booking.starts_at > now:
        return booking
    if fate < 0.15:
        return await visits.mark_no_show(
            tx, booking_id=booking.id, caller=caller, reason=None, now=booking.starts_at + timedelta(minutes=30)
        )
    arrived = await visits.check_in(tx, booking_id=booking.id, caller=caller, now=booking.starts_at)
    if booking.ends_at > now:
        return arrived
    return await visits.complete(tx, booking_id=booking.id, caller=caller, now=booking.ends_at)
