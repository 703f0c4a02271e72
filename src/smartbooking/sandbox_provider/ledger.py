"""The provider's books in SQLite: payments, refunds, money entries, messages, remembered answers.

One connection, one process, every write in an immediate transaction: what is answered is on disk.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from smartbooking.sandbox_provider.rules import OPEN, Refusal, Status

_SCHEMA: Final = """
create table if not exists payment (
  id text primary key, secret text not null unique, reference text not null unique, status text not null,
  amount integer not null check (amount > 0), currency text not null, capture text not null,
  booking text not null, description text not null, return_url text not null, locale text not null,
  captured integer not null default 0, refunded integer not null default 0 check (refunded <= captured),
  decline_code text, three_ds text not null default '', disputed integer not null default 0,
  version integer not null default 1, created real not null, expires real not null, settles real, settle_as text);
create table if not exists refund (
  id text primary key, payment text not null references payment, reference text not null unique,
  amount integer not null check (amount > 0), status text not null, failure_code text, settles real,
  created real not null);
create table if not exists entry (
  number integer primary key, payment text not null, refund text, kind text not null, amount integer not null,
  currency text not null, booking text not null, at real not null);
create table if not exists answer (
  key text primary key, route text not null, body_hash text not null, status integer not null, body text not null);
create table if not exists event (
  seq integer primary key, id text not null unique, kind text not null, body blob not null, created real not null);
create table if not exists delivery (
  number integer primary key, event integer not null, due real not null, tries integer not null default 0,
  delivered real, last_status integer);
create table if not exists fault (
  number integer primary key, kind text not null, operation text not null, remaining integer not null,
  seconds real not null);
create index if not exists payments_to_settle on payment (settles) where settles is not null;
create index if not exists refunds_to_settle on refund (settles) where settles is not null;
create index if not exists deliveries_due on delivery (due) where delivered is null;
"""


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

    def payment(self, column: str, value: str) -> sqlite3.Row | None:
        """The payment whose `id`, `secret` or `reference` is `value`."""
        if column not in ("id", "secret", "reference"):
            raise ValueError(column)
        found: sqlite3.Row | None = self.db.execute(
            f"select * from payment where {column} = ?",  # noqa: S608  # column is one of three names
            (value,),
        ).fetchone()
        return found

    def known(self, payment_id: str) -> sqlite3.Row:
        """The payment, or the refusal to talk about one that does not exist."""
        found = self.payment("id", payment_id)
        if found is None:
            raise Refusal(404, "payment_unknown", "no payment has this id")
        return found

    def refund(self, column: str, value: str) -> sqlite3.Row | None:
        """The refund whose `id` or `reference` is `value`."""
        if column not in ("id", "reference"):
            raise ValueError(column)
        found: sqlite3.Row | None = self.db.execute(
            f"select * from refund where {column} = ?",  # noqa: S608  # column is one of two names
            (value,),
        ).fetchone()
        return found

    def create_payment(self, fields: dict[str, Any], *, status: Status, expires: float) -> str:
        """A new payment; returns its id."""
        payment_id = "spay_" + secrets.token_hex(12)
        row = {
            "id": payment_id,
            "secret": secrets.token_urlsafe(24),
            "status": status,
            "created": time.time(),
            "expires": expires,
            **fields,
        }
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        self.db.execute(f"insert into payment ({names}) values ({marks})", row)  # noqa: S608  # own column names
        self.emit("payment.created", payment_id)
        return payment_id

    def move(self, payment_id: str, status: Status, decline_code: str | None = None) -> None:
        """Put a payment into a state and tell the merchant."""
        self.db.execute(
            "update payment set status = ?, decline_code = ?, settles = null, version = version + 1 where id = ?",
            (status, decline_code, payment_id),
        )
        self.emit(f"payment.{status}", payment_id)

    def capture(self, payment_id: str) -> None:
        """Take the money of an open payment."""
        row = self.known(payment_id)
        self.db.execute("update payment set captured = amount where id = ?", (payment_id,))
        self.enter("capture", row, row["amount"])
        self.move(payment_id, Status.CAPTURED)

    def enter(self, kind: str, payment: sqlite3.Row, amount: int, refund_id: str | None = None) -> None:
        """One line of the money book; what leaves us is negative."""
        self.db.execute(
            "insert into entry (payment, refund, kind, amount, currency, booking, at) values (?, ?, ?, ?, ?, ?, ?)",
            (payment["id"], refund_id, kind, amount, payment["currency"], payment["booking"], time.time()),
        )

    def create_refund(self, payment: sqlite3.Row, amount: int, reference: str) -> str:
        """A refund on its way; the amount counts as given back from now on, so that no second one can pass."""
        refund_id = "sref_" + secrets.token_hex(12)
        if payment["captured"] - payment["refunded"] < amount:
            raise Refusal(409, "refund_exceeds_capture", "more than what is left of the captured amount")
        self.db.execute(
            "insert into refund (id, payment, reference, amount, status, created) values (?, ?, ?, ?, 'pending', ?)",
            (refund_id, payment["id"], reference, amount, time.time()),
        )
        self.db.execute(
            "update payment set refunded = refunded + ?, version = version + 1 where id = ?", (amount, payment["id"])
        )
        return refund_id

    def settle_refund(self, refund_id: str, failure_code: str | None = None) -> None:
        """End a refund: the money is gone, or it comes back to the captured amount."""
        refund = self.refund("id", refund_id)
        if refund is None:
            raise Refusal(404, "refund_unknown", "no refund has this id")
        payment = self.known(refund["payment"])
        status = "failed" if failure_code else "succeeded"
        self.db.execute(
            "update refund set status = ?, failure_code = ?, settles = null where id = ?",
            (status, failure_code, refund_id),
        )
        if failure_code:
            self.db.execute(
                "update payment set refunded = refunded - ?, version = version + 1 where id = ?",
                (refund["amount"], payment["id"]),
            )
        else:
            self.enter("refund", payment, -refund["amount"], refund_id)
        self.emit(f"refund.{status}", payment["id"], refund_id)

    def emit(self, kind: str, payment_id: str, refund_id: str | None = None) -> None:
        """Store a message and its delivery; `Messages.schedule` has bent the due times already when it is sent."""
        payment = self.payment("id", payment_id)
        refund = self.refund("id", refund_id) if refund_id else None
        event_id = "evt_" + secrets.token_hex(12)
        body = {
            "id": event_id,
            "type": kind,
            "timestamp": round(time.time(), 3),
            "data": {
                "payment": payment_id,
                "reference": payment["reference"] if payment else None,
                "version": payment["version"] if payment else 0,
                "refund": refund["id"] if refund else None,
                "refundReference": refund["reference"] if refund else None,
            },
        }
        raw = json.dumps(body, separators=(",", ":")).encode()
        now = time.time()
        seq = self.db.execute(
            "insert into event (id, kind, body, created) values (?, ?, ?, ?)", (event_id, kind, raw, now)
        ).lastrowid
        for due in self.due_times(now):
            self.db.execute("insert into delivery (event, due) values (?, ?)", (seq, due))

    def due_times(self, now: float) -> list[float]:
        """When the message goes out, after the message faults in force: dropped, doubled, late, shuffled."""
        copies, delay = 1, 0.0
        for fault in self.take_faults("message"):
            match fault["kind"]:
                case "drop":
                    copies = 0
                case "duplicate":
                    copies = max(copies, 3) if copies else 0
                case "delay":
                    delay += fault["seconds"]
                case _:
                    delay += secrets.randbelow(1000) / 1000 * fault["seconds"]
        return [now + delay] * copies

    def take_faults(self, operation: str) -> list[sqlite3.Row]:
        """The faults armed for `operation`; each counts down."""
        found = self.db.execute(
            "select * from fault where operation = ? and remaining > 0 order by number", (operation,)
        ).fetchall()
        self.db.execute(
            "update fault set remaining = remaining - 1 where operation = ? and remaining > 0", (operation,)
        )
        return found

    def settle_due(self, now: float) -> None:
        """Do what time has brought: slow payments end, sessions expire, pending refunds arrive."""
        due = self.db.execute("select * from payment where settles is not null and settles <= ?", (now,)).fetchall()
        for row in due:
            if row["settle_as"] == Status.CAPTURED:
                self.capture(row["id"])
            else:
                self.move(row["id"], Status(row["settle_as"]), row["decline_code"])
        expired = self.db.execute(
            "select id from payment where status = 'requires_action' and expires <= ?", (now,)
        ).fetchall()
        for row in expired:
            self.move(row["id"], Status.VOIDED, "session_expired")
        arrived = self.db.execute("select id from refund where settles is not null and settles <= ?", (now,)).fetchall()
        for row in arrived:
            self.settle_refund(row["id"])

    def totals(self) -> dict[str, Any]:
        """Sums of the money book, by booking and over all."""
        rows = self.db.execute(
            "select booking, currency, kind, sum(amount) as amount, count(*) as entries from entry"
            " group by booking, currency, kind order by booking, currency, kind"
        ).fetchall()
        opened = self.db.execute(
            f"select count(*) from payment where status in ({', '.join('?' * len(OPEN))})",  # noqa: S608
            tuple(OPEN),
        ).fetchone()[0]
        return {"entries": [dict(row) for row in rows], "openPayments": opened}
