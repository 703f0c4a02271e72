"""Rules of memberships: on which days somebody is a member, and what renewing and freezing do to them.

Everything is counted in days of the business's zone; the day on which a period ends is not part of it.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized
from smartbooking.value.domain.codes import random_code, typed_code
from smartbooking.value.domain.gift_cards import Holder

MEMBER_PREFIX: Final = "M"
LONGEST_GRACE: Final = 31
LONGEST_FREEZE: Final = 184
# A membership may be sold before it begins, but nobody plans further ahead than that.
LATEST_START: Final = timedelta(days=184)
DayRange = tuple[date, date]


class PlanPeriod(StrEnum):
    """For how long one price is paid."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS: Final = {PlanPeriod.MONTH: 1, PlanPeriod.QUARTER: 3, PlanPeriod.YEAR: 12}


class MembershipStanding(StrEnum):
    """What a membership is worth on a day."""

    ACTIVE = "active"
    AHEAD = "ahead"
    GRACE = "grace"
    FROZEN = "frozen"
    OVER = "over"
    ENDED = "ended"


class MembershipChange(StrEnum):
    """What happened to a membership; the last three concern its money, too."""

    CODED = "coded"
    LINKED = "linked"
    FROZEN = "frozen"
    RELEASED = "released"
    SOLD = "sold"
    RENEWED = "renewed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a business sells: `price` buys one period. `freeze_days` of a period at most may be frozen, 0: none.

    `monthly_limit`: bookings with a member price in one calendar month; None: any number.
    """

    vendor_id: int
    id: UUID
    name: Localized
    price: Money
    period: PlanPeriod
    grace_days: int = 0
    freeze_days: int = 0
    monthly_limit: int | None = None
    on_sale: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One person's membership of a plan, without a gap from `valid_from` on.

    `frozen`: the days it rests, of which `frozen_days` count against the plan in this period. `user_id`: the account
    that has shown its code once. Its code is known by a hash only; `tail` is what people see of it.
    """

    vendor_id: int
    id: UUID
    plan: Plan
    tail: str | None
    holder: Holder
    user_id: UUID | None
    valid_from: date
    valid_until: date
    frozen: DayRange | None
    frozen_days: int
    ended_on: date | None
    note: str
    sold_at: datetime
    version: int

    def days(self) -> tuple[DayRange, ...]:
        """The days on which she is a member: paid ones and days of grace, without those that rest."""
        until = self.valid_until + timedelta(days=self.plan.grace_days)
        if self.ended_on is not None:
            until = min(until, self.ended_on)
        rest_from, rest_until = self.frozen or (until, until)
        around = ((self.valid_from, min(rest_from, until)), (max(rest_until, self.valid_from), until))
        return tuple((first, last) for first, last in around if first < last)

    def covers(self, day: date) -> bool:
        return any(first <= day < until for first, until in self.days())

    def standing(self, day: date) -> MembershipStanding:
        """What it is on a day."""
        if self.ended_on is not None and day >= self.ended_on:
            return MembershipStanding.ENDED
        if day < self.valid_from:
            return MembershipStanding.AHEAD
        if self.frozen is not None and self.frozen[0] <= day < self.frozen[1]:
            return MembershipStanding.FROZEN
        if day < self.valid_until:
            return MembershipStanding.ACTIVE
        return MembershipStanding.GRACE if self.covers(day) else MembershipStanding.OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipNote:
    """One line of a membership's history; `amount` above zero was paid, below zero given back. `days`: of a period
    or of a rest."""

    number: int
    kind: MembershipChange
    amount: Money
    days: DayRange | None
    at: datetime
    actor: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipUse:
    """A booking with a member price, counted on its first such day."""

    booking_id: UUID
    day: date
    released: bool


def one_period_after(day: date, period: PlanPeriod) -> date:
    """The same day some months later; the first of the next month when that month has no such day."""
    months = day.month - 1 + _MONTHS[period]
    year, month = day.year + months // 12, months % 12 + 1
    if day.day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day.day)
    return date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=1)


def next_period(membership: Membership, today: date) -> DayRange:
    """What renewing buys: from the end of what is paid while she still is a member, else from today."""
    lapsed = today >= membership.valid_until + timedelta(days=membership.plan.grace_days)
    first = today if lapsed else membership.valid_until
    return first, one_period_after(first, membership.plan.period)


def new_member_code() -> str:
    """A code nobody guesses."""
    return random_code(MEMBER_PREFIX)


def plain_member_code(typed: str) -> str | None:
    """What somebody typed as the code of a membership; None when it can not be one."""
    return typed_code(typed, (MEMBER_PREFIX,))


def month_of(day: date) -> DayRange:
    """The calendar month of a day, for what a plan limits."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)
