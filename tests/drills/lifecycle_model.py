"""The life of bookings in plain Python: what must be true, without a database and without the product's code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

HOLDING: Final = frozenset({"held", "pending_payment", "awaiting_approval"})
# From the written lifecycle, not from the code: after the first, what may come next.
NEXT: Final = {
    "held": {"held", "awaiting_approval", "pending_payment", "confirmed", "expired", "abandoned"},
    "awaiting_approval": {"awaiting_approval", "pending_payment", "confirmed", "declined", "cancelled", "expired"},
    "pending_payment": {"pending_payment", "confirmed", "expired", "abandoned", "cancelled"},
    "confirmed": {"confirmed", "cancelled", "in_progress", "completed", "no_show"},
    "expired": {"expired", "confirmed", "refunded_unavailable"},
    "abandoned": {"abandoned", "confirmed", "refunded_unavailable"},
    "cancelled": {"cancelled"},
    "declined": {"declined"},
    "refunded_unavailable": {"refunded_unavailable"},
}
AT_THE_BANK: Final = 15
PATIENCE: Final = 5


@dataclass
class Room:
    """A room type: how many, and how it is sold."""

    capacity: int
    prepaid: bool = False
    on_request: bool = False


@dataclass
class Agreement:
    """One booking as it must stand; `left` is the time to its expiry in minutes."""

    room: int
    span: tuple[int, int]
    quantity: int
    price: int
    status: str = "held"
    left: int = 10
    extensions: int = 0
    claimed: bool = True
    told: str | None = None  # what the product knows of the payment: open, unknown, failed, paid
    bank: str | None = None  # what is true at the bank: open, paid, failed, void
    wanted_dead: bool = False
    settled: bool = False

    @property
    def holding(self) -> bool:
        return self.status in HOLDING

    @property
    def overdue(self) -> bool:
        return self.holding and self.left <= 0


@dataclass
class World:
    """All rooms, all agreements, all blocks."""

    rooms: dict[int, Room] = field(default_factory=dict)
    bookings: dict[UUID, Agreement] = field(default_factory=dict)
    blocks: list[tuple[int, tuple[int, int]]] = field(default_factory=list)

    def used(self, room: int, span: tuple[int, int], *, overdue: bool, without: UUID | None = None) -> int:
        """The most places taken on any night of the span; with or without holds whose time is over."""
        taken = [
            (b.span, b.quantity)
            for number, b in self.bookings.items()
            if b.room == room and b.claimed and number != without and (overdue or not b.overdue)
        ] + [(block, 1) for at, block in self.blocks if at == room]
        return max(sum(q for s, q in taken if s[0] <= night < s[1]) for night in range(*span))

    def fits(self, room: int, span: tuple[int, int], quantity: int, without: UUID | None = None) -> bool | None:
        """True or False; None when it depends on whether overdue holds were swept already: both are right."""
        capacity = self.rooms[room].capacity
        if self.used(room, span, overdue=True, without=without) + quantity <= capacity:
            return True
        return None if self.used(room, span, overdue=False, without=without) + quantity <= capacity else False

    def taken_in(self, room: int, but: UUID | None = None) -> None:
        """Somebody took a place in the room: overdue holds there are dead."""
        for number, b in self.bookings.items():
            if b.room == room and b.overdue and number != but:
                b.claimed = False

    def secured(self, number: UUID) -> None:
        """The product has learnt that the money is there."""
        b = self.bookings[number]
        b.told = "paid"
        if b.status == "cancelled":
            return
        again = b.claimed and b.holding
        if not again and b.status in ("expired", "pending_payment", "abandoned"):
            # Whoever takes a place again makes overdue holds of others give way.
            again = self.fits(b.room, b.span, b.quantity, without=number) is not False
            if again:
                self.taken_in(b.room, but=number)
        b.status, b.claimed = ("confirmed", True) if again else ("refunded_unavailable", False)

    def money(self, number: UUID) -> int:
        """What the bank must keep of a booking once everything is told and done."""
        b = self.bookings[number]
        return b.price if b.bank == "paid" and b.status == "confirmed" else 0
