"""What a road for messages must be able to do for us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from smartbooking.notifications.domain import RoadKind


class Refused(Exception):
    """The provider understood and will never take this message. The text is its reason."""


class NotSent(Exception):
    """The message was certainly not taken; it may be tried again."""


class Silent(Exception):
    """No usable answer after the message was handed over: it may or may not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes out. `key` stays the same in every try; `sender` is the name people know, the business."""

    key: UUID
    to: str
    sender: str
    subject: str
    text: str


class Road(Protocol):
    """One provider of one kind of road."""

    kind: RoadKind

    async def send(self, letter: Letter) -> str:
        """Hand the letter over; returns the provider's name for it. Raises Refused, NotSent, Silent.

        Never inside a transaction.
        """

    async def close(self) -> None:
        """Close what is open; the road is of no use afterwards."""
