"""Imports are not news: nobody is told, one by one, about thousands of rows that were true long before.

Events are still recorded, but no job is enqueued for their subscribers; the importer writes the search listings in
the same transaction itself, and no guest of years ago receives a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra import events


@contextmanager
def nobody_told() -> Iterator[None]:
    """While this is open, events of this process have no subscribers. Only for processes that do nothing else."""
    events.route(())
    try:
        yield
    finally:
        events.route([subscriber for module in MODULES for subscriber in module.subscribers])
