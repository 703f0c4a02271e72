"""Where the switches stand. A process asks the table at most every five seconds, so they cost requests nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text

from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.switches import Switch

REMEMBERED_SECONDS: Final = 5.0
PLATFORM: Final = 0
PART: Final = "switches"  # its name among the parts of a process
_OFF: Final = text("select code, vendor_id from infra.switch where not is_on")
_ROWS: Final = text("""
    select code, vendor_id, is_on, reason, changed_at from infra.switch order by code, changed_at desc, vendor_id
""")
_TURN: Final = text("""
    insert into infra.switch (code, vendor_id, is_on, reason, changed_by, changed_at)
    values (:code, :vendor_id, :is_on, :reason, :by, :now)
    on conflict (code, vendor_id) do update set is_on = excluded.is_on, reason = excluded.reason,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at
""")


@dataclass(frozen=True, slots=True)
class Switches:
    """What is off, at one moment; business 0 is the platform, whose off counts for everybody."""

    off: frozenset[tuple[str, int]]

    def on(self, switch: Switch, vendor_id: int | None = None) -> bool:
        """On for the platform, and for the business if one is asked about."""
        return (switch, PLATFORM) not in self.off and (vendor_id is None or (switch, vendor_id) not in self.off)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A switch somebody turned, and why."""

    code: Switch
    vendor_id: int
    is_on: bool
    reason: str
    changed_at: datetime


async def read_switches(read: ReadTx) -> Switches:
    """How they stand now, for whoever is in a transaction."""
    found = await read.execute(_OFF)
    return Switches(frozenset((str(code), int(vendor_id)) for code, vendor_id in found))


class Switchboard:
    """The memory of one process."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._known: tuple[float, Switches] | None = None

    async def now(self) -> Switches:
        """As they stood at most five seconds ago; a change of this process counts at once."""
        if self._known is not None and self._clock() - self._known[0] < REMEMBERED_SECONDS:
            return self._known[1]
        asked = self._clock()
        async with self._database.reading() as read:
            switches = await read_switches(read)
        self._known = (asked, switches)
        return switches

    async def turn(
        self, *, principal: Principal, switch: Switch, vendor_id: int | None, on: bool, reason: str, now: datetime
    ) -> None:
        """Turns it for the platform (no business) or for one business; with the reason in the trail."""

        async def change(tx: Tx) -> None:
            facts = {"code": switch, "vendor_id": vendor_id or PLATFORM, "is_on": on, "reason": reason}
            await tx.execute(_TURN, {**facts, "by": principal.actor, "now": now})
            await record(
                tx, principal, action="switch.turned_on" if on else "switch.turned_off", vendor_id=vendor_id,
                subject=public_id("ven", vendor_id) if vendor_id else "platform",
                details={"switch": switch, "reason": reason},
            )  # fmt: skip

        await self._database.run(change)
        self._known = None


async def turned(read: ReadTx) -> list[Turned]:
    """Every switch somebody ever turned, as it stands."""
    found = await read.execute(_ROWS)
    return [Turned(**{**row, "code": Switch(row["code"])}) for row in found.mappings()]
