"""Is a recorded history of holds and releases explainable by ONE resource of that capacity?

Two judges. `linearizable` is exact (Wing and Gong's search with Lowe's memo of visited states): it looks for an order
of the operations, each somewhere between its call and its answer, in which every answer is right. `bounds` is linear
and sound but weaker: it only counts what was certainly or possibly taken at each instant. An operation without an
answer (a crash, a timeout) may or may not have happened, at any time after its call.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf


class Kind(StrEnum):
    HOLD = "hold"
    RELEASE = "release"
    READ = "read"


class Answer(StrEnum):
    DONE = "done"
    FULL = "full"


@dataclass(frozen=True, slots=True, order=True)
class Operation:
    """One call about one place: when it was made, when it was answered (infinity: never), and how.

    A read is answered with the number of places it saw free.
    """

    called: float
    answered: float
    kind: Kind
    answer: Answer
    seen: int = 0


def _step(taken: int, operation: Operation, capacity: int) -> int | None:
    """The places taken afterwards; None when the answer is impossible in this state."""
    if operation.kind is Kind.READ:
        return taken if capacity - taken == operation.seen else None
    if operation.kind is Kind.RELEASE:
        return taken - 1 if taken > 0 else None
    if operation.answer is Answer.DONE:
        return taken + 1 if taken < capacity else None
    return taken if taken >= capacity else None


def linearizable(history: Sequence[Operation], capacity: int, *, most_steps: int = 2_000_000) -> bool:
    """True when some order explains every answer. Raises TimeoutError beyond `most_steps` states."""
    operations = sorted(history)
    count = len(operations)
    everything = (1 << count) - 1
    must_happen = sum(1 << i for i, operation in enumerate(operations) if operation.answered < inf)
    stack, seen = [(0, 0)], set[tuple[int, int]]()
    while stack:
        done, taken = stack.pop()
        if done & must_happen == must_happen:
            return True
        if (done, taken) in seen:
            continue
        seen.add((done, taken))
        if len(seen) > most_steps:
            raise TimeoutError("this history needs too many steps to judge")
        for i in reversed(_possibly_next(operations, done, everything)):
            after = _step(taken, operations[i], capacity)
            if after is not None:
                stack.append((done | 1 << i, after))
    return False


def _possibly_next(operations: Sequence[Operation], done: int, everything: int) -> list[int]:
    """Operations not done yet that were called before any other of them had to be over."""
    missing = ~done & everything
    first = (missing & -missing).bit_length() - 1
    candidates: list[int] = []
    earliest_answer = inf
    for i in range(first, len(operations)):
        if done >> i & 1:
            continue
        if operations[i].called > earliest_answer:
            break
        candidates.append(i)
        earliest_answer = min(earliest_answer, operations[i].answered)
    return [i for i in candidates if operations[i].called <= earliest_answer]


def bounds(history: Sequence[Operation], capacity: int) -> list[str]:
    """Violations certain from counting alone: more certainly taken than there is, or "full" while surely not full."""
    certain, possible = _events(history)
    times, sums = _running(certain)
    found = [
        f"oversold at {at}: {taken} of {capacity}" for at, taken in zip(times, sums, strict=True) if taken > capacity
    ]
    found += _wrong_reads(history, capacity, certain, possible)
    times, highs = _running(possible)
    for operation in history:
        if operation.answer is Answer.FULL:
            first = bisect.bisect_right(times, operation.called) - 1
            last = bisect.bisect_right(times, operation.answered)
            highest = max([0, *highs[:last]] if first < 0 else highs[first:last])
            if highest < capacity:
                found.append(f"full at {operation.called} with at most {highest} of {capacity} taken")
    return found


def _wrong_reads(history: Sequence[Operation], capacity: int, certain: list[Event], possible: list[Event]) -> list[str]:
    """Reads that showed more free than ever was possible while they ran, or fewer."""
    found: list[str] = []
    (low_times, lows), (high_times, highs) = _running(certain), _running(possible)
    for read in (operation for operation in history if operation.kind is Kind.READ):
        lowest = min(_during(low_times, lows, read))
        highest = max(_during(high_times, highs, read))
        if not lowest <= capacity - read.seen <= highest:
            found.append(f"{read.seen} seen free at {read.called}, taken were {lowest} to {highest} of {capacity}")
    return found


def _during(times: Sequence[float], sums: Sequence[int], read: Operation) -> list[int]:
    """Every sum that stood at some time during a read; before the first change it is nothing."""
    first = bisect.bisect_left(times, read.called) - 1
    last = bisect.bisect_right(times, read.answered)
    return [*([0] if first < 0 else []), *sums[max(first, 0) : last]]


Event = tuple[float, int, int]  # instant, order within the instant, change


def _events(history: Sequence[Operation]) -> tuple[list[Event], list[Event]]:
    """Changes of what is certainly taken (late takes, early returns) and of what is possibly taken (the opposite)."""
    certain: list[Event] = []
    possible: list[Event] = []
    for operation in history:
        if operation.kind is Kind.READ:
            continue
        if operation.kind is Kind.RELEASE:
            certain.append((operation.called, 0, -1))
            possible.append((operation.answered, 1, -1))
        elif operation.answer is Answer.DONE:
            certain.append((operation.answered, 1, +1))
            possible.append((operation.called, 0, +1))
    return certain, possible


def _running(events: Sequence[Event]) -> tuple[list[float], list[int]]:
    times: list[float] = []
    sums: list[int] = []
    taken = 0
    for at, _, change in sorted(event for event in events if event[0] < inf):
        taken += change
        times.append(at)
        sums.append(taken)
    return times, sums
