"""Clients that do everything to the ledger at once, through raw SQL of the application's login.

Each keeps note of what the server has acknowledged, so that a crash can be judged afterwards.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import asyncpg

VENDOR: Final = 424_242
# Six kinds of resource, each small enough to be fought over: id -> (capacity, grain).
RESOURCES: Final = {1: (1, 900), 2: (1, 86_400), 3: (3, 86_400), 4: (8, 86_400), 5: (12, 0), 6: (5, 900)}
_EPOCH: Final = "timestamptz '2027-01-01 00:00+00'"
# asyncpg may also trip over its own state when the server dies in the middle of a message.
_BROKEN: Final = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_LOST: Final = ("08", "57")  # classes of SQLSTATE: connection lost, server shutting down
_PATIENCE_SECONDS: Final = 60
_REFUSALS: Final = frozenset({"23514", "40001", "55P03"})


@dataclass
class Notebook:
    """What happened: counts of outcomes, and per claim what the server acknowledged last."""

    outcomes: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[UUID, str] = field(default_factory=dict)

    def deadlocks(self) -> int:
        return sum(count for outcome, count in self.outcomes.items() if "40P01" in outcome)

    def broken_connections(self) -> int:
        return sum(n for outcome, n in self.outcomes.items() if "connection lost" in outcome or " 08" in outcome)

    def surprises(self) -> dict[str, int]:
        """Outcomes that are neither success, nor an expected refusal, nor the crash itself."""
        expected = (" ok", " gone", "connection lost", *_REFUSALS, *_LOST)
        return {o: n for o, n in self.outcomes.items() if not any(word in o for word in expected)}


@dataclass(frozen=True)
class Shift:
    """How long everybody goes on: for some time, and on a busy machine until enough has been done in it, too."""

    notebook: Notebook
    until: float
    least: int

    def over(self) -> bool:
        now = time.monotonic()
        done = sum(count for outcome, count in self.notebook.outcomes.items() if outcome.endswith(" ok"))
        return now >= self.until and (done >= self.least or now >= self.until + _PATIENCE_SECONDS)


def _span(rnd: random.Random, resource: int) -> tuple[str, str]:
    grain = RESOURCES[resource][1]
    if grain == 0:
        return f"tstzrange({_EPOCH}, {_EPOCH} + interval '3 h')", "null"
    if grain == 86_400:
        first = rnd.randint(0, 12)
        return "null", f"daterange(date '2027-01-01' + {first}, date '2027-01-01' + {first + rnd.randint(1, 7)})"
    first = rnd.randint(0, 40)
    last = first + rnd.randint(1, 8)
    return f"tstzrange({_EPOCH} + {first} * interval '15 min', {_EPOCH} + {last} * interval '15 min')", "null"


async def connect(url: str) -> asyncpg.Connection:
    """A connection as soon as the server takes one again."""
    while True:
        try:
            return await asyncpg.connect(url, timeout=5, server_settings={"lock_timeout": "3s"})
        except (OSError, asyncpg.PostgresError, TimeoutError):
            await asyncio.sleep(0.05)


class Client:
    """One customer's session: random verbs until the time is over."""

    def __init__(self, url: str, seed: int, notebook: Notebook) -> None:
        self.url, self.rnd, self.notebook = url, random.Random(seed), notebook
        self.mine: list[UUID] = []
        self.touched: list[UUID] = []
        self.connection: asyncpg.Connection

    async def run(self, shift: Shift) -> None:
        self.connection = await connect(self.url)
        verbs = [
            (self.hold, 40), (self.hold_several, 10), (self.block, 3), (self.hold_batch, 5), (self.confirm, 12),
            (self.extend, 6), (self.move, 8), (self.cancel, 16),
        ]  # fmt: skip
        while not shift.over():
            (verb,) = self.rnd.choices([v for v, _ in verbs], [w for _, w in verbs]) if self.mine else (self.hold,)
            self.touched = []
            try:
                outcome = await verb()
            except asyncpg.PostgresError as error:
                outcome = f"{error.sqlstate} {getattr(error, 'constraint_name', None) or ''}".strip()
                await self.after_error(str(error.sqlstate))
            except _BROKEN:
                outcome = "connection lost"
                self.connection = await connect(self.url)
            self.notebook.outcomes[f"{verb.__name__} {outcome}"] += 1
            self.mine = self.mine[-40:]
        await self.connection.close()

    async def after_error(self, state: str) -> None:
        if state.startswith(_LOST):
            await asyncio.sleep(0.05)
            self.connection = await connect(self.url)
            return
        # Refused means undone: the claims are as they were, which nobody has told us again.
        for claim in self.touched:
            self.notebook.acknowledged[claim] = "unknown"

    async def insert(self, resources: list[int], kind: str = "hold") -> str:
        ids, rows = [uuid.uuid4() for _ in resources], []
        for claim, resource in zip(ids, resources, strict=True):
            during, nights = _span(self.rnd, resource)
            quantity = 1 if RESOURCES[resource][0] == 1 else self.rnd.randint(1, 2)
            seconds = self.rnd.choice([0.02, 0.1, 0.5, 3, 3])
            expires = f"clock_timestamp() + interval '{seconds} s'" if kind == "hold" else "null"
            booking = f"'{claim}'" if kind == "hold" else "null"
            rows.append(
                f"({VENDOR}, '{claim}', {resource}, '{kind}', {booking}, {quantity}, {expires}, {during}, {nights})"
            )
            self.notebook.acknowledged[claim] = "unknown"
        await self.connection.execute(
            "insert into availability.claim"
            " (vendor_id, id, resource_id, kind, booking_id, quantity, expires_at, during, nights)"
            " values " + ",".join(rows)
        )
        for claim in ids:
            self.notebook.acknowledged[claim] = "held" if kind == "hold" else kind
        self.mine += ids
        return "ok"

    async def hold(self) -> str:
        return await self.insert([self.rnd.choice(list(RESOURCES))])

    async def hold_several(self) -> str:
        """One statement, resources in any order: the guard sorts them."""
        return await self.insert(self.rnd.sample(list(RESOURCES), 3))

    async def block(self) -> str:
        return await self.insert([self.rnd.choice(list(RESOURCES))], "block")

    async def hold_batch(self) -> str:
        resource, count = self.rnd.choice(list(RESOURCES)), self.rnd.randint(1, 5)
        during, nights = _span(self.rnd, resource)
        rows = await self.connection.fetch(
            "select claim_id from availability.hold_many("
            f"{VENDOR}, {resource}, {during}, {nights}, $1, $2, $3, $3, '2 s')",
            [1] * count, [uuid.uuid4() for _ in range(count)], [1] * count,
        )  # fmt: skip
        for row in rows:
            self.notebook.acknowledged[row["claim_id"]] = "held"
            self.mine.append(row["claim_id"])
        return "ok"

    async def confirm(self) -> str:
        claim = self.rnd.choice(self.mine)
        before = self.notebook.acknowledged[claim]
        self.touched, self.notebook.acknowledged[claim] = [claim], "unknown"
        done = await self.connection.execute(
            "update availability.claim set kind = 'allocation', expires_at = null"
            " where vendor_id = $1 and id = $2 and kind = 'hold'", VENDOR, claim,
        )  # fmt: skip
        self.notebook.acknowledged[claim] = "allocated" if done == "UPDATE 1" else before
        return "ok" if done == "UPDATE 1" else "gone"

    async def extend(self) -> str:
        done = await self.connection.execute(
            "update availability.claim set expires_at = clock_timestamp() + interval '1 s'"
            " where vendor_id = $1 and id = $2 and kind = 'hold'", VENDOR, self.rnd.choice(self.mine),
        )  # fmt: skip
        return "ok" if done == "UPDATE 1" else "gone"

    async def move(self) -> str:
        resource = self.rnd.choice(list(RESOURCES))
        during, nights = _span(self.rnd, resource)
        await self.connection.execute(
            f"update availability.claim set resource_id = {resource}, during = {during}, nights = {nights}"
            " where vendor_id = $1 and id = $2", VENDOR, self.rnd.choice(self.mine),
        )  # fmt: skip
        return "ok"

    async def cancel(self) -> str:
        self.touched = self.rnd.sample(self.mine, min(len(self.mine), self.rnd.randint(1, 3)))
        self.mine = [claim for claim in self.mine if claim not in self.touched]
        for claim in self.touched:
            self.notebook.acknowledged[claim] = "unknown"
        await self.connection.execute(
            "delete from availability.claim where vendor_id = $1 and id = any ($2)", VENDOR, self.touched
        )
        for claim in self.touched:
            self.notebook.acknowledged[claim] = "gone"
        return "ok"


async def _keep_house(owner_url: str, app_url: str, shift: Shift) -> None:
    """Capacity changes and upkeep while the load runs: the first as the catalog's owner, the rest as the worker."""
    rnd, notebook = random.Random(0), shift.notebook
    owner, app = await connect(owner_url), await connect(app_url)
    while not shift.over():
        resource = rnd.choice(list(RESOURCES))
        capacity = max(1, RESOURCES[resource][0] + rnd.randint(-2, 2))
        change = (
            f"update availability.resource set capacity = {capacity} where vendor_id = {VENDOR} and id = {resource}"
        )
        name, connection, statement = rnd.choice(
            [("capacity", owner, change)] * 4
            + [("reap", app, "select availability.reap_expired(50)")] * 4
            + [("roll", app, "select availability.roll(10)")]
        )
        try:
            await connection.execute(statement)
            notebook.outcomes[f"{name} ok"] += 1
        except asyncpg.PostgresError as error:
            notebook.outcomes[f"{name} {error.sqlstate}"] += 1
            if str(error.sqlstate).startswith(_LOST):
                owner, app = await connect(owner_url), await connect(app_url)
        except _BROKEN:
            owner, app = await connect(owner_url), await connect(app_url)
        await asyncio.sleep(0.01)
    await owner.close()
    await app.close()


async def open_resources(owner: asyncpg.Connection) -> None:
    """The resources everybody fights over."""
    for resource, (capacity, grain) in RESOURCES.items():
        await owner.execute(
            "insert into availability.resource (vendor_id, id, capacity, grain) values ($1, $2, $3, $4)",
            VENDOR, resource, capacity, grain,
        )  # fmt: skip


async def run(
    owner_url: str, app_url: str, *, clients: int, seconds: float, least: int = 0, during: Any = None
) -> Notebook:
    """Everybody at once, until `least` calls have succeeded; `during` is awaited in the middle (a crash, say)."""
    notebook = Notebook()
    shift = Shift(notebook, time.monotonic() + seconds, least)
    tasks = [asyncio.create_task(Client(app_url, seed, notebook).run(shift)) for seed in range(clients)]
    tasks.append(asyncio.create_task(_keep_house(owner_url, app_url, shift)))
    if during is not None:
        await asyncio.sleep(seconds / 2)
        await during()
    await asyncio.gather(*tasks)
    return notebook


async def lost_or_resurrected(owner: asyncpg.Connection, notebook: Notebook) -> list[UUID]:
    """Acknowledged work that is not there, and acknowledged cancellations that are."""
    left = {row["id"] for row in await owner.fetch("select id from availability.claim where vendor_id = $1", VENDOR)}
    return [
        claim
        for claim, state in notebook.acknowledged.items()
        if (state in ("allocated", "block") and claim not in left) or (state == "gone" and claim in left)
    ]
