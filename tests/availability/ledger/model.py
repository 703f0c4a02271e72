"""The ledger in plain Python: capacity counted the slow way. Nothing here knows of pages or triggers."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Resource:
    grain: int
    capacity: int
    before: int = 0  # pads in cells
    after: int = 0
    archived: bool = False


@dataclass(frozen=True)
class Taken:
    """A claim of the model: cells [first, last) with its pads, and the span it was asked for."""

    booking: UUID | None
    line: int
    resource: int
    span: tuple[int, int]
    first: int
    last: int
    quantity: int
    kind: str
    expired: bool = False


@dataclass
class Model:
    """Capacity counted the slow way: add up everything that is there."""

    resources: dict[int, Resource] = field(default_factory=dict)
    claims: list[Taken] = field(default_factory=list)

    def cells(self, resource: int, span: tuple[int, int]) -> tuple[int, int]:
        made = self.resources[resource]
        return (0, 1) if made.grain == 0 else (span[0] - made.before, span[1] + made.after)

    def taken(self, booking: UUID | None, wanted: Wanted, kind: str) -> Taken:
        first, last = self.cells(wanted.resource, wanted.span)
        return Taken(booking, wanted.line, wanted.resource, wanted.span, first, last, wanted.quantity, kind)

    @staticmethod
    def peak(claims: list[Taken], resource: int, first: int, last: int) -> int:
        return max(
            sum(c.quantity for c in claims if c.resource == resource and c.first <= cell < c.last)
            for cell in range(first, last)
        )

    def free(self, resource: int, span: tuple[int, int]) -> int:
        made = self.resources[resource]
        if made.archived:
            return 0
        return max(made.capacity - self.peak(self.claims, resource, *self.cells(resource, span)), 0)

    def reaped(self, touched: set[int]) -> list[Taken]:
        return [c for c in self.claims if not (c.expired and c.resource in touched)]

    def fits(self, claims: list[Taken]) -> bool:
        return all(
            self.peak(claims, c.resource, c.first, c.last) <= self.resources[c.resource].capacity for c in claims
        )


@dataclass(frozen=True)
class Wanted:
    line: int
    resource: int
    span: tuple[int, int]
    quantity: int
