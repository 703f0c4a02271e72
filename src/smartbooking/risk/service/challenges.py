"""Codes that prove a contact: asked for, sent again, guessed. The code is computed, never kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import uuid7
from smartbooking.risk.domain import VALID_FOR, Challenge, Guess, code_of, contact_name, same, too_many
from smartbooking.risk.errors import CodeOver, TooManyCodes
from smartbooking.risk.events import CodeWanted
from smartbooking.risk.repository import challenges as rows

# The limits look back a day; two leave it whole, whenever the nightly work runs.
KEPT_FOR: Final = timedelta(days=2)
_keys: dict[str, bytes] = {}


def install_code_key(key: bytes) -> None:
    """Called once at the start of every process."""
    _keys["code"] = key


def name_of_contact(address: str) -> str:
    """The keyed name under which a phone number or an e-mail address is counted."""
    return contact_name(_keys["code"], address)


async def ask_code(
    tx: Tx, *, vendor_id: int, booking_id: UUID, address: str, road: str, source: str, locale: str, now: datetime
) -> tuple[Challenge, bool]:
    """The open code of a booking and a contact, or a new one (True) that is being sent. Raises TooManyCodes."""
    contact = name_of_contact(address)
    await rows.lock(tx, [contact, *([source] if source else [])])
    known = await rows.latest(tx, booking_id=booking_id, contact=contact)
    if known is not None and known.is_open(now):
        return known, False
    await _admit(tx, contact, source, now)
    challenge = Challenge(
        id=uuid7(), vendor_id=vendor_id, booking_id=booking_id, contact=contact, source=source, road=road,
        locale=locale, tries=0, sent=1, created_at=now, sent_at=now, expires_at=now + VALID_FOR, proven_at=None,
    )  # fmt: skip
    await rows.add(tx, challenge)
    await _announce(tx, challenge, 0)
    return challenge, True


async def send_code_again(tx: Tx, challenge: Challenge, *, now: datetime) -> Challenge:
    """The same code once more. Raises CodeOver, TooManyCodes."""
    await rows.lock(tx, [challenge.contact, *([challenge.source] if challenge.source else [])])
    found = await rows.get(tx, challenge.id)
    if found is None or not found.is_open(now):
        raise over(found, now)
    if found.resend_at is None:
        raise TooManyCodes("The code was sent as often as possible. Use the last message, or another contact.")
    if now < found.resend_at:
        wait = max(1, -int((now - found.resend_at).total_seconds() // 1))
        raise TooManyCodes(f"The code is on its way. It can be sent again in {wait} s.", retry_after=wait)
    await _admit(tx, found.contact, found.source, now)
    if not await rows.count_message(tx, found.id, now=now):
        raise TooManyCodes("The code is on its way.", retry_after=1)
    sent = await rows.get(tx, found.id)
    assert sent is not None
    await _announce(tx, sent, sent.sent - 1)
    return sent


async def guess_code(tx: Tx, challenge_id: UUID, given: str, *, now: datetime) -> tuple[Guess, Challenge]:
    """Judge a guess and count it; the caller commits before it says no. The right one may be given twice."""
    counted = await rows.count_try(tx, challenge_id, now=now)
    challenge = await rows.get(tx, challenge_id)
    assert challenge is not None
    right = same(given, code_of(_keys["code"], challenge_id))
    if not counted and challenge.proven_at is None:
        return Guess.OVER, challenge
    if not right:
        return Guess.WRONG, challenge
    if counted:
        await rows.prove(tx, challenge_id, now=now)
    return Guess.RIGHT, challenge


async def code_proven(read: ReadTx, *, booking_id: UUID, address: str) -> bool:
    """Whether this contact was proven for this booking."""
    known = await rows.latest(read, booking_id=booking_id, contact=name_of_contact(address))
    return known is not None and known.proven_at is not None


async def last_code(read: ReadTx, *, booking_id: UUID, address: str | None = None) -> Challenge | None:
    """The last code asked for with a booking; of one contact if given."""
    contact = name_of_contact(address) if address else None
    return await rows.latest(read, booking_id=booking_id, contact=contact)


async def code_to_send(read: ReadTx, challenge_id: UUID, *, now: datetime) -> tuple[Challenge, str] | None:
    """The code for its message; None when nobody waits for it any more."""
    challenge = await rows.get(read, challenge_id)
    if challenge is None or not challenge.is_open(now):
        return None
    return challenge, code_of(_keys["code"], challenge_id)


async def forget_codes(tx: Tx, *, now: datetime) -> None:
    """Delete what no limit looks at any more."""
    await rows.forget(tx, before=now - KEPT_FOR)


def over(challenge: Challenge | None, now: datetime) -> CodeOver:
    """Why a code can not be used, as the problem to raise."""
    if challenge is None:
        return CodeOver("No code was asked for with this booking.", reason="none")
    if challenge.tries_left == 0 and challenge.proven_at is None:
        return CodeOver("The code was tried too often. Ask for a new one.", reason="tries")
    return CodeOver("The time of this code is over. Ask for a new one.", reason="expired")


async def _admit(tx: Tx, contact: str, source: str, now: datetime) -> None:
    wait = too_many(**await rows.counted(tx, contact=contact, source=source, now=now))
    if wait is not None:
        raise TooManyCodes(
            "Too many codes were asked for. Try again later, or book with another contact.",
            retry_after=int(wait.total_seconds()),
        )


async def _announce(tx: Tx, challenge: Challenge, number: int) -> None:
    await publish(tx, CodeWanted(
        vendor_id=challenge.vendor_id, booking_id=challenge.booking_id, challenge_id=challenge.id,
        road=challenge.road, locale=challenge.locale, number=number,
    ))  # fmt: skip
