"""A call we owe somebody: what it is about, when we promised it, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo


class Topic(StrEnum):
    """What a person wants to talk about."""

    BOOKING = "booking"
    PAYMENT = "payment"
    BUSINESS = "business"
    OTHER = "other"


class Status(StrEnum):
    """Where a request stands; `done` and `unreached` are final."""

    WAITING = "waiting"
    TAKEN = "taken"
    DONE = "done"
    UNREACHED = "unreached"


class Step(StrEnum):
    """What an operator does with a request."""

    TAKE = "take"
    RELEASE = "release"
    CLOSE = "close"


class Outcome(StrEnum):
    """How a call ended."""

    DONE = "done"
    UNREACHED = "unreached"


# Nobody answered: the request waits again, for so many calls in all, each promised later than the one before.
CALLS: Final = 3
AGAIN_AFTER: Final = timedelta(minutes=30)
_STEPS: Final = {
    (Status.WAITING, Step.TAKE): Status.TAKEN,
    (Status.TAKEN, Step.RELEASE): Status.WAITING,
    (Status.TAKEN, Step.CLOSE): Status.DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """When the desk answers (wall time in its own zone) and how soon it promises to call back."""

    opens: time
    closes: time
    zone: ZoneInfo
    promise_minutes: int

    def is_open(self, now: datetime) -> bool:
        """Whether somebody answers at this instant."""
        return self.opens <= now.astimezone(self.zone).time() < self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRequest:
    """One call we owe. `calls` counts those that were tried."""

    id: UUID
    asked_at: datetime
    promised_at: datetime
    phone: str
    name: str
    locale: str
    topic: Topic
    note: str
    page: str
    problem_code: str
    booking_id: UUID | None
    account_id: UUID | None
    status: Status
    version: int
    calls: int
    taken_by: UUID | None
    taken_at: datetime | None
    closed_at: datetime | None
    outcome_note: str

    def late(self, now: datetime) -> bool:
        """Whether the promise was broken."""
        return self.status in (Status.WAITING, Status.TAKEN) and now > self.promised_at


def promise(desk: Desk, now: datetime) -> datetime:
    """When we shall have called: so many minutes from now, or from the next opening. Minutes count open time only.

    >>> from datetime import timezone
    >>> desk = Desk(opens=time(9), closes=time(21), zone=ZoneInfo("Asia/Almaty"), promise_minutes=10)
    >>> promise(desk, datetime(2026, 11, 21, 15, 55, tzinfo=timezone.utc)).isoformat()  # 20:55 in Almaty
    '2026-11-22T04:05:00+00:00'
    """
    local = now.astimezone(desk.zone)
    left = timedelta(minutes=desk.promise_minutes)
    opening = datetime.combine(local.date(), desk.opens, desk.zone)
    closing = datetime.combine(local.date(), desk.closes, desk.zone)
    if local < opening:
        return (opening + left).astimezone(UTC)
    if local + left <= closing:
        return (now + left).astimezone(UTC)
    rest = left - max(closing - local, timedelta(0))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), desk.opens, desk.zone)
    return (tomorrow + rest).astimezone(UTC)


def next_status(status: Status, step: Step, *, outcome: Outcome, calls: int) -> Status | None:
    """Where a step leads, None if it is not possible now. A call nobody answered is tried again, three times in all."""
    reached = _STEPS.get((status, step))
    if step is Step.CLOSE and reached is Status.DONE and outcome is Outcome.UNREACHED:
        return Status.WAITING if calls < CALLS else Status.UNREACHED
    return reached
