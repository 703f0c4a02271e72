"""Domain events: facts other modules may react to, stored in the transaction that made them true.

Invariant: an event row and one job per subscriber commit together with the change itself, or not at all.
Delivery is at least once; a `delivery` row written in the subscriber's own transaction makes its effect once.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from smartbooking.infra.db import Tx, has_jobs
from smartbooking.infra.driver import Write, write
from smartbooking.kernel.ids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Parent of all events: frozen, ids and primitives only, named `<module>.<what_happened>.v<n>`."""

    name: ClassVar[str] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A reaction. `handler(tx, event, now=...)` must be idempotent and may be called again after a crash."""

    event: type[Event]
    name: str
    handler: Callable[..., Awaitable[None]]


_routes: dict[str, list[str]] = {}

# The events, and for each (event, subscriber) pair one job.
_PUBLISH = Write(
    published="""
        insert into infra.event (id, name, payload)
        select * from unnest(:ids::uuid[], :names::text[], :payloads::jsonb[])""",
    deliveries="""
        insert into jobs.pgqueuer (priority, entrypoint, payload, status)
        select 0, entrypoint, convert_to(payload, 'UTF8'), 'queued'
        from unnest(:entrypoints::text[], :tasks::text[]) as job (entrypoint, payload)""",
)


def route(subscribers: Sequence[Subscriber]) -> None:
    """Tell `publish` who listens to what. Called once by the wiring, in every process."""
    _routes.clear()
    for subscriber in subscribers:
        _routes.setdefault(subscriber.event.name, []).append(subscriber.name)


def entrypoint_of(subscriber_name: str) -> str:
    """Name of the job that delivers events to a subscriber."""
    return f"event:{subscriber_name}"


async def publish(tx: Tx, *events: Event) -> None:
    """Record events and enqueue their deliveries in the caller's transaction; nothing happens if it rolls back."""
    if not events:
        return
    stored = [(uuid7(), event.name, json.dumps(to_payload(event))) for event in events]
    deliveries = [
        (entrypoint_of(subscriber), json.dumps({"event_id": str(event_id)}))
        for event_id, name, _ in stored
        for subscriber in _routes.get(name, ())
    ]
    if deliveries:
        has_jobs(tx)
    columns = [[row[n] for row in stored] for n in range(3)] + [[row[n] for row in deliveries] for n in range(2)]
    await write(tx, _PUBLISH, dict(zip(("ids", "names", "payloads", "entrypoints", "tasks"), columns, strict=True)))


def to_payload(event: Event) -> dict[str, Any]:
    """The event as JSON values."""
    return {field.name: _plain(getattr(event, field.name)) for field in dataclasses.fields(event)}


def from_payload(kind: type[Event], payload: dict[str, Any]) -> Event:
    """The event from its stored JSON; fields added later take their defaults."""
    hints = typing.get_type_hints(kind)
    known = {field.name for field in dataclasses.fields(kind)}
    return kind(**{name: _typed(hints[name], value) for name, value in payload.items() if name in known})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    if hint is UUID:
        return UUID(value)
    if hint is datetime or hint is date:
        return hint.fromisoformat(value)
    return tuple(value) if typing.get_origin(hint) is tuple else value
