"""Wall time to instants and back: the only place where daylight saving is understood.

Instants are whole seconds since 1970 (UTC), because the ledger counts cells of seconds. The written rule:
a wall time that a clock skips has no instant, so it is never offered as a start; one that a clock shows twice has two.
An opening edge that falls into a gap moves to the end of the gap; in a fold, opening takes the first showing and
closing the last one. 24:00 is the moment the next date begins, also where that date has no midnight.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DAY_MINUTES: Final = 1440
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # naive on purpose: wall clocks are subtracted from it


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone from the locked tzdata; raises ZoneInfoNotFoundError for an unknown name."""
    return ZoneInfo(name)


def seconds(instant: datetime) -> int:
    """Whole seconds since 1970 of an aware instant; fractions are cut off."""
    return int(instant.timestamp() // 1)


def instant(at: int) -> datetime:
    """The aware UTC instant of `at` seconds."""
    return datetime.fromtimestamp(at, UTC)


def offset_at(at: int, zone: ZoneInfo) -> int:
    """Seconds east of UTC that clocks in `zone` show at that instant."""
    return _whole(datetime.fromtimestamp(at, zone).utcoffset())


def wall_at(at: int, zone: ZoneInfo) -> datetime:
    """What a clock on the wall shows, as a naive datetime."""
    return datetime.fromtimestamp(at, zone).replace(tzinfo=None, fold=0)


def date_at(at: int, zone: ZoneInfo) -> date:
    """The calendar date at the place."""
    return datetime.fromtimestamp(at, zone).date()


def instants_of(wall: datetime, zone: ZoneInfo) -> tuple[int, ...]:
    """Every instant at which clocks show `wall`: none in a gap, two (in order) in a fold, else one."""
    naive = int((wall - _EPOCH).total_seconds())
    before = _whole(wall.replace(tzinfo=zone, fold=0).utcoffset())
    after = _whole(wall.replace(tzinfo=zone, fold=1).utcoffset())
    if before == after:
        return (naive - before,)
    # PEP 495: in a fold the first showing has the larger offset, in a gap the smaller one.
    return (naive - before, naive - after) if before > after else ()


def wall_minutes(day: date, minutes: int) -> datetime:
    """The wall time `minutes` after midnight of `day`; more than 1440 is the next date."""
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)


@lru_cache(maxsize=65536)
def opens_at(day: date, minutes: int, zone: ZoneInfo) -> int:
    """The instant an opening begins."""
    wall = wall_minutes(day, minutes)
    found = instants_of(wall, zone)
    return found[0] if found else _end_of_gap(wall, zone)


@lru_cache(maxsize=65536)
def closes_at(day: date, minutes: int, zone: ZoneInfo) -> int:
    """The instant an opening ends; whole days end when the next date begins."""
    if minutes % DAY_MINUTES == 0:
        return opens_at(day, minutes, zone)
    wall = wall_minutes(day, minutes)
    found = instants_of(wall, zone)
    return found[-1] if found else _end_of_gap(wall, zone)


def day_span(day: date, zone: ZoneInfo) -> tuple[int, int]:
    """From the first to the last moment of a calendar date; 22 to 26 hours, empty for a date that was skipped."""
    return opens_at(day, 0, zone), opens_at(day, DAY_MINUTES, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> int:
    naive = int((wall - _EPOCH).total_seconds())
    low = naive - _whole(wall.replace(tzinfo=zone, fold=1).utcoffset())  # an instant before the clocks jump
    high = naive - _whole(wall.replace(tzinfo=zone, fold=0).utcoffset())  # one after it
    old = offset_at(low, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(middle, zone) == old:
            low = middle
        else:
            high = middle
    return high


def _whole(offset: timedelta | None) -> int:
    return 0 if offset is None else offset.days * 86_400 + offset.seconds
