"""What is kept of an advice, where risk is on, and what a person may decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.risk.domain.advice import Level, Reason
from smartbooking.risk.domain.rules import StepUp

PLATFORM: Final = 0


class Mode(StrEnum):
    """Off asks and keeps nothing; watch keeps and shows; act also asks the customer for a step."""

    OFF = "off"
    WATCH = "watch"
    ACT = "act"


_ORDER: Final = tuple(Mode)


@dataclass(frozen=True, slots=True)
class Modes:
    """All switches at once. The platform decides how far risk may go, each business how far it goes there."""

    chosen: Mapping[int, Mode] = field(default_factory=dict)

    @property
    def platform(self) -> Mode:
        return self.chosen.get(PLATFORM, Mode.OFF)

    def own(self, vendor_id: int) -> Mode:
        """What the business has chosen; it watches until it chooses."""
        return self.chosen.get(vendor_id, Mode.WATCH)

    def of(self, vendor_id: int) -> Mode:
        """What holds for the business: the more careful of both."""
        return min(self.platform, self.own(vendor_id), key=_ORDER.index)


ALL_OFF: Final = Modes()


class Review(StrEnum):
    """Where an assessment stands with the people who look at it."""

    NONE = "none"
    WAITING = "waiting"
    RELEASED = "released"
    DEPOSIT = "deposit"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One booking's advice as it was kept. `acted`: the customer was asked for `step_up`."""

    vendor_id: int
    booking_id: UUID
    at: datetime
    points: int
    chance: float
    no_arrival: float | None
    level: Level
    reasons: tuple[Reason, ...]
    wanted: StepUp | None
    step_up: StepUp | None
    acted: bool
    version: str
    review: Review
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str = ""
