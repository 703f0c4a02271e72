"""What the ledger's calendar pages say about one resource, as of one moment.

Cells count from 2000-01-01: days for nights, `grain` seconds of UTC for slots, one single cell for a session. The
arithmetic equals the ledger's own (`availability.cells`): rounded outward, pads included.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from smartbooking.availability.domain.zone import seconds
from smartbooking.kernel.period import Nights, Period, Span

DAY_SECONDS: Final = 86_400
LEDGER_EPOCH: Final = 946_684_800
_FIRST_DAY: Final = date(2000, 1, 1)


def day_number(day: date) -> int:
    """Days since 2000-01-01, the ledger's name of a night."""
    return (day - _FIRST_DAY).days


def day_of(number: int) -> date:
    """The night with that number."""
    return _FIRST_DAY + timedelta(days=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """Pages loaded around the span that was asked for; cells without a page are empty."""

    resource_id: int
    capacity: int
    grain: int
    page_size: int
    pad_before: int = 0
    pad_after: int = 0
    pages: Mapping[int, Sequence[int]]
    own: tuple[tuple[int, int, int], ...] = ()
    """Cells `(first, end, quantity)` that belong to the booking being moved: they do not stand in its own way."""

    @property
    def mark(self) -> Hashable:
        """Equal for resources as full as each other in the same cells."""
        held = tuple((page, tuple(used)) for page, used in sorted(self.pages.items()))
        return self.resource_id, self.capacity, self.grain, self.pad_before, self.pad_after, held, self.own

    def cells(self, span: Span) -> tuple[int, int]:
        """The cells a claim for `span` would take, `[first, end)`."""
        if self.grain == 0:
            return 0, 1
        if isinstance(span, Nights):
            before, after = -(-self.pad_before // DAY_SECONDS), -(-self.pad_after // DAY_SECONDS)
            return day_number(span.arrival) - before, day_number(span.departure) + after
        return self.cells_between(seconds(span.start), -(-int(span.end.timestamp() * 1_000_000) // 1_000_000))

    def cells_between(self, start: int, end: int) -> tuple[int, int]:
        """The same for instants in seconds."""
        first = (start - LEDGER_EPOCH - self.pad_before) // self.grain
        return first, -(-(end - LEDGER_EPOCH + self.pad_after) // self.grain)

    def peak(self, first: int, end: int) -> int:
        """The largest number of places taken in any of the cells."""
        size = self.page_size
        highest = 0
        for page in range(first // size, (end - 1) // size + 1):
            used = self.pages.get(page)
            if used is None:
                continue
            base = page * size
            taken = max(used[max(first - base, 0) : end - base], default=0)
            highest = max(highest, taken)
        return self._without_own(first, end, highest) if self.own else highest

    def free(self, span: Span) -> int:
        """Places left for the whole of `span`; never negative."""
        return max(0, self.capacity - self.peak(*self.cells(span)))

    def free_between(self, start: int, end: int) -> int:
        """Places left for the whole time between two instants in seconds."""
        if self.grain == 0:
            return max(0, self.capacity - self.peak(0, 1))
        return max(0, self.capacity - self.peak(*self.cells_between(start, end)))

    def load(self, first: int, end: int) -> int:
        """Sum of places taken over the cells: how busy the resource is."""
        size, total = self.page_size, 0
        for page in range(first // size, (end - 1) // size + 1):
            base = page * size
            total += sum(self.pages.get(page, ())[max(first - base, 0) : end - base])
        return total

    def _without_own(self, first: int, end: int, highest: int) -> int:
        if not any(a < end and first < b for a, b, _ in self.own):
            return highest
        return max(
            self._used(cell) - sum(quantity for a, b, quantity in self.own if a <= cell < b)
            for cell in range(first, end)
        )

    def _used(self, cell: int) -> int:
        page, at = divmod(cell, self.page_size)
        used = self.pages.get(page)
        return used[at] if used is not None else 0


def segments_of_equal_room(occupancy: Occupancy, first: int, end: int) -> Iterable[tuple[int, int, int]]:
    """Runs of cells with the same number of free places, `(first, end, free)`; used to close what is left."""
    at = first
    while at < end:
        free, stop = occupancy.capacity - occupancy.peak(at, at + 1), at + 1
        while stop < end and occupancy.capacity - occupancy.peak(stop, stop + 1) == free:
            stop += 1
        yield at, stop, max(0, free)
        at = stop


def span_seconds(span: Period) -> tuple[int, int]:
    """A period in whole seconds, rounded outward."""
    return seconds(span.start), -(-int(span.end.timestamp() * 1_000_000) // 1_000_000)
