"""What happened to opening and rules. Ids only: whoever listens reads the present state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from smartbooking.infra.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleChanged(Event):
    """Hours, special days, holidays or rules of an owner (venue, resource or service) changed."""

    name: ClassVar[str] = "availability.schedule_changed.v1"
    vendor_id: int
    owner: str
    owner_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureChanged(Event):
    """Resources were closed for a time, or opened again."""

    name: ClassVar[str] = "availability.closure_changed.v1"
    vendor_id: int
    resource_ids: tuple[int, ...]
