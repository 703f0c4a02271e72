"""Calendars are asked for far more often than they change: equal looks get the reply that was written once.

Terms, prices and pages are asked for every time (one round trip); only the writing of an equal reply is saved.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Final

from fastapi import Response

from smartbooking.availability.service import Look
from smartbooking.bookings.schemas.offers import NightsReply, SlotsReply
from smartbooking.infra.http.wire import iso_z

KEPT_CHARACTERS: Final = 16_000_000


class Written:
    """Replies by what they answer, without the server's time; those asked for longest ago go first."""

    def __init__(self, size: int = KEPT_CHARACTERS) -> None:
        self._left = size
        self._kept: OrderedDict[Hashable, str] = OrderedDict()

    def get(self, key: Hashable) -> str | None:
        text = self._kept.get(key)
        if text is not None:
            self._kept.move_to_end(key)
        return text

    def put(self, key: Hashable, text: str) -> None:
        """`key` may be known already: two requests wrote the same."""
        self._left += len(self._kept.pop(key, "")) - len(text)
        self._kept[key] = text
        while self._left < 0 and self._kept:
            _, oldest = self._kept.popitem(last=False)
            self._left += len(oldest)


_written = Written()


async def answered(seen: Look, locale: str, write: Callable[[], Awaitable[NightsReply | SlotsReply]]) -> Response:
    """The reply to a look in one language, with the time of this moment. Raises what `write` raises."""
    mark = seen.mark
    text = _written.get((mark, locale)) if mark is not None else None
    if text is None:
        text = (await write()).model_dump_json(by_alias=True, exclude_none=True, exclude={"server_now"})
        if mark is not None:
            _written.put((mark, locale), text)
    return Response(f'{text[:-1]},"serverNow":"{iso_z(seen.now)}"}}', media_type="application/json")
