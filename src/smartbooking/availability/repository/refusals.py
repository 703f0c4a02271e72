"""Turns refusals of the ledger into problems people understand. The constraint's name decides, never its text.

PostgreSQL's DETAIL lists how many places are taken in every cell; it stays in the server's log and goes to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from smartbooking.availability.errors import (
    HistoryClosed,
    HoldLost,
    ResourceArchived,
    SlotUnavailable,
    UnfitSpan,
)
from smartbooking.infra.db import constraint_of
from smartbooking.kernel.problem import NotFound, Problem

_PAGE: Final = re.compile(r"\((\d+), (\d+), ")  # vendor and resource lead the row of the page


def _full_resource(error: DBAPIError) -> int | None:
    cause: BaseException | None = error.orig
    while cause is not None:
        if (detail := getattr(cause, "detail", None)) and (found := _PAGE.search(str(detail))):
            return int(found[2])
        cause = cause.__cause__
    return None


_PROBLEMS: Final[dict[str, Callable[[DBAPIError], Problem]]] = {
    "no_oversell": lambda error: SlotUnavailable(resource_id=_full_resource(error)),
    "hold_ends_in_the_future": lambda _: HoldLost(),
    "claim_of_a_resource": lambda _: NotFound("There is no such resource."),
    "resource_takes_claims": lambda _: ResourceArchived(),
    "history_is_closed": lambda _: HistoryClosed(),
    "span_fits_grain": lambda _: UnfitSpan("Rooms are booked by nights, everything else by start and end."),
    "span_is_finite": lambda _: UnfitSpan("The span must lie between the years 2000 and 2100."),
    "cells_are_counted_from_2000": lambda _: UnfitSpan("The span must lie between the years 2000 and 2100."),
    "claim_is_not_too_long": lambda _: UnfitSpan("At most 731 nights or 400 days at once."),
}


@contextmanager
def refusals() -> Iterator[None]:
    """Raises the Problem that belongs to the broken constraint; deadlocks and the like pass through unchanged."""
    try:
        yield
    except DBAPIError as error:
        problem = _PROBLEMS.get(constraint_of(error) or "")
        if problem is None:
            raise
        raise problem(error) from None
