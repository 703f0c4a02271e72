"""Replays every committed state of the ledger in commit order and counts what must never have been.

Independent of the ledger's own counters: an audit trigger notes each change of a claim or capacity together with
its transaction; afterwards the changes are ordered by commit time and added up from nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import asyncpg

AUDIT: Final = """
create schema audit;
create table audit.change (
  n bigserial, xid xid default pg_current_xact_id()::xid, op text, id uuid, resource_id bigint, quantity int,
  cells int4range);
create function audit.claim() returns trigger language plpgsql security definer as $$ begin
  if tg_op <> 'INSERT' then
    insert into audit.change (op, id, resource_id, quantity, cells)
      values ('-', old.id, old.resource_id, old.quantity, old.cells);
  end if;
  if tg_op <> 'DELETE' then
    insert into audit.change (op, id, resource_id, quantity, cells)
      values ('+', new.id, new.resource_id, new.quantity, new.cells);
  end if;
  return null;
end $$;
create function audit.capacity() returns trigger language plpgsql security definer as $$ begin
  insert into audit.change (op, resource_id, quantity) values ('C', new.id, new.capacity);
  return null;
end $$;
create trigger audit_claim after insert or update or delete on availability.claim
  for each row execute function audit.claim();
create trigger audit_capacity after insert or update of capacity on availability.resource
  for each row execute function audit.capacity();
"""
_CHANGES: Final = """
select c.xid::text as xid, c.op, c.id, c.resource_id, c.quantity, lower(c.cells) as first, upper(c.cells) as last
from audit.change c, pg_xact_commit_timestamp(c.xid) committed_at
where committed_at is not null order by committed_at, c.xid::text::bigint, c.n
"""


@dataclass
class Replay:
    """What the history looked like."""

    states: int = 0
    oversold: int = 0
    peak: dict[int, float] = field(default_factory=lambda: defaultdict(float))  # highest use / capacity
    live: dict[int, dict[UUID, Any]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def claims_left(self) -> int:
        return sum(map(len, self.live.values()))


async def install(owner: asyncpg.Connection) -> None:
    """Start noting changes; before any resource exists."""
    await owner.execute(AUDIT)


def _highest_use(claims: dict[UUID, Any]) -> int:
    edges = [edge for c in claims.values() for edge in ((c["first"], c["quantity"]), (c["last"], -c["quantity"]))]
    used = top = 0
    for _, change in sorted(edges):
        used += change
        top = max(top, used)
    return top


async def replay(owner: asyncpg.Connection) -> Replay:
    """Every committed state, one step per transaction."""
    found, capacity = Replay(), Counter[int]()
    step: list[asyncpg.Record] = []
    for change in [*await owner.fetch(_CHANGES), None]:
        if step and (change is None or change["xid"] != step[0]["xid"]):
            _apply(found, capacity, step)
            step = []
        if change is not None:
            step.append(change)
    return found


def _apply(found: Replay, capacity: Counter[int], step: list[asyncpg.Record]) -> None:
    for change in step:
        resource = change["resource_id"]
        if change["op"] == "C":
            capacity[resource] = change["quantity"]
        elif change["op"] == "+":
            found.live[resource][change["id"]] = change
        else:
            found.live[resource].pop(change["id"], None)
    for resource in {change["resource_id"] for change in step}:
        top = _highest_use(found.live[resource])
        found.states += 1
        found.oversold += top > capacity[resource]
        found.peak[resource] = max(found.peak[resource], top / max(capacity[resource], 1))
