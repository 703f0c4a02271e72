"""A message as the table keeps it: why, about whom, by which road, and how far it is. Never what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID


class RoadKind(StrEnum):
    """Ways that reach a person."""

    EMAIL = "email"
    SMS = "sms"


class MessageStatus(StrEnum):
    """`unknown`: the provider never said whether it took it; `dropped`: nobody needs it any more."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Outcome(StrEnum):
    """What one try came to. `not_sent`: certainly not taken, may be tried again; `silent`: nobody knows."""

    SENT = "sent"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    SILENT = "silent"


ENDED: Final = frozenset(MessageStatus) - {MessageStatus.QUEUED, MessageStatus.SENDING}
# A sender that says nothing for so long has died; another one takes over.
LEASE: Final = timedelta(seconds=60)
_WAITS: Final = (timedelta(seconds=2), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
MAX_ATTEMPTS: Final = len(_WAITS) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`cause`, `cause_id` and `version` say why it is sent; `about` is the booking whose customer gets it.

    The contact is read from its owner when the message goes out, so erasing it there erases it here.
    """

    id: UUID
    vendor_id: int
    about: UUID
    cause: str
    cause_id: UUID
    version: int
    road: RoadKind
    locale: str
    status: MessageStatus
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a message stands after a try; `next_at` only while it will be tried again."""

    status: MessageStatus
    next_at: datetime | None = None


def after(outcome: Outcome, *, attempts: int, now: datetime) -> Standing:
    """What a try makes of a message that has now been tried `attempts` times."""
    if outcome is Outcome.SENT:
        return Standing(MessageStatus.SENT)
    if outcome is Outcome.REFUSED:
        return Standing(MessageStatus.FAILED)
    if attempts < MAX_ATTEMPTS:
        return Standing(MessageStatus.QUEUED, now + _WAITS[attempts - 1])
    return Standing(MessageStatus.FAILED if outcome is Outcome.NOT_SENT else MessageStatus.UNKNOWN)
