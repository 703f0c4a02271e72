"""The offsets of a zone, told by the server: devices know zones badly, and what they know gets old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import Field

from smartbooking.infra.http.wire import Instant, Wire, offset_text

BACK: Final = timedelta(days=3 * 365)
AHEAD: Final = timedelta(days=400)
_DAY: Final = timedelta(days=1)


class OffsetSince(Wire):
    """From this instant on clocks show this offset, until the next one."""

    since: Instant
    utc_offset: Annotated[str, Field(examples=["+05:00"])]


def offsets_around(zone: str, now: datetime) -> list[OffsetSince]:
    """The offset of three years ago, and every change from then until a year from now, each at its very second."""
    return list(_offsets(zone, now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)))


@lru_cache(maxsize=512)
def _offsets(zone: str, month: datetime) -> tuple[OffsetSince, ...]:
    named = ZoneInfo(zone)
    at, end = month - BACK, month + AHEAD
    found = [OffsetSince(since=at, utc_offset=offset_text(at, zone))]
    while at < end:
        if at.astimezone(named).utcoffset() != (at + _DAY).astimezone(named).utcoffset():
            change = _change(named, at, at + _DAY)
            found.append(OffsetSince(since=change, utc_offset=offset_text(change, zone)))
        at += _DAY
    return tuple(found)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the new offset, between two instants that differ."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after
