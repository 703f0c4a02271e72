"""Writes: a booking is born in one statement, and changes by compare-and-swap in one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from smartbooking.availability.domain import NewClaim
from smartbooking.bookings.domain import Booking, Line, Status, Verb
from smartbooking.infra.db import Tx
from smartbooking.infra.driver import Write, write
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights
from smartbooking.pricing.domain import Quote
from smartbooking.pricing.domain.tokens import span_out, to_payload

# The booking, its lines and the first row of its history; their foreign keys are checked at the statement's end.
_INSERT = Write(
    booking_born="""
        insert into bookings.booking (
          vendor_id, id, code, status, version, venue_id, timezone, country, customer_id, contact_name, contact_phone,
          contact_email, locale, currency, total_minor, due_now_minor, starts_at, ends_at, claims, expires_at,
          extensions, payment_method, payment_status, intent_id, requires_approval, quote, promo_code, note,
          external_ref, created_at, updated_at)
        values (
          :vendor_id, :id, :code, :status, 1, :venue_id, :timezone, :country, :customer_id, :contact_name,
          :contact_phone, :contact_email, :locale, :currency, :total_minor, :due_now_minor, :starts_at, :ends_at,
          cast(:claims as jsonb), :expires_at, 0, :payment_method, :payment_status, :intent_id, :requires_approval,
          cast(:quote as jsonb), :promo_code, :note, :external_ref, :now, :now)""",
    booking_history="""
        insert into bookings.change (vendor_id, booking_id, version, at, what, status, actor, details)
        values (:vendor_id, :id, 1, :now, :what, :status, :actor, '{}')""",
    booking_lines="""
        insert into bookings.line (
          vendor_id, booking_id, number, resource_id, service_id, name, arrival, departure, start_at, end_at, quantity,
          adults, children, total_minor, chosen)
        select :vendor_id, :id, number, resource_id, service_id, name, arrival, departure, start_at, end_at, quantity,
               adults, children, total_minor, chosen
        from jsonb_to_recordset(cast(:lines as jsonb)) as line (
          number int, resource_id bigint, service_id bigint, name jsonb, arrival date, departure date,
          start_at timestamptz, end_at timestamptz, quantity int, adults int, children int, total_minor bigint,
          chosen bigint[])""",
)

# Which columns a transition may set; anything else never changes after birth.
SETTABLE: Final = frozenset(
    {
        "contact_name", "contact_phone", "contact_email", "customer_id", "expires_at", "extensions", "payment_method",
        "payment_status", "intent_id", "note", "staff_note", "cancel_reason", "refund_minor", "settled_minor",
        "cancelled_at", "starts_at", "ends_at", "claims", "total_minor", "due_now_minor", "quote", "requires_approval",
        "covered_minor",
    }
)  # fmt: skip
_JSON: Final = frozenset({"quote", "claims"})


def claims_json(claims: tuple[NewClaim, ...]) -> list[dict[str, Any]]:
    """What the booking takes from the ledger, so that it can be taken again."""
    return [
        {"line": c.line, "resource": c.resource_id, "span": span_out(c.span), "quantity": c.quantity, "party": c.party}
        for c in claims
    ]


def line_json(line: Line) -> dict[str, Any]:
    """A line as the record its table takes."""
    nights = isinstance(line.span, Nights)
    return {
        "number": line.number,
        "resource_id": line.resource_id,
        "service_id": line.service_id,
        "name": dict(line.name.texts),
        "arrival": line.span.arrival.isoformat() if isinstance(line.span, Nights) else None,
        "departure": line.span.departure.isoformat() if isinstance(line.span, Nights) else None,
        "start_at": None if nights else line.span.start.isoformat(),  # type: ignore[union-attr]
        "end_at": None if nights else line.span.end.isoformat(),  # type: ignore[union-attr]
        "quantity": line.quantity,
        "adults": line.party.adults,
        "children": line.party.children,
        "total_minor": line.total.minor,
        "chosen": list(line.chosen),
    }


async def insert(
    tx: Tx, booking: Booking, *, what: Verb | str, actor: str, now: datetime, external_ref: str | None = None
) -> None:
    """Store a new booking. Raises IntegrityError `confirmation_code_is_unique` once in 10^13 births."""
    contact = booking.contact
    await write(
        tx,
        _INSERT,
        {
            "vendor_id": booking.vendor_id, "id": booking.id, "code": booking.code, "status": booking.status.value,
            "venue_id": booking.venue_id, "timezone": booking.timezone, "country": booking.country,
            "customer_id": booking.customer_id, "contact_name": contact.name if contact else None,
            "contact_phone": contact.phone if contact else None, "contact_email": contact.email if contact else None,
            "locale": booking.locale, "currency": booking.total.currency, "total_minor": booking.total.minor,
            "due_now_minor": booking.due_now.minor, "starts_at": booking.starts_at, "ends_at": booking.ends_at,
            "claims": json.dumps(claims_json(booking.claims)), "expires_at": booking.expires_at,
            "payment_method": booking.payment_method, "payment_status": booking.payment_status.value,
            "intent_id": booking.intent_id, "requires_approval": booking.requires_approval,
            "quote": json.dumps(to_payload(booking.quote)),
            "promo_code": booking.promo_code, "note": booking.note, "external_ref": external_ref, "now": now,
            "what": str(what), "actor": actor, "lines": json.dumps([line_json(line) for line in booking.lines]),
        },
    )  # fmt: skip


async def change(
    tx: Tx,
    booking: Booking,
    *,
    to: Status,
    what: Verb | str,
    actor: str,
    now: datetime,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> bool:
    """Move a booking from the version we read to the next one; False when somebody was faster. Locks its row."""
    values = dict(values or {})
    if unknown := values.keys() - SETTABLE:
        raise ValueError(f"bookings never change {sorted(unknown)}")
    sets = "".join(f", {name} = {_slot(name)}" for name in values)
    statement = text(f"""
        with moved as (
          update bookings.booking set status = :to, version = version + 1, updated_at = :now{sets}
          where vendor_id = :vendor_id and id = :id and status = :from_status and version = :version
          returning vendor_id, id, version, status
        )
        insert into bookings.change (vendor_id, booking_id, version, at, what, status, actor, reason, details)
        select vendor_id, id, version, :now, :what, status, :actor, :reason, cast(:details as jsonb) from moved
        returning version
    """)  # noqa: S608  # column names come from SETTABLE
    row = await tx.execute(
        statement,
        {
            "vendor_id": booking.vendor_id, "id": booking.id, "from_status": booking.status.value,
            "version": booking.version, "to": to.value, "now": now, "what": str(what), "actor": actor,
            "reason": reason, "details": json.dumps(dict(details or {})),
            **{f"v_{name}": _plain(value) for name, value in values.items()},
        },
    )  # fmt: skip
    return row.first() is not None


async def replace_lines(tx: Tx, booking: Booking, lines: tuple[Line, ...]) -> None:
    """Put other lines in the place of a booking's lines (reschedule, change of quantity)."""
    await tx.execute(
        text("delete from bookings.line where vendor_id = :vendor_id and booking_id = :id"),
        {"vendor_id": booking.vendor_id, "id": booking.id},
    )
    await tx.execute(
        text("""
            insert into bookings.line select :vendor_id, :id, line.*
            from jsonb_to_recordset(cast(:lines as jsonb)) as line (
              number int, resource_id bigint, service_id bigint, name jsonb, arrival date, departure date,
              start_at timestamptz, end_at timestamptz, quantity int, adults int, children int, total_minor bigint,
              chosen bigint[])"""),
        {
            "vendor_id": booking.vendor_id, "id": booking.id,
            "lines": json.dumps([line_json(line) for line in lines]),
        },
    )  # fmt: skip


async def lock(tx: Tx, *, booking_id: UUID) -> None:
    """Wait until nobody else changes this booking; the lock ends with the transaction."""
    await tx.execute(text("select 1 from bookings.booking where id = :id for no key update"), {"id": booking_id})


def _slot(name: str) -> str:
    return f"cast(:v_{name} as jsonb)" if name in _JSON else f":v_{name}"


def _plain(value: Any) -> Any:
    if isinstance(value, Quote):
        return json.dumps(to_payload(value))
    if isinstance(value, tuple):
        return json.dumps(claims_json(value))
    return value.minor if isinstance(value, Money) else value
