"""The limits in force: what the installation says, and what administrators changed since.

A process asks the table at most every five seconds, so limits cost requests nothing. A change is a row that follows the
one its author saw; nothing is overwritten, so every earlier value can be put back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import text

from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.infra.settings import Settings
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import StaleVersion

REMEMBERED_SECONDS: Final = 5.0
PART: Final = "bounds"  # its name among the parts of a process
CHANGEABLE: Final = (
    "hold_minutes", "hold_extension_minutes", "hold_extensions", "approval_hours", "open_holds_per_person",
    "open_holds_per_address", "open_holds_percent_per_network", "support_hours", "support_promise_minutes",
    "acting_minutes",
)  # fmt: skip
"""Settings that may change while processes run; the others are read once, when one starts."""
_LATEST: Final = text("""
    select distinct on (name) name, version, value, reason, changed_by, changed_at from infra.limit_change
    order by name, version desc
""")
_HISTORY: Final = text("""
    select name, version, value, reason, changed_by, changed_at from infra.limit_change where name = :name
    order by version desc limit 50
""")
# The key decides when two people change the same limit at once.
_CHANGE: Final = text("""
    insert into infra.limit_change (name, version, value, reason, changed_by, changed_at)
    select :name, :seen + 1, :value, :reason, :by, :now
    where :seen = (select coalesce(max(version), 0) from infra.limit_change where name = :name)
    on conflict do nothing returning version
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A limit as somebody set it; without a value it is again what the installation says."""

    name: str
    version: int
    value: str | None
    reason: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds at one moment: the settings, and the rates that differ from the code."""

    settings: Settings
    changed: Mapping[str, str]


class LimitBoard:
    """The memory of one process."""

    def __init__(
        self, database: Database, settings: Callable[[], Settings], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._known: tuple[float, Settings, Bounds] | None = None

    async def now(self) -> Bounds:
        """As they stood at most five seconds ago; a change of this process counts at once."""
        settings, asked = self._settings(), self._clock()
        if self._known is not None and asked - self._known[0] < REMEMBERED_SECONDS and self._known[1] is settings:
            return self._known[2]
        async with self._database.reading() as read:
            found = await latest(read)
        changed = {one.name: one.value for one in found if one.value is not None}
        bounds = Bounds(settings.model_copy(update=_typed(changed)), changed)
        self._known = (asked, settings, bounds)
        return bounds

    async def change(
        self, *, principal: Principal, name: str, value: str | None, seen: int, reason: str, now: datetime
    ) -> None:
        """Writes what was checked before. Raises StaleVersion when it was changed after the version `seen`."""

        async def write(tx: Tx) -> None:
            facts = {"name": name, "value": value, "seen": seen, "reason": reason, "by": principal.actor, "now": now}
            if (await tx.execute(_CHANGE, facts)).first() is None:
                raise StaleVersion
            await record(
                tx, principal, action="limit.changed", subject=name,
                details={"value": value, "version": seen + 1, "reason": reason},
            )  # fmt: skip

        await self._database.run(write)
        self._known = None


async def latest(read: ReadTx) -> list[Change]:
    """The last change of every limit somebody ever changed."""
    return [Change(**row) for row in (await read.execute(_LATEST)).mappings()]


async def history(read: ReadTx, name: str) -> list[Change]:
    """The changes of one limit, the last first."""
    return [Change(**row) for row in (await read.execute(_HISTORY, {"name": name})).mappings()]


@cache
def kind_of(name: str) -> TypeAdapter[Any]:
    """Reads and judges a value as the setting does when a process starts."""
    field = Settings.model_fields[name]
    kind: Any = Annotated[field.annotation, *field.metadata]  # a type made at run time
    return TypeAdapter(kind)


def _typed(changed: Mapping[str, str]) -> dict[str, Any]:
    """Values as settings hold them. One that a newer release no longer allows counts as not changed."""
    typed = {}
    for name in CHANGEABLE:
        if name in changed:
            try:
                typed[name] = kind_of(name).validate_python(changed[name])
            except ValidationError:
                continue
    return typed
