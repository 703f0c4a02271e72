"""The step `code`: whoever books proves that her phone or mailbox is hers, while her place is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Booking, Contact, Status, Verb, allowed_verbs
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import InvalidTransition
from smartbooking.bookings.repository import reading as rows
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.reading import find
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.problem import StaleVersion
from smartbooking.risk import service as risk
from smartbooking.risk.domain import VALID_FOR, Challenge, Guess, is_disposable
from smartbooking.risk.errors import CodeWrong

EXTENSION: Final = timedelta(minutes=2)
EXTENSIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Roads:
    """Ways by which this installation reaches people; `practice_url`: where a trial installation shows messages."""

    kinds: frozenset[str] = frozenset()
    practice_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAsked:
    """A code somebody is asked for: where it went, and where it can be read on a trial installation."""

    challenge: Challenge
    to: str
    practice_url: str | None


_roads: dict[str, Roads] = {"": Roads()}


def install_roads(roads: Roads) -> None:
    """Called once by notifications, in every process."""
    _roads[""] = roads


def way_to(contact: Contact) -> tuple[str, str] | None:
    """By which road and at which address a code would prove something; None when it would not.

    A throw-away mailbox proves nothing about anybody.
    """
    kinds = _roads[""].kinds
    if contact.phone and "sms" in kinds:
        return "sms", contact.phone
    if contact.email and "email" in kinds and not is_disposable(contact.email):
        return "email", contact.email
    return None


@dataclass(frozen=True, slots=True)
class Ask:
    """Who has to prove which contact; the columns of the checkout so far; how far a hold may be extended."""

    caller: Caller
    contact: Contact
    values: Mapping[str, Any]
    extension: timedelta = EXTENSION
    extensions: int = EXTENSIONS


async def ask(tx: Tx, booking: Booking, wish: Ask, *, now: datetime) -> Booking | None:
    """Ask for a code and keep the place meanwhile; None when the contact was proven.

    A hold is extended as far as its rules allow, so that the code can be given. Raises TooManyCodes, HoldLost.
    """
    way = way_to(wish.contact)
    if booking.status is not Status.HELD or way is None:
        return None
    road, address = way
    if await risk.code_proven(tx, booking_id=booking.id, address=address):
        return None
    _, new = await risk.ask_code(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, address=address, road=road, source=wish.caller.source,
        locale=booking.locale, now=now,
    )  # fmt: skip
    more = _more_time(booking, wish, now) if new else {}
    done = await writing.change(
        tx, booking, to=Status.HELD, what="code_asked", actor=wish.caller.name, now=now,
        details={"road": road, "again": not new}, values={**wish.values, **more},
    )  # fmt: skip
    if not done:
        raise StaleVersion("The booking was changed meanwhile. Read it again and repeat what you want to do.")
    if more:
        await availability.extend(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, until=more["expires_at"],
            expected=len(booking.claims),
        )  # fmt: skip
    kept = await rows.get(tx, booking.id)
    assert kept is not None
    return kept


def _more_time(booking: Booking, wish: Ask, now: datetime) -> dict[str, Any]:
    """As many of the hold's own extensions as the code may take, and no more than are left."""
    ends = booking.expires_at or now
    wanted = -(-(now + VALID_FOR - ends) // wish.extension)
    taken = max(0, min(wanted, wish.extensions - booking.extensions))
    if not taken:
        return {}
    return {"expires_at": max(ends, now) + taken * wish.extension, "extensions": booking.extensions + taken}


async def prove(database: Database, *, booking_id: UUID, caller: Caller, given: str, now: datetime) -> None:
    """Judge a guess in a transaction of its own: what was wrong stays counted. Raises NotFound, CodeWrong, CodeOver."""

    async def judge(tx: Tx) -> tuple[Guess, Challenge | None]:
        booking, actor = await find(tx, booking_id=booking_id, caller=caller)
        asked = await _asked(tx, booking)
        if asked is None:
            return Guess.OVER, None
        if booking.status is not Status.HELD:
            raise InvalidTransition(Verb.CONFIRM, booking.status, allowed_verbs(booking.status, actor))
        return await risk.guess_code(tx, asked.id, given, now=now)

    guess, challenge = await database.run(judge)
    if guess is Guess.OVER:
        raise risk.code_over(challenge, now)
    if guess is Guess.WRONG and challenge is not None:
        raise CodeWrong(
            "This is not the code that was sent. Look at the last message again.", triesLeft=challenge.tries_left
        )


async def send_again(tx: Tx, *, booking_id: UUID, caller: Caller, now: datetime) -> CodeAsked:
    """The same code once more. Raises NotFound, CodeOver, TooManyCodes."""
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    asked = await _asked(tx, booking)
    if asked is None or booking.status is not Status.HELD:
        raise risk.code_over(None, now)
    await risk.send_code_again(tx, asked, now=now)
    found = await asked_of(tx, booking, now=now)
    assert found is not None
    return found


async def asked_of(read: ReadTx, booking: Booking, *, now: datetime) -> CodeAsked | None:
    """The code a held booking waits for; None when it waits for none."""
    if booking.status is not Status.HELD or booking.contact is None:
        return None
    challenge = await _asked(read, booking)
    if challenge is None or not challenge.is_open(now):
        return None
    to = booking.contact.phone if challenge.road == "sms" else booking.contact.email
    practice = _roads[""].practice_url
    return CodeAsked(
        challenge=challenge, to=to or "",
        practice_url=f"{practice}?to={quote(to or '')}&lang={booking.locale}" if practice else None,
    )  # fmt: skip


async def _asked(read: ReadTx, booking: Booking) -> Challenge | None:
    """The last code of the contact the booking has now."""
    way = way_to(booking.contact) if booking.contact else None
    return await risk.last_code(read, booking_id=booking.id, address=way[1]) if way else None
