"""What risk wants done. Ids and primitives only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from smartbooking.infra.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWanted(Event):
    """Somebody has to be sent a code; `number` grows with every repetition. The code is not in it."""

    name: ClassVar[str] = "risk.code_wanted.v1"
    vendor_id: int
    booking_id: UUID
    challenge_id: UUID
    road: str
    locale: str
    number: int
