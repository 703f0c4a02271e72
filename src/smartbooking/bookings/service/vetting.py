"""Bookings ask risk: facts in, advice out, kept with the booking. Risk never refuses; it asks for one more step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain import Booking, Contact
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import PrepaymentNeeded
from smartbooking.bookings.repository import signals as rows
from smartbooking.bookings.service import codes
from smartbooking.identity.domain import country_of_phone
from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights
from smartbooking.payments import service as payments
from smartbooking.payments.domain import MethodKind
from smartbooking.pricing.domain import Quote
from smartbooking.risk import service as risk
from smartbooking.risk.domain import Advice, Mode, Modes, Signals, Stay, StepUp, is_disposable

LEAST_KNOWN: Final = 10
PAY_ON_SITE: Final = "pay_on_site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A booking as risk looks at it; `booking_id` only when it was there before, as a hold; `card_id`: a kept card."""

    quote: Quote
    caller: Caller
    contact: Contact
    method: str
    booking_id: UUID | None = None
    card_id: UUID | None = None

    @property
    def vendor_id(self) -> int:
        return self.quote.vendor_id

    @property
    def total(self) -> Money:
        return self.quote.total

    @property
    def pays_later(self) -> bool:
        return self.method == PAY_ON_SITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Vetted:
    """What risk said. `step` is what the customer is asked for; None when nothing is, or risk only watches."""

    wish: Wish
    signals: Signals
    advice: Advice
    step: StepUp | None


async def vet(tx: Tx, wish: Wish, *, modes: Modes, now: datetime) -> Vetted | None:
    """One look into our books, then advice; None where risk is off and for staff, who book for others."""
    mode = modes.of(wish.vendor_id)
    principal = wish.caller.principal
    if mode is Mode.OFF or principal.operator or principal.works_for(wish.vendor_id):
        return None
    known = await rows.known_of(
        tx, vendor_id=wish.vendor_id, booking_id=wish.booking_id, customer_id=principal.user_id, contact=wish.contact,
        address=wish.caller.source, device=wish.caller.device, currency=wish.total.currency, now=now,
    )  # fmt: skip
    signals = await _with_cards(tx, signals_of(known, wish, now), known["recent"], wish, now)
    advice = await _advice(tx, wish, signals)
    step = advice.step_up if mode is Mode.ACT else None
    return Vetted(wish=wish, signals=signals, advice=advice, step=step)


async def _with_cards(tx: Tx, signals: Signals, recent: list[UUID], wish: Wish, now: datetime) -> Signals:
    """Who else paid within a day with a card of this person, and whether card and phone are of one country.

    A card is known when it has paid: of a first payment nothing is known yet, unless it is by a kept card.
    """
    seen = await payments.cards_seen(
        tx, booking_ids=recent, account_id=wish.caller.principal.user_id, card_id=wish.card_id,
        since=now - timedelta(days=1),
    )  # fmt: skip
    if seen is None:
        return signals
    contact = wish.contact.phone or (wish.contact.email.lower() if wish.contact.email else None)
    phone = country_of_phone(wish.contact.phone) if wish.contact.phone else None
    return replace(
        signals, card_contacts_day=await rows.contacts_of(tx, seen.others, but=contact),
        country_mismatch=int(phone != seen.country) if phone and seen.country else None,
    )  # fmt: skip


async def _advice(tx: Tx, wish: Wish, signals: Signals) -> Advice:
    """With the steps that can be taken: a code needs a road to the contact, paying first needs a way to pay first.

    Who pays now has taken that step; then the bank is asked to look, where the gateway can be told so.
    """
    check = not wish.pays_later and payments.can_demand_bank_check(wish.method)
    bank = {StepUp.THREE_D_SECURE} if check else set()
    paying = {StepUp.PREPAY} if wish.total.minor > 0 else set()
    code = {StepUp.CODE} if codes.way_to(wish.contact) else set()
    advice = risk.advise_on(signals, possible={StepUp.APPROVAL} | code | paying | bank)
    if advice.step_up is not StepUp.PREPAY:
        return advice
    if not wish.pays_later:
        return replace(advice, step_up=StepUp.THREE_D_SECURE if check else None)
    if not await _ways_to_prepay(tx, wish):
        return risk.advise_on(signals, possible={StepUp.APPROVAL})
    return advice


async def _ways_to_prepay(tx: Tx, wish: Wish) -> list[str]:
    offered = await payments.offered_methods(tx, vendor_id=wish.vendor_id, currency=wish.total.currency, locale="en")
    return [method.code for method in offered if method.kind is not MethodKind.ON_SITE]


def signals_of(known: dict[str, Any], wish: Wish, now: datetime) -> Signals:
    """The facts as signals. Any: a row of counts."""
    starts = min(part.start_local.replace(tzinfo=ZoneInfo(part.timezone)) for part in wish.quote.parts)
    usual, others = known["usual"], known["places_of_all"]
    return Signals(
        contact_bookings_hour=known["contact_hour"], contact_bookings_day=known["contact_day"],
        address_bookings_day=known["address_bookings"], address_contacts_day=known["address_contacts"],
        device_bookings_day=known["device_bookings"], device_contacts_day=known["device_contacts"],
        places_kept=known["places_kept"], kept_percent=100 * known["places_kept"] // others if others else 0,
        account_hours=account_hours(wish.caller.principal.user_id, now),
        amount_percent=100 * wish.total.minor // usual if known["usual_of"] >= LEAST_KNOWN else None,
        disposable_mail=int(is_disposable(wish.contact.email)),
        visits=known["visits"], no_shows=known["no_shows"], cancellations=known["cancellations"],
        hours_ahead=max(0, int((starts - now).total_seconds() // 3600)),
    )  # fmt: skip


def account_hours(user_id: UUID | None, now: datetime) -> int | None:
    """The age of an account: uuid7 begins with the milliseconds of its making. None for guests."""
    if user_id is None:
        return None
    return max(0, int(now.timestamp() * 1000 - (user_id.int >> 80)) // 3_600_000)


def stay_of(quote: Quote, now: datetime) -> Stay | None:
    """The first line as a stay, if it is booked by the night."""
    part = quote.parts[0]
    if not isinstance(part.span, Nights):
        return None
    today = now.astimezone(ZoneInfo(part.timezone)).date()
    return Stay(
        lead_days=(part.span.arrival - today).days, nights=len(part.span),
        adults=part.party.adults if part.party else 0, children=part.party.children if part.party else 0,
        weekday=part.span.arrival.weekday(),
    )  # fmt: skip


async def keep(tx: Tx, vetted: Vetted | None, booking: Booking, *, now: datetime) -> None:
    """Store the advice with its booking, and under which names it was made, in the same transaction."""
    if vetted is None:
        return
    caller = vetted.wish.caller
    await risk.keep(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, advice=vetted.advice, signals=vetted.signals,
        stay=stay_of(booking.quote, now), acted=vetted.step is not None, now=now,
    )  # fmt: skip
    names = [name for name in (caller.source, caller.device) if name]
    await rows.remember(tx, booking_id=booking.id, names=names, now=now)


async def ask_to_prepay(tx: Tx, vetted: Vetted | None, *, due: Money) -> None:
    """Raises PrepaymentNeeded when the step is paying first and nothing would be paid now."""
    if vetted is None or vetted.step is not StepUp.PREPAY or due.minor > 0:
        return
    raise PrepaymentNeeded(
        "Please pay for this booking in advance: choose one of the other ways to pay.",
        methods=await _ways_to_prepay(tx, vetted.wish), dueNow=float(vetted.wish.total.major),
    )  # fmt: skip


def wants_approval(vetted: Vetted | None) -> bool:
    """Whether the business says yes first because risk asks for it."""
    return vetted is not None and vetted.step is StepUp.APPROVAL


def wants_code(vetted: Vetted | None) -> bool:
    """Whether the contact has to be proven because risk asks for it."""
    return vetted is not None and vetted.step is StepUp.CODE


def wants_bank_check(vetted: Vetted | None) -> bool:
    """Whether the bank has to ask whoever pays because risk asks for it."""
    return vetted is not None and vetted.step is StepUp.THREE_D_SECURE
