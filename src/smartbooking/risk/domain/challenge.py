"""A code of six digits that proves a contact: how long it lives, how often it may be tried and sent."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

VALID_FOR: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
RESEND_AFTER: Final = timedelta(seconds=30)
MOST_SENT: Final = 4  # the first message and three repetitions
PER_CONTACT_HOUR: Final = 5
PER_CONTACT_DAY: Final = 10
PER_SOURCE_HOUR: Final = 20
DIGITS: Final = 6


class Guess(StrEnum):
    """What became of a guess. `over`: it is too late for this code, or there were too many guesses."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One code, for one booking and one contact (under a keyed name)."""

    id: UUID
    vendor_id: int
    booking_id: UUID
    contact: str
    source: str
    road: str
    locale: str
    tries: int
    sent: int
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    proven_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether a right guess would prove the contact now."""
        return self.proven_at is None and self.tries < MOST_TRIES and now < self.expires_at

    @property
    def tries_left(self) -> int:
        return MOST_TRIES - self.tries

    @property
    def resends_left(self) -> int:
        return MOST_SENT - self.sent

    @property
    def resend_at(self) -> datetime | None:
        """From when the message may be sent again; None when it was sent often enough."""
        return self.sent_at + RESEND_AFTER if self.resends_left else None


def code_of(key: bytes, challenge_id: UUID) -> str:
    """The code: whoever has the key can compute it, so nobody has to keep it."""
    number = int.from_bytes(hmac.new(key, b"code " + challenge_id.bytes, hashlib.sha256).digest()[:16], "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def contact_name(key: bytes, address: str) -> str:
    """A keyed name of a phone number or an e-mail address."""
    return hmac.new(key, b"contact " + address.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]


def same(given: str, code: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), code.encode())


def too_many(*, contact_hour: int, contact_day: int, source_hour: int) -> timedelta | None:
    """How long to wait before another message may go; None when it may go now."""
    if contact_day >= PER_CONTACT_DAY:
        return timedelta(days=1)
    if contact_hour >= PER_CONTACT_HOUR or source_hour >= PER_SOURCE_HOUR:
        return timedelta(hours=1)
    return None
