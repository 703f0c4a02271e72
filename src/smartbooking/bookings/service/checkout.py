"""From a hold to an agreement: who comes, how it is paid, and what that makes of the booking.

`begin` is one transaction; when money has to be taken, `finish` calls the provider outside of any transaction and
settles the result. A crash between them loses nothing: the repeated request, the webhook and the poller all end in
the same state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Actor, Booking, Contact, PaymentStatus, Status, Verb, allowed_verbs
from smartbooking.bookings.domain.balance import due_first, first_payment, unpaid_status
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.charging import asks_for_card
from smartbooking.bookings.domain.splitting import split_of
from smartbooking.bookings.domain.visits import by_visits
from smartbooking.bookings.errors import InvalidTransition, MethodNotOffered, PaymentDeclined
from smartbooking.bookings.repository import reading, writing
from smartbooking.bookings.service import codes as proving
from smartbooking.bookings.service import vetting
from smartbooking.bookings.service.covering import Codes, cover
from smartbooking.bookings.service.hoarding import NO_LIMITS, HoldLimits, admit
from smartbooking.bookings.service.holds import counted_contacts, want_of
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.settlement import settle_held, settle_paid
from smartbooking.bookings.service.transition import move
from smartbooking.bookings.service.vetting import Vetted, Wish
from smartbooking.books import service as books
from smartbooking.books.domain import Split
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.kernel.money import Money
from smartbooking.payments import service as payments
from smartbooking.payments.domain import CaptureMode, Outcome
from smartbooking.payments.errors import PaymentInProgress
from smartbooking.risk.domain import ALL_OFF, Modes

# A person at her bank's page gets at least this long, once (RELIABILITY 3, holds 2).
AT_THE_BANK: Final = timedelta(minutes=15)
PAY_ON_SITE: Final = "pay_on_site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How the customer wants to pay: a method's code, and the provider's one-time token or a kept card, if any."""

    method: str
    token: str | None = None
    saved_card: UUID | None = None
    save_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A booking after `begin`; `attempt_id` names the provider call that is still to be made."""

    booking: Booking
    attempt_id: UUID | None


async def check_out(
    tx: Tx,
    *,
    booking_id: UUID,
    caller: Caller,
    contact: Contact,
    payment: Payment,
    note: str,
    approval_for: timedelta,
    limits: HoldLimits = NO_LIMITS,
    modes: Modes = ALL_OFF,
    vetted: Vetted | None = None,
    codes: Codes | None = None,
    extension: timedelta = proving.EXTENSION,
    extensions: int = proving.EXTENSIONS,
    now: datetime,
) -> Begun:
    """Give a held booking its customer and its way of paying. Locks the booking, and what is behind `codes`.

    Free and pay-on-site bookings are confirmed here, or wait for approval; others wait for their payment. Raises
    NotFound, InvalidTransition, HoldLost, MethodNotOffered, LimitReached, TooManyHolds, PrepaymentNeeded, ValueRefused,
    PassRefused, TooManyCodes. A booking that is still held afterwards waits for a code.
    Risk is asked by `modes`, unless the caller has asked: then `vetted` is what it said.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    if actor is Actor.CUSTOMER:
        vetted = vetted or await _vet(tx, booking, caller, contact, payment, modes, now)
        ask = proving.Ask(caller, contact, _given(booking, caller, contact, payment, note), extension, extensions)
        if waiting := await _code_first(tx, booking, vetted, ask, limits, now):
            return Begun(booking=waiting, attempt_id=None)
        vetted = None if codes else vetted  # what they leave of the price is looked at anew
    booking = await _covered(tx, booking, codes, now)
    amount = amount_now(booking, payment, actor)
    asked = False
    if actor is Actor.CUSTOMER:
        vetted = vetted or await _vet(tx, booking, caller, contact, payment, modes, now)
        await vetting.ask_to_prepay(tx, vetted, due=amount)
        await vetting.keep(tx, vetted, booking, now=now)
        asked = vetting.wants_approval(vetted) and not booking.requires_approval
        booking = replace(booking, requires_approval=booking.requires_approval or asked)
        await _count_contact(tx, booking, contact, now=now)
        if booking.requires_approval or amount.minor > 0:  # it goes on keeping a place that nobody has paid
            await admit(
                tx, vendor_id=booking.vendor_id, booking_id=booking.id, caller=caller, contact=contact, limits=limits,
                now=now,
            )  # fmt: skip
    values: dict[str, Any] = {
        **_given(booking, caller, contact, payment, note),
        **({"requires_approval": True} if asked else {}),
        **covered_values(booking),
    }  # fmt: skip
    if booking.requires_approval:
        return Begun(booking=await _ask_vendor(tx, booking, caller, values, approval_for, now), attempt_id=None)
    if amount.minor == 0:
        return Begun(booking=await _confirm_unpaid(tx, booking, caller, values, now), attempt_id=None)
    return await start_payment(
        tx, booking, caller=caller, payment=payment, amount=amount, values=values,
        bank_check=vetting.wants_bank_check(vetted), now=now,
    )  # fmt: skip


def _given(booking: Booking, caller: Caller, contact: Contact, payment: Payment, note: str) -> dict[str, Any]:
    """What the customer has told, as columns."""
    return {
        "contact_name": contact.name, "contact_phone": contact.phone, "contact_email": contact.email,
        "customer_id": booking.customer_id or caller.principal.user_id, "note": note, "payment_method": payment.method,
    }  # fmt: skip


async def _covered(tx: Tx, booking: Booking, codes: Codes | None, now: datetime) -> Booking:
    """What a gift card or a pass makes of the booking, if one is given."""
    if not codes:
        return booking
    booking = await cover(tx, booking, codes=codes, now=now)
    if by_visits(booking):
        await writing.replace_lines(tx, booking, booking.lines)
    return booking


async def _code_first(
    tx: Tx, booking: Booking, vetted: Vetted | None, ask: proving.Ask, limits: HoldLimits, now: datetime
) -> Booking | None:
    """The booking as it waits for a code; None when risk wants none, or the contact was proven."""
    if not vetting.wants_code(vetted):
        return None
    await vetting.keep(tx, vetted, booking, now=now)
    await admit(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, caller=ask.caller, contact=ask.contact, limits=limits,
        now=now,
    )  # fmt: skip
    return await proving.ask(tx, booking, ask, now=now)


def covered_values(booking: Booking) -> dict[str, Any]:
    """Columns that say what a card or a pass gave; a pass changes the price, too."""
    if booking.covered is None or booking.covered.minor == 0:
        return {}
    if not by_visits(booking):
        return {"covered_minor": booking.covered}
    return {
        "covered_minor": booking.covered, "quote": booking.quote, "total_minor": booking.total,
        "due_now_minor": booking.due_now,
    }  # fmt: skip


async def _vet(
    tx: Tx, booking: Booking, caller: Caller, contact: Contact, payment: Payment, modes: Modes, now: datetime
) -> Vetted | None:
    wish = Wish(
        quote=booking.quote, caller=caller, contact=contact, method=payment.method, booking_id=booking.id,
        card_id=payment.saved_card,
    )  # fmt: skip
    return await vetting.vet(tx, wish, modes=modes, now=now)


async def _count_contact(tx: Tx, booking: Booking, contact: Contact, *, now: datetime) -> None:
    """A guest who held the place has no name until now: her contact counts in the business's limits per customer."""
    customer = booking.customer_id
    for part in booking.quote.parts:
        want = want_of(booking.vendor_id, part, customer, counted_contacts(contact))
        await availability.count_for(tx, want=want, booking_id=booking.id, now=now)


def amount_now(booking: Booking, payment: Payment, actor: Actor) -> Money:
    """What this payment takes: what is due now, or everything when a card is used for what could be paid later.

    Where a card secures the booking: what is held on it; the business itself may book without one.
    Raises MethodNotOffered when money or a card is asked for and the method is none for it.
    """
    zero = Money.zero(booking.total.currency)
    if asks_for_card(booking) and (actor is Actor.CUSTOMER or payment.method != PAY_ON_SITE):
        return card_for(booking, payment)
    at_venue = payment.method == PAY_ON_SITE
    due = due_first(booking)
    if booking.total.minor == 0:
        return zero
    if at_venue and due.minor > 0:
        raise MethodNotOffered(
            "This booking is paid in advance; choose one of the offered ways.", dueNow=float(due.major)
        )
    return zero if at_venue else first_payment(booking)


def card_for(booking: Booking, payment: Payment) -> Money:
    """What is to be held on the card. Raises MethodNotOffered when the method can not hold cards."""
    if payments.hold_lasts(payments.resolve_method(payment.method)) is None:
        raise MethodNotOffered(
            "This booking is secured by a card: choose a way to pay that can hold one.",
            cardHold=float(booking.quote.card_hold.major),
        )
    return booking.quote.card_hold


async def _ask_vendor(
    tx: Tx, booking: Booking, caller: Caller, values: dict[str, Any], approval_for: timedelta, now: datetime
) -> Booking:
    until = max(min(now + approval_for, booking.starts_at), now + timedelta(minutes=5))
    moved = await move(
        tx, booking, Verb.REQUEST, actor=Actor.CUSTOMER, by=caller.name, now=now,
        values={**values, "expires_at": until, "payment_status": unpaid_status(booking).value},
    )  # fmt: skip
    await _extend_claims(tx, booking, until)
    return moved


async def _confirm_unpaid(tx: Tx, booking: Booking, caller: Caller, values: dict[str, Any], now: datetime) -> Booking:
    moved = await move(
        tx, booking, Verb.CONFIRM, actor=Actor.SYSTEM, by=caller.name, now=now,
        values={**values, "payment_status": unpaid_status(booking).value},
    )  # fmt: skip
    reach("K8")
    await availability.confirm(tx, vendor_id=booking.vendor_id, booking_id=booking.id, expected=len(booking.claims))
    return moved


async def start_payment(
    tx: Tx,
    booking: Booking,
    *,
    caller: Caller,
    payment: Payment,
    amount: Money,
    values: dict[str, Any],
    bank_check: bool = False,
    now: datetime,
) -> Begun:
    """Write down intent and attempt before anything is called; keep the place while the customer is at the bank."""
    method = payments.resolve_method(payment.method)
    intent_id = await _payment_for(tx, booking, amount, method, now)
    asked_before = await payments.demanded_bank_check(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    attempt_id = await prepare(
        tx, booking, intent_id=intent_id, caller=caller, payment=payment, bank_check=bank_check or asked_before,
        now=now,
    )  # fmt: skip
    until = await _pay_until(tx, booking, method, now)
    money = {"intent_id": intent_id, "payment_status": PaymentStatus.PENDING.value, "expires_at": until}
    if booking.status is Status.HELD:
        moved = await move(
            tx, booking, Verb.AWAIT_PAYMENT, actor=Actor.CUSTOMER, by=caller.name, now=now, values={**values, **money}
        )
    else:
        moved = await move(
            tx, booking, Verb.EXTEND, actor=Actor.CUSTOMER, by=caller.name, now=now, values={**values, **money}
        )
    await _extend_claims(tx, booking, until)
    return Begun(booking=moved, attempt_id=attempt_id)


async def prepare(
    tx: Tx, booking: Booking, *, intent_id: UUID, caller: Caller, payment: Payment, bank_check: bool = False,
    now: datetime,
) -> UUID:  # fmt: skip
    """Write the next try down as the caller wants to pay. Raises SavedCardNotFound, PaymentInProgress, Invalid."""
    # An operator in somebody's name has none of her cards: using one, or keeping one, is hers alone.
    owner = None if caller.principal.acting else caller.principal.user_id
    wish = await payments.card_wish(
        tx, account_id=owner, method=payment.method, card_id=payment.saved_card,
        save=payment.save_card, token=payment.token,
    )  # fmt: skip
    attempt = await payments.prepare_attempt(
        tx, intent_id=intent_id, method=payment.method, token=payment.token, locale=booking.locale,
        bank_check=bank_check, wish=wish, now=now,
    )  # fmt: skip
    return attempt.id


async def _payment_for(tx: Tx, booking: Booking, amount: Money, method: str, now: datetime) -> UUID:
    """The payment of the booking, or a new one where it was given up for another way (`switching.make_way`).

    Raises PaymentInProgress while the provider has not said that the one given up is dead.
    """
    if booking.intent_id is None:
        return await _open_payment(tx, booking, amount, method, now)
    given_up = await payments.given_up(tx, intent_id=booking.intent_id)
    if given_up is None:
        return booking.intent_id
    if not given_up.dead:
        raise PaymentInProgress
    return await _open_payment(tx, booking, amount, method, now)


async def _open_payment(tx: Tx, booking: Booking, amount: Money, method: str, now: datetime) -> UUID:
    """The agreement to pay; money that is only held has no shares until some of it is taken."""
    held = asks_for_card(booking)
    intent = await payments.open_intent(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=amount, method=method, now=now,
        capture=CaptureMode.MANUAL if held else CaptureMode.AUTOMATIC,
    )  # fmt: skip
    if not held:
        deposit, tax = split_of(booking.quote, amount, booking.covered)
        await books.announce_split(
            tx, vendor_id=booking.vendor_id, intent_id=intent.id, split=Split(deposit=deposit, tax=tax)
        )
    return intent.id


async def _pay_until(tx: Tx, booking: Booking, method: str, now: datetime) -> datetime:
    """Until when the place waits for the money: a transfer takes longer than a card, but never beyond the start."""
    given = await payments.time_to_pay(tx, vendor_id=booking.vendor_id, method=method, usual=AT_THE_BANK)
    in_time = min(now + given, max(booking.starts_at, now + AT_THE_BANK))
    return max(booking.expires_at or now, in_time)


async def _extend_claims(tx: Tx, booking: Booking, until: datetime) -> None:
    await availability.extend(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, until=until, expected=len(booking.claims)
    )


async def pay(tx: Tx, *, booking_id: UUID, caller: Caller, payment: Payment, now: datetime) -> Begun:
    """Try again, perhaps with another method, while the place is held.

    Whoever left the provider's page and pays again in the same way is led back to the same page; for another way
    `switching.make_way` comes first.
    Raises NotFound, InvalidTransition, HoldLost, MethodNotOffered, PaymentInProgress.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    if booking.status is not Status.PENDING_PAYMENT:
        # A hold has no name yet and may still need its vendor's yes: it is checked out first.
        raise InvalidTransition(Verb.AWAIT_PAYMENT, booking.status, allowed_verbs(booking.status, actor))
    amount = amount_now(booking, payment, actor)
    values: dict[str, Any] = {"payment_method": payment.method}
    if amount.minor == 0:
        # The card failed and the rest is paid at the venue: what may still be open at the provider is undone.
        await payments.refund_everything(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, reason="paid another way", now=now, but_value=True
        )
        return Begun(booking=await _confirm_unpaid(tx, booking, caller, values, now), attempt_id=None)
    if booking.intent_id is not None and (
        page := await payments.waiting_attempt(
            tx, intent_id=booking.intent_id, method=payment.method, card_id=payment.saved_card
        )
    ):
        return Begun(booking=booking, attempt_id=page)
    return await start_payment(tx, booking, caller=caller, payment=payment, amount=amount, values=values, now=now)


async def finish_payment(
    database: Database, *, booking_id: UUID, attempt_id: UUID, now: datetime
) -> tuple[Booking, Outcome]:
    """Call the provider and act on its answer at once; webhooks and the poller would come to the same.

    Raises PaymentDeclined; the place stays held.
    """
    outcome = await payments.run_attempt(database, attempt_id, now=now)
    if outcome.secured:
        await database.run(lambda tx: settle(tx, booking_id, outcome, now))
        reach("K9")
    async with database.reading() as read:
        booking = await reading.get(read, booking_id)
    assert booking is not None
    if outcome.decline_code and not outcome.secured and outcome.redirect_url is None:
        raise PaymentDeclined(
            "The bank declined the payment; you were not charged. Try another card or another way to pay.",
            declineCode=outcome.decline_code,
            holdExpiresAt=booking.expires_at.isoformat() if booking.expires_at else None,
        )
    return booking, outcome


async def settle(tx: Tx, booking_id: UUID, outcome: Outcome, now: datetime) -> None:
    """A payment is secured: what that makes of its booking."""
    booking = await reading.get(tx, booking_id)
    assert booking is not None
    if asks_for_card(booking) and not outcome.paid:
        await settle_held(tx, booking_id=booking_id, now=now)
        return
    await settle_paid(tx, booking_id=booking_id, paid_minor=first_payment(booking).minor, now=now)
