"""Passes: visits that were paid for before. What a plan promises, and what a sold pass may do now.

A pass counts twice: the visits its holder has left, and the money the business owes for them. A visit is worth the
plan's price shared by its visits, rounded down; the last one takes the rest, so that the sum is exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized
from smartbooking.value.domain.codes import random_code, typed_code
from smartbooking.value.domain.gift_cards import Holder, MovementKind, Standing, three_years_after

# The name of its way of paying, and the first letter of its codes.
BY_VISITS: Final = "pass"
LETTER: Final = "P"
_DAY: Final = timedelta(days=1)


class Counted(StrEnum):
    """What costs a visit: every person who comes, or everything that is booked once."""

    PERSON = "person"
    BOOKING = "booking"


class Starts(StrEnum):
    """From when the days of a pass count."""

    SALE = "sale"
    FIRST_VISIT = "first_visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """Which offers of its business a pass pays for."""

    everything: bool = True
    resource_ids: tuple[int, ...] = ()
    service_ids: tuple[int, ...] = ()

    def includes(self, resource_id: int | None, service_id: int | None) -> bool:
        return self.everything or resource_id in self.resource_ids or service_id in self.service_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class PassTerms:
    """What a plan promises. A sold pass keeps the terms of its sale, whatever becomes of the plan."""

    name: Localized
    price: Money
    visits: int
    days: int
    starts: Starts = Starts.SALE
    freeze_days: int = 0
    counted: Counted = Counted.BOOKING
    visits_each: int = 1
    covers: Covers = Covers()

    @property
    def unit(self) -> Money:
        """What one visit is worth while it is not the last."""
        return Money(self.price.minor // self.visits, self.price.currency)

    def cost(self, *, quantity: int, people: int, units: int = 1) -> int:
        """Visits for one thing booked; `units` are its nights, 1 for anything else."""
        return self.visits_each * (max(people, quantity) if self.counted is Counted.PERSON else quantity) * units


@dataclass(frozen=True, slots=True, kw_only=True)
class PassPlan:
    """Something the business sells: `on_sale` to anybody, else only what was sold before lives on."""

    vendor_id: int
    id: UUID
    terms: PassTerms
    on_sale: bool
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One sold pass. `started_at` is its first visit, `frozen_days` what of the allowance is used up."""

    vendor_id: int
    id: UUID
    plan_id: UUID
    terms: PassTerms
    visits: int
    owed: Money
    tail: str | None
    holder: Holder
    note: str
    issued_at: datetime
    valid_until: datetime
    started_at: datetime | None
    frozen_at: datetime | None
    frozen_days: int
    version: int

    @property
    def freeze_left(self) -> int:
        """Days of freeze that are still allowed."""
        return max(self.terms.freeze_days - self.frozen_days, 0)

    @property
    def freeze_ends_at(self) -> datetime | None:
        """When a freeze ends by itself, because its allowance is used up."""
        return self.frozen_at + self.freeze_left * _DAY if self.frozen_at else None

    @property
    def waits(self) -> bool:
        """Whether its days do not count yet."""
        return self.terms.starts is Starts.FIRST_VISIT and self.started_at is None

    def frozen(self, now: datetime) -> bool:
        return self.freeze_ends_at is not None and now < self.freeze_ends_at

    def thawed(self, now: datetime) -> Pass:
        """As it is when its freeze ends now: every day that was begun counts, and prolongs it by a day."""
        if self.frozen_at is None:
            return self
        days = min(max(math.ceil((now - self.frozen_at) / _DAY), 1), self.freeze_left)
        until = min(self.valid_until + days * _DAY, three_years_after(self.issued_at))
        return replace(self, frozen_at=None, frozen_days=self.frozen_days + days, valid_until=until)

    def standing(self, now: datetime) -> Standing:
        """What stands in the way of using it now."""
        if self.frozen(now):
            return Standing.FROZEN
        if now >= self.thawed(now).valid_until:
            return Standing.EXPIRED
        return Standing.USABLE if self.visits > 0 else Standing.EMPTY

    def started(self, visit_at: datetime) -> Pass:
        """The days count from the first visit that is booked."""
        if not self.waits:
            return self
        until = min(visit_at + self.terms.days * _DAY, three_years_after(self.issued_at))
        return replace(self, started_at=visit_at, valid_until=until)

    def unstarted(self) -> Pass:
        """No visit is used any more: the days wait again."""
        if self.started_at is None or self.visits < self.terms.visits:
            return self
        return replace(self, started_at=None, valid_until=three_years_after(self.issued_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWanted:
    """One line of a booking a pass may pay for; `starts_at` is when its visit begins."""

    line: int
    resource_id: int | None
    service_id: int | None
    quantity: int
    people: int
    units: int
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUse:
    """Visits a pass gives for a line, and what they are worth."""

    line: int
    visits: int
    value: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PassMovement:
    """One line of a pass; above zero visits came to it. `left` and `owed` after it."""

    number: int
    kind: MovementKind
    visits: int
    left: int
    amount: Money
    owed: Money
    booking_id: UUID | None
    at: datetime
    actor: str
    note: str


def worth(visits: int, *, left: int, owed: Money, unit: Money) -> Money:
    """What `visits` of the `left` ones are worth: the last one takes the rest."""
    return owed if visits == left else unit * visits


def uses_of(one: Pass, wanted: Sequence[LineWanted]) -> tuple[LineUse, ...]:
    """The lines a pass pays for, in their order, as far as its visits go; a line is paid whole or not at all."""
    left, owed, found = one.visits, one.owed, []
    for line in wanted:
        if not one.terms.covers.includes(line.resource_id, line.service_id):
            continue
        visits = one.terms.cost(quantity=line.quantity, people=line.people, units=line.units)
        if visits > left:
            continue
        value = worth(visits, left=left, owed=owed, unit=one.terms.unit)
        found.append(LineUse(line=line.line, visits=visits, value=value))
        left, owed = left - visits, owed - value
    return tuple(found)


def visits_kept(visits: int, value: Money, fee: Money) -> int:
    """Whole visits a fee keeps: never more than it, so that what the law leaves of a fee is never exceeded."""
    return min(visits, visits * fee.minor // value.minor) if value.minor > 0 else 0


def worth_back(visits: int, value: Money, back: int) -> Money:
    """What `back` of a line's visits are worth when they return; all of them return its whole value."""
    return Money(value.minor * back // visits, value.currency)


def new_pass_code() -> str:
    return random_code(LETTER)


def pass_code_in(typed: str) -> str | None:
    """What somebody typed, when it can be the code of a pass."""
    return typed_code(typed, (LETTER,))


def first_validity(terms: PassTerms, sold_at: datetime) -> datetime:
    """Until when a pass is valid as it is sold; one that waits for its first visit as long as the law allows."""
    end = three_years_after(sold_at)
    return min(sold_at + terms.days * _DAY, end) if terms.starts is Starts.SALE else end
