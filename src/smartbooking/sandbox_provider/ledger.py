"""The one ledger of the peer, in SQLite: money book, objects, remembered answers, messages, pages, faults.

Every protocol writes into the same money book, so that one export can be reconciled with the merchant's books.
One connection, one process, every write in an immediate transaction: what is answered is on disk.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from smartbooking.sandbox_provider.rules import MESSAGE, FaultKind, Faults

_SCHEMA: Final = """
create table if not exists entry (
  number integer primary key, provider text not null, payment text not null, refund text, kind text not null,
  amount integer not null, currency text not null, booking text not null, at real not null);
create index if not exists entries_of_payment on entry (provider, payment);
create table if not exists document (
  number integer primary key, provider text not null, kind text not null, id text not null, body text not null,
  created real not null, unique (provider, kind, id));
create table if not exists answer (
  provider text not null, key text not null, fingerprint text not null, status integer not null, body text not null,
  primary key (provider, key));
create table if not exists event (
  seq integer primary key, provider text not null, id text not null, kind text not null, body blob not null,
  content_type text not null, created real not null, unique (provider, id));
create table if not exists delivery (
  number integer primary key, event integer not null, due real not null, tries integer not null default 0,
  flawed integer not null default 0, delivered real, last_status integer);
create index if not exists deliveries_due on delivery (due) where delivered is null;
create table if not exists endpoint (provider text primary key, url text not null);
create table if not exists page (secret text primary key, provider text not null, subject text not null);
create table if not exists fault (
  number integer primary key, provider text not null, kind text not null, operation text not null,
  remaining integer not null, seconds real not null);
"""
Json = dict[str, Any]  # Any: JSON documents, each protocol knows the shape of its own


class Overdrawn(ValueError):
    """More would go back than was taken."""


class Ledger:
    """The books. Methods that change something are called inside `writing()`."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.executescript(_SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; nothing in the block may await, so that no two are ever open on the connection."""
        self.db.execute("begin immediate")
        try:
            yield self.db
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    # Money

    def charge(self, provider: str, payment: str, amount: int, currency: str, booking: str) -> None:
        """Money taken from the payer."""
        self._enter(provider, payment, "capture", amount, currency, booking)

    def give_back(self, provider: str, payment: str, amount: int, refund: str, kind: str = "refund") -> None:
        """Money back to the payer (`kind` says how: refund, dispute); raises Overdrawn."""
        first = self.db.execute(
            "select currency, booking from entry where provider = ? and payment = ? order by number",
            (provider, payment),
        ).fetchone()
        if first is None or amount > self.balance(provider, payment):
            raise Overdrawn(f"{amount} is more than what is left of {payment}")
        self._enter(provider, payment, kind, -amount, first["currency"], first["booking"], refund)

    def balance(self, provider: str, payment: str) -> int:
        """What was taken and not given back, in minor units."""
        found: int = self.db.execute(
            "select coalesce(sum(amount), 0) from entry where provider = ? and payment = ?", (provider, payment)
        ).fetchone()[0]
        return found

    def _enter(
        self, provider: str, payment: str, kind: str, amount: int, currency: str, booking: str, refund: str = ""
    ) -> None:
        self.db.execute(
            "insert into entry (provider, payment, refund, kind, amount, currency, booking, at)"
            " values (?, ?, nullif(?, ''), ?, ?, ?, ?, ?)",
            (provider, payment, refund, kind, amount, currency, booking, time.time()),
        )

    def totals(self, provider: str) -> list[Json]:
        """Sums of the money book by booking, currency and kind; `provider` empty: of all protocols."""
        rows = self.db.execute(
            "select provider, booking, currency, kind, sum(amount) as amount, count(*) as entries from entry"
            " where ? in ('', provider) group by provider, booking, currency, kind"
            " order by provider, booking, currency, kind",
            (provider,),
        )
        return [dict(row) for row in rows]

    def lines(self, provider: str) -> list[Json]:
        """Every line of the money book, oldest first."""
        rows = self.db.execute("select * from entry where ? in ('', provider) order by number", (provider,))
        return [dict(row) for row in rows]

    # Objects of the protocols

    def put(self, provider: str, kind: str, ident: str, body: Json) -> None:
        """Store an object, new or changed."""
        self.db.execute(
            "insert into document (provider, kind, id, body, created) values (?, ?, ?, ?, ?)"
            " on conflict (provider, kind, id) do update set body = excluded.body",
            (provider, kind, ident, json.dumps(body), time.time()),
        )

    def get(self, provider: str, kind: str, ident: str) -> Json | None:
        """An object by its id."""
        row = self.db.execute(
            "select body from document where provider = ? and kind = ? and id = ?", (provider, kind, ident)
        ).fetchone()
        return dict(json.loads(row["body"])) if row else None

    def find(self, provider: str, kind: str, **where: object) -> list[Json]:
        """Objects whose fields equal `where`, oldest first; `a__b` names field b of the object a."""
        names = ["$." + ".".join(f'"{part}"' for part in name.split("__")) for name in where]
        clause = "".join(" and json_extract(body, ?) = ?" for _ in where)
        values = [value for pair in zip(names, where.values(), strict=True) for value in pair]
        rows = self.db.execute(
            f"select body from document where provider = ? and kind = ?{clause} order by number",  # noqa: S608
            (provider, kind, *values),
        )
        return [dict(json.loads(row["body"])) for row in rows]

    # Answers that must be the same when a call is repeated

    def remembered(self, provider: str, key: str) -> sqlite3.Row | None:
        """The stored answer (`fingerprint`, `status`, `body`) to a call made under this key."""
        found: sqlite3.Row | None = self.db.execute(
            "select * from answer where provider = ? and key = ?", (provider, key)
        ).fetchone()
        return found

    def remember(self, provider: str, key: str, fingerprint: str, status: int, document: object) -> None:
        """Keep an answer for those who repeat the call."""
        self.db.execute(
            "insert into answer values (?, ?, ?, ?, ?)", (provider, key, fingerprint, status, json.dumps(document))
        )

    # Messages

    def emit(self, provider: str, ident: str, kind: str, body: bytes, content_type: str = "application/json") -> None:
        """Store a message and its deliveries, after the message faults in force."""
        now = time.time()
        seq = self.db.execute(
            "insert into event (provider, id, kind, body, content_type, created) values (?, ?, ?, ?, ?, ?)",
            (provider, ident, kind, body, content_type, now),
        ).lastrowid
        faults = self.take_faults(provider, MESSAGE)
        copies = 0 if FaultKind.DROP in faults else 3 if FaultKind.DUPLICATE in faults else 1
        for _ in range(copies):
            spread = secrets.randbelow(1000) / 1000 * faults.seconds.get(FaultKind.REORDER, 0.0)
            due = now + faults.seconds.get(FaultKind.DELAY, 0.0) + spread
            flawed = FaultKind.WRONG_SIGNATURE in faults
            self.db.execute("insert into delivery (event, due, flawed) values (?, ?, ?)", (seq, due, flawed))

    def endpoint(self, provider: str) -> str:
        """Where messages of a protocol go; empty: nowhere, they are only listed."""
        row = self.db.execute("select url from endpoint where provider = ?", (provider,)).fetchone()
        return row["url"] if row else ""

    def set_endpoint(self, provider: str, url: str) -> None:
        """What a merchant types into the provider's cabinet."""
        self.db.execute(
            "insert into endpoint values (?, ?) on conflict (provider) do update set url = excluded.url",
            (provider, url),
        )

    # Pages for payers

    def open_page(self, provider: str, subject: str) -> str:
        """A new hosted page about `subject`; returns the secret of its address."""
        secret = secrets.token_urlsafe(24)
        self.db.execute("insert into page values (?, ?, ?)", (secret, provider, subject))
        return secret

    def page(self, secret: str) -> tuple[str, str] | None:
        """The protocol and the subject behind an address."""
        row = self.db.execute("select provider, subject from page where secret = ?", (secret,)).fetchone()
        return (row["provider"], row["subject"]) if row else None

    # Faults

    def arm(self, provider: str, kind: FaultKind, operation: str, times: int, seconds: float) -> None:
        """Let the next `times` calls (or messages) of an operation go wrong."""
        self.db.execute(
            "insert into fault (provider, kind, operation, remaining, seconds) values (?, ?, ?, ?, ?)",
            (provider, kind, operation, times, seconds),
        )

    def take_faults(self, provider: str, operation: str) -> Faults:
        """The faults armed for an operation; each counts down."""
        where = "where provider = ? and operation = ? and remaining > 0"
        rows = self.db.execute(f"select * from fault {where} order by number", (provider, operation)).fetchall()  # noqa: S608
        self.db.execute(f"update fault set remaining = remaining - 1 {where}", (provider, operation))  # noqa: S608
        return Faults({FaultKind(row["kind"]): float(row["seconds"]) for row in rows})


def fingerprint(*parts: bytes | str) -> str:
    """What tells one request from another under the same key."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update((part.encode() if isinstance(part, str) else part) + b"\0")
    return digest.hexdigest()
