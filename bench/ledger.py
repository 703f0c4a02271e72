"""What the ledger costs, as a ratio to a bare one-row INSERT measured in the same run.

    python -m bench.ledger [seconds per measurement]

Starts a durable PostgreSQL of its own in a temporary directory. The load is pgbench with prepared statements under
the application's role, so that the database is measured and not a driver.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import asyncpg

from smartbooking.infra.postgres.binaries import program
from smartbooking.infra.postgres.server import PostgresServer
from smartbooking.migrations.run import upgrade

CLIENTS: Final = 32
RESOURCES: Final = 20_000
SEEDED_HOLDS: Final = 40_000
NEXT_HOLD: Final = "nextval('bench.next_hold')"
NEXT_CANCEL: Final = "nextval('bench.next_cancel')"
_BOOKING: Final = "lpad(to_hex({n}), 32, '0')::uuid"

SETUP: Final = f"""
create schema bench;
create table bench.bare (id uuid primary key default uuidv7(), resource_id bigint not null, during tstzrange not null);
create sequence bench.next_hold;
create sequence bench.next_cancel;
grant usage on schema bench to smartbooking_app;
grant all on bench.bare, bench.next_hold, bench.next_cancel to smartbooking_app;
insert into availability.resource (vendor_id, id, capacity, grain)
  select 1, n, 1, 900 from generate_series(1, {RESOURCES}) n;
insert into availability.resource (vendor_id, id, capacity, grain)
  values (2, 1, 32766, 0), (2, 2, 32766, 0), (2, 3, 32766, 0), (2, 4, 32766, 0), (2, 5, 1000, 0), (2, 6, 1000, 0);
-- Holds to extend, confirm and cancel: booking number n holds one slot of resource n.
insert into availability.claim (vendor_id, resource_id, kind, booking_id, line, expires_at, during)
  select 1, n % {RESOURCES} + 1, 'hold', {_BOOKING.format(n="n")}, 1, now() + interval '1 day',
         tstzrange(day, day + interval '1 h')
  from generate_series(1, {SEEDED_HOLDS}) n, lateral (select timestamptz '2030-01-01' + n * interval '2 h' as day) d;
insert into availability.claim (vendor_id, resource_id, kind, quantity, during)
  values (2, 5, 'block', 1000, '[2030-01-01 00:00Z,2030-01-01 01:00Z)');
"""
_SLOT: Final = f"\\set r random(1, {RESOURCES})\n\\set d random(0, 30000)\n"
_HOUR: Final = "'2027-01-01Z'::timestamptz + :d * interval '1 h'"
_DURING: Final = f"tstzrange({_HOUR}, {_HOUR} + interval '1 h')"
_EVENING: Final = "'[2030-01-01 00:00Z,2030-01-01 01:00Z)'::tstzrange"
_HOLD: Final = "insert into availability.claim (vendor_id, resource_id, kind, booking_id, line, expires_at, during) "
_FRESH: Final = "'hold', uuidv7(), 1, clock_timestamp() + interval '10 min'"


def _batch(resource: int, count: int) -> str:
    return (
        f"select count(*) from availability.hold_many(2, {resource}, {_EVENING}, null,"
        f" array_fill(1, array[{count}]), array_fill(uuidv7(), array[{count}]), array_fill(1, array[{count}]),"
        f" array_fill(1, array[{count}]), '10 min');"
    )


@dataclass(frozen=True)
class Measurement:
    """One script; `per_call` bookings are decided by each call, `may_fail` when refusals end a transaction."""

    name: str
    script: str
    per_call: int = 1
    clients: int = CLIENTS


def _seeded(number: str) -> str:
    """Condition that finds one of the seeded holds by its number."""
    return f"vendor_id = 1 and booking_id = (select {_BOOKING.format(n=number)})"


# The slot of a random resource and hour is almost always free; a refused one is rare and costs the same.
MEASUREMENTS: Final = (
    Measurement("hold, one of 20,000 resources", f"{_SLOT}{_HOLD} values (1, :r, {_FRESH}, {_DURING});"),
    Measurement(
        "extend",
        "update availability.claim set expires_at = now() + interval '2 days'"
        f" where kind = 'hold' and {_seeded(f'(random() * {SEEDED_HOLDS - 1})::int + 1')};",
    ),
    Measurement(
        "confirm",
        "update availability.claim set kind = 'allocation', expires_at = null"
        f" where kind = 'hold' and {_seeded(NEXT_HOLD)};",
    ),
    Measurement("cancel", f"delete from availability.claim where {_seeded(NEXT_CANCEL)};"),
    Measurement(
        "three resources in one INSERT",
        f"{_SLOT}{_HOLD} select 1, (:r + n * 77) % {RESOURCES} + 1, {_FRESH}, {_DURING} from generate_series(1, 3) n;",
    ),
    Measurement("look (free_quantity)", f"{_SLOT}select availability.free_quantity(1, :r, {_DURING}, null);"),
    Measurement("hot: one INSERT each", f"{_HOLD} values (2, 1, {_FRESH}, {_EVENING});"),
    Measurement("hot: batches of 20", _batch(2, 20), per_call=20, clients=4),
    Measurement("hot: batches of 100", _batch(3, 100), per_call=100, clients=4),
    Measurement("hot: sold out, refused one by one", _batch(5, 1)),
    Measurement("hot: sold out, refused 100 at once", _batch(5, 100), per_call=100, clients=4),
)
FLOOR: Final = Measurement(
    "bare INSERT (the floor)", _SLOT + f"insert into bench.bare (resource_id, during) values (:r, {_DURING});"
)


def _tps(server: PostgresServer, measurement: Measurement, seconds: float, folder: Path) -> float:
    """Calls per second of one script."""
    script = folder / "script.sql"
    script.write_text(measurement.script + "\n")
    address = urlsplit(server.url())
    done = subprocess.run(
        [
            program("pgbench"), "-n", "-M", "prepared", "-c", str(measurement.clients), "-j", "2",
            "-T", str(max(int(seconds), 1)), "-f", str(script), "--failures-detailed", "--max-tries", "1",
            "-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres", "postgres",
        ],
        env={**os.environ, "PGPASSWORD": address.password or "", "PGOPTIONS": "-c role=smartbooking_app -c jit=off"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"{measurement.name}: {done.stderr.strip()[-500:]}")
    return float(found[1])


async def _prepare(url: str) -> None:
    owner = await asyncpg.connect(url)
    try:
        await owner.execute(SETUP)
        await owner.execute("vacuum analyze")
    finally:
        await owner.close()


async def _drifts(url: str) -> int:
    owner = await asyncpg.connect(url)
    try:
        return int(await owner.fetchval("select count(*) from unnest(array[1, 2]) v, availability.verify(v)"))
    finally:
        await owner.close()


def run(seconds: float = 3.0) -> list[tuple[str, float, float]]:
    """Name, answers per second and ratio to the floor of each measurement; the floor is measured before and after."""
    with tempfile.TemporaryDirectory(prefix="sb-bench-") as made:
        folder = Path(made)
        with PostgresServer(folder / "postgres", options=("shared_buffers=256MB", "max_wal_size=4GB")) as server:
            upgrade(server.url())
            asyncio.run(_prepare(server.url()))
            first = _tps(server, FLOOR, seconds, folder)
            measured = [(m, _tps(server, m, seconds, folder) * m.per_call) for m in MEASUREMENTS]
            floor = (first + _tps(server, FLOOR, seconds, folder)) / 2
            if drifts := asyncio.run(_drifts(server.url())):
                raise RuntimeError(f"verify found {drifts} differences after the load")
    return [(FLOOR.name, floor, 1.0), *((m.name, tps, tps / floor) for m, tps in measured)]


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    print(f"| ledger, {CLIENTS} clients, {os.cpu_count()} cores | answers/s | ratio |\n|---|---:|---:|")
    for name, rate, ratio in run(seconds):
        print(f"| {name} | {rate:,.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
