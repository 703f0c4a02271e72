"""Who gives a service: fills every role at one time, or says which role can not be filled.

An assignment is found whenever one exists (augmenting paths over places), and is the same every time: candidates are
tried by their load on that day, then by id. A customer's choice narrows the role it belongs to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from smartbooking.catalog.domain import Requirement

Seat = tuple[int, int]  # a resource and the number of one of its free places


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A resource that could serve: whether it is open then, its free places, and its load on that day."""

    resource_id: int
    open: bool
    free: int
    load: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """Places to take by resource id; when empty, `role` could not be filled and `open` tells which way."""

    places: Mapping[int, int]
    role: str | None = None
    open: bool = True


def narrowed(requirements: Sequence[Requirement], chosen: Sequence[int]) -> list[Requirement]:
    """Requirements with the customer's choice: a role that contains chosen resources uses only those."""
    result = []
    for need in requirements:
        picked = tuple(number for number in need.resource_ids if number in chosen)
        result.append(Requirement(role=need.role, resource_ids=picked or need.resource_ids, quantity=need.quantity))
    return result


def pick(
    requirements: Sequence[Requirement],
    candidates: Callable[[int], Candidate],
    *,
    quantity: int = 1,
) -> Picked:
    """Fill `quantity` times every requirement; each place is used at most once over all roles."""
    known = {number: candidates(number) for need in requirements for number in need.resource_ids}
    most = quantity * sum(need.quantity for need in requirements)
    holders: dict[Seat, list[Seat]] = {}  # each taken place, with all the places its role could use instead
    for need in requirements:
        usable = [known[number] for number in dict.fromkeys(need.resource_ids) if known[number].open]
        if not usable:
            return Picked(places={}, role=need.role, open=False)
        usable.sort(key=lambda one: (one.load, one.resource_id))
        seats = [(one.resource_id, place) for one in usable for place in range(min(one.free, most))]
        for _ in range(need.quantity * quantity):
            if not _seat(seats, holders, visited=set()):
                return Picked(places={}, role=need.role)
    return Picked(places=dict(sorted(Counter(resource_id for resource_id, _ in holders).items())))


def _seat(seats: list[Seat], holders: dict[Seat, list[Seat]], *, visited: set[Seat]) -> bool:
    """Give one wish a place; whoever sits there may move to another one of its own role (Kuhn's algorithm)."""
    for seat in seats:
        if seat not in holders:
            holders[seat] = seats
            return True
    for seat in seats:
        if seat not in visited:
            visited.add(seat)
            if _seat(holders[seat], holders, visited=visited):
                holders[seat] = seats
                return True
    return False
