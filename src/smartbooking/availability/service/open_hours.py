"""When the resources of a vendor are open, day by day: the ground a calendar is drawn on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from smartbooking.availability.domain import Offer
from smartbooking.availability.domain.spans import Stretch, common, merged, without
from smartbooking.availability.domain.terms import ResourceTerms
from smartbooking.availability.domain.zone import day_span, seconds, wall_at
from smartbooking.availability.service.terms import load
from smartbooking.catalog.domain import Timing
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.period import Period

_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """One calendar date of a resource: what is open in minutes of wall time, and why it is not otherwise."""

    day: date
    open: tuple[tuple[int, int], ...]
    closed: bool
    reason: str = ""


async def open_days(
    read: ReadTx, *, vendor_id: int, resource_ids: Sequence[int], day_from: date, days: int, now: datetime
) -> dict[int, list[OpenDay]]:
    """Open time of each resource by date, closures left out; one query per resource. Raises NotFound.

    Nights are open or closed as whole dates; a session is open while it lasts.
    """
    start = (day_from - date(1970, 1, 1)).days * _DAY
    found: dict[int, list[OpenDay]] = {}
    for number in resource_ids:
        loaded = await load(
            read, Offer(resource_id=number), first=start - 2 * _DAY, last=start + (days + 2) * _DAY, now=now,
            vendor_id=vendor_id,
        )  # fmt: skip
        assert isinstance(loaded.terms, ResourceTerms)
        found[number] = [_day(loaded.terms, day_from + timedelta(days=n)) for n in range(days)]
    return found


def _day(terms: ResourceTerms, day: date) -> OpenDay:
    zone = terms.place.zone
    whole = day_span(day, zone)
    reason = next((closed.reason for closed in terms.closures if common([_elapsed(closed.span)], [whole])), "")
    if terms.timing is Timing.NIGHTS:
        shut = terms.night_is_closed(day) or any(c.nights.arrival <= day < c.nights.departure for c in terms.closures)
        return OpenDay(day=day, open=() if shut else ((0, 1440),), closed=shut, reason=reason)
    windows = terms.timetable.windows(day, day) if terms.session is None else (_elapsed(terms.session),)
    left = without(common([whole], windows), merged(_elapsed(closed.span) for closed in terms.closures))
    spans = tuple((_minute(start, day, zone), _minute(end, day, zone)) for start, end in left)
    return OpenDay(day=day, open=spans, closed=not spans, reason=reason)


def _elapsed(span: Period) -> Stretch:
    return seconds(span.start), seconds(span.end)


def _minute(at: int, day: date, zone: ZoneInfo) -> int:
    """Minutes after midnight the wall clock shows; the end of the date is 1440."""
    wall = wall_at(at, zone)
    return 1440 if wall.date() > day else wall.hour * 60 + wall.minute
