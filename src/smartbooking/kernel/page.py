"""Lists in pages: page and limit where the founding API has them, opaque keyset cursors elsewhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

MAX_LIMIT: Final = 100
DEFAULT_LIMIT: Final = 20
MAX_OFFSET: Final = 10_000
T = TypeVar("T")


class BadCursor(ValueError):
    """The cursor was not made by this server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Part of a list. `total` counts all rows (exact below the counting limit of the query)."""

    rows: Sequence[T]
    page: int
    limit: int
    total: int
    exact: bool = True


def encode_cursor(*key: str | int) -> str:
    """An opaque cursor that names the last row seen by its sort key."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[str | int, ...]:
    """The sort key inside a cursor; raises BadCursor."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeDecodeError) as error:
        raise BadCursor("not a cursor of this server") from error
    if not isinstance(key, list) or not all(isinstance(part, str | int) for part in key):
        raise BadCursor("not a cursor of this server")
    return tuple(key)
