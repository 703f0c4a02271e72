"""Payments and refunds of our own protocol, beside the shared ledger. Changes run inside `Ledger.writing()`."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from typing import Any, Final

from smartbooking.sandbox_provider.ledger import Ledger
from smartbooking.sandbox_provider.protocols.own.cards import Cards
from smartbooking.sandbox_provider.protocols.own.rules import AUTHORISATION_SECONDS, NAME, Status
from smartbooking.sandbox_provider.rules import Refusal

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
create index if not exists payments_to_settle on payment (settles) where settles is not null;
create index if not exists refunds_to_settle on refund (settles) where settles is not null;
"""


class Books:
    """The payments and refunds; money itself is written into the ledger's money book."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.cards = Cards(ledger)
        self.db = ledger.db
        self.db.executescript(_SCHEMA)

    def payment(self, column: str, value: str) -> sqlite3.Row | None:
        """The payment whose `id` or `reference` is `value`."""
        if column not in ("id", "reference"):
            raise ValueError(column)
        found: sqlite3.Row | None = self.db.execute(
            f"select * from payment where {column} = ?",  # noqa: S608  # column is one of two names
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
        """A new payment; returns its id. Any: column values."""
        payment_id = "spay_" + secrets.token_hex(12)
        row = {
            "id": payment_id,
            "secret": self.ledger.open_page(NAME, payment_id),
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

    def authorise(self, payment_id: str) -> None:
        """Reserve the money of an open payment for some days."""
        until = time.time() + AUTHORISATION_SECONDS
        self.db.execute("update payment set expires = ? where id = ?", (until, payment_id))
        self.cards.used(payment_id)
        self.move(payment_id, Status.AUTHORISED)

    def capture(self, payment_id: str, amount: int | None = None) -> None:
        """Take the money of an open payment, all of it or a part."""
        row = self.known(payment_id)
        taken = row["amount"] if amount is None else amount
        self.db.execute("update payment set captured = ? where id = ?", (taken, payment_id))
        self.ledger.charge(NAME, payment_id, taken, row["currency"], row["booking"])
        self.cards.used(payment_id)
        self.move(payment_id, Status.CAPTURED)

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
            self.ledger.give_back(NAME, payment["id"], refund["amount"], refund_id)
        self.emit(f"refund.{status}", payment["id"], refund_id)

    def emit(self, kind: str, payment_id: str, refund_id: str | None = None) -> None:
        """Tell the merchant what happened to a payment."""
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
        self.ledger.emit(NAME, event_id, kind, json.dumps(body, separators=(",", ":")).encode())

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
        over = self.db.execute("select id from payment where status = 'authorised' and expires <= ?", (now,)).fetchall()
        for row in over:
            self.move(row["id"], Status.VOIDED, "authorisation_expired")
        arrived = self.db.execute("select id from refund where settles is not null and settles <= ?", (now,)).fetchall()
        for row in arrived:
            self.settle_refund(row["id"])
