"""Reads: bookings with their lines in one round trip, lists by who asks, history."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.availability.domain import NewClaim
from smartbooking.bookings.domain import Booking, Change, Contact, Line, PaymentStatus, Status
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.kernel.page import Page
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import Party
from smartbooking.pricing.domain.tokens import from_payload, span_in

COUNT_LIMIT: Final = 1_000
BOOKING_COLUMNS: Final = """
    b.*, (select jsonb_agg(to_jsonb(l) order by l.number) from bookings.line l
          where l.vendor_id = b.vendor_id and l.booking_id = b.id) as lines
"""
_BY_ID = text(f"select {BOOKING_COLUMNS} from bookings.booking b where b.id = :id")  # noqa: S608
_BY_CODE = text(f"select {BOOKING_COLUMNS} from bookings.booking b where b.code = :code")  # noqa: S608
# Words somebody types at the desk: a code, a name, an address, or any piece of a phone number.
_MATCHES: Final = """
    (b.code = upper(:query) or b.contact_phone like :query_start or lower(b.contact_email) = lower(:query)
    or b.contact_name ilike :query_like or cast(:digits as text) <> '' and b.contact_phone like :digits)"""
# The person's bookings under every phone and e-mail that means her; found from her few cards, not from the business's
# many bookings.
_OF_CLIENT: Final = """
    b.id in (select x.id from bookings.client one join bookings.booking x on x.vendor_id = one.vendor_id
               and (x.contact_phone = one.phone or one.phone is null and lower(x.contact_email) = one.email)
             where one.vendor_id = :vendor_id and :client_id in (one.id, one.merged_into))"""
_DIALLED: Final = re.compile(r"[\d\s()+-]+")
_UNPAID_OF_PHONE = text(r"""
    select b.id from bookings.booking b
    where b.vendor_id = :vendor_id
      and (b.status = 'pending_payment' or (b.status in ('confirmed', 'in_progress', 'completed')
           and b.payment_status in ('due_on_site', 'deposit_paid')))
      and right(regexp_replace(b.contact_phone, '\D', '', 'g'), 10) = :digits
    order by b.status = 'pending_payment' desc, b.created_at desc limit 20
""")
_HISTORY = text("""
    select at, what, actor, status, reason, details from bookings.change
    where vendor_id = :vendor_id and booking_id = :id order by version
""")


async def get(read: ReadTx, booking_id: UUID) -> Booking | None:
    """One booking by id; about 0.2 ms, one index look-up each for the booking and its lines."""
    row = (await read.execute(_BY_ID, {"id": booking_id})).first()
    return to_booking(row) if row else None


async def by_code(read: ReadTx, code: str) -> Booking | None:
    row = (await read.execute(_BY_CODE, {"code": code})).first()
    return to_booking(row) if row else None


async def history(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> list[Change]:
    """Everything that happened to a booking, oldest first."""
    rows = await read.execute(_HISTORY, {"vendor_id": vendor_id, "id": booking_id})
    return [
        Change(
            at=row.at, what=row.what, actor=row.actor, status=Status(row.status), reason=row.reason, details=row.details
        )
        for row in rows
    ]


async def page(
    read: ReadTx,
    *,
    page: int,
    limit: int,
    customer_id: UUID | None = None,
    vendor_id: int | None = None,
    vendor_ids: Sequence[int] | None = None,
    statuses: Sequence[Status] = (),
    starts_from: datetime | None = None,
    starts_before: datetime | None = None,
    query: str | None = None,
    client_id: UUID | None = None,
    resource_id: int | None = None,
    payment_statuses: Sequence[PaymentStatus] = (),
    newest_first: bool = True,
) -> Page[Booking]:
    """A page of bookings under filters; the count is exact below 1,000 and says so."""
    conditions: list[str] = ["true"]
    values: dict[str, Any] = {"limit": limit, "offset": (page - 1) * limit, "most": COUNT_LIMIT}
    for name, value, condition in (
        ("customer_id", customer_id, "b.customer_id = :customer_id"),
        ("vendor_id", vendor_id, "b.vendor_id = :vendor_id"),
        ("vendor_ids", list(vendor_ids) if vendor_ids is not None else None, "b.vendor_id = any(:vendor_ids)"),
        ("statuses", [s.value for s in statuses] or None, "b.status = any(:statuses)"),
        ("starts_from", starts_from, "b.starts_at >= :starts_from"),
        ("starts_before", starts_before, "b.starts_at < :starts_before"),
        ("client_id", client_id, _OF_CLIENT),
        ("payments", [p.value for p in payment_statuses] or None, "b.payment_status = any(:payments)"),
        ("resource", _claim_on(resource_id), "b.claims @> cast(:resource as jsonb)"),
    ):
        if value is not None:
            conditions.append(condition)
            values[name] = value
    if query:
        conditions.append(_MATCHES)
        values |= _patterns(query, within_one_business=vendor_id is not None)
    where = " and ".join(conditions)
    order = "b.starts_at desc, b.id desc" if newest_first else "b.starts_at, b.id"
    count = f"select count(*) from (select 1 from bookings.booking b where {where} limit :most + 1) counted"  # noqa: S608
    rows = await read.execute(
        text(f"""
            select {BOOKING_COLUMNS}, ({count}) as total
            from bookings.booking b where {where} order by {order} limit :limit offset :offset"""),  # noqa: S608
        values,
    )
    found = list(rows)
    total = found[0].total if found else 0
    if page > 1 and not found:  # beyond the end there is no row that could carry the count
        total = (await read.execute(text(count), values)).scalar_one()
    return Page(
        rows=[to_booking(row) for row in found], page=page, limit=limit,
        total=min(total, COUNT_LIMIT), exact=total <= COUNT_LIMIT,
    )  # fmt: skip


def _patterns(query: str, *, within_one_business: bool) -> dict[str, str]:
    """Within one business any piece of the phone finds it; over all of them only its beginning, by index.

    Digits inside other words, a code or a name, are no piece of a phone.
    """
    plain = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    dialled = within_one_business and _DIALLED.fullmatch(query)
    digits = "".join(filter(str.isdigit, query)) if dialled else ""
    inside = f"%{digits[-10:]}%" if len(digits) >= 3 else ""
    return {"query": query, "query_start": f"{plain}%", "query_like": f"%{plain}%", "digits": inside}


def _claim_on(resource_id: int | None) -> str | None:
    return None if resource_id is None else json.dumps([{"resource": resource_id}])


async def due(read: ReadTx, *, now: datetime, at_most: int) -> list[UUID]:
    """Bookings whose hold or approval window ran out, oldest first."""
    rows = await read.execute(
        text("select id from bookings.booking where expires_at <= :now order by expires_at limit :most"),
        {"now": now, "most": at_most},
    )
    return [row.id for row in rows]


async def ended(read: ReadTx, *, before: datetime, at_most: int) -> list[UUID]:
    """Bookings that are over but still count as confirmed or in progress."""
    rows = await read.execute(
        text("""select id from bookings.booking where ends_at <= :before
                and status in ('confirmed', 'in_progress') order by ends_at limit :most"""),
        {"before": before, "most": at_most},
    )
    return [row.id for row in rows]


def to_booking(row: Row[Any]) -> Booking:
    """The domain's booking from a row with its lines."""
    name, phone, email = row.contact_name, row.contact_phone, row.contact_email
    return Booking(
        vendor_id=row.vendor_id, id=row.id, code=row.code, status=Status(row.status), version=row.version,
        venue_id=row.venue_id, timezone=row.timezone, country=row.country, customer_id=row.customer_id,
        contact=Contact(name=name, phone=phone, email=email) if name is not None else None,
        locale=row.locale, lines=tuple(_line(line, row.currency) for line in row.lines or ()),
        total=Money(row.total_minor, row.currency), due_now=Money(row.due_now_minor, row.currency),
        starts_at=row.starts_at, ends_at=row.ends_at, claims=_claims(row.claims), expires_at=row.expires_at,
        extensions=row.extensions, payment_method=row.payment_method, payment_status=PaymentStatus(row.payment_status),
        intent_id=row.intent_id, requires_approval=row.requires_approval, quote=from_payload(row.quote),
        promo_code=row.promo_code, note=row.note, cancel_reason=row.cancel_reason,
        refund=Money(row.refund_minor, row.currency) if row.refund_minor is not None else None,
        settled=Money(row.settled_minor, row.currency) if row.settled_minor is not None else None,
        created_at=row.created_at, updated_at=row.updated_at, cancelled_at=row.cancelled_at,
        covered=Money(row.covered_minor, row.currency) if row.covered_minor else None,
    )  # fmt: skip


def _claims(stored: list[dict[str, Any]]) -> tuple[NewClaim, ...]:
    return tuple(
        NewClaim(
            line=c["line"], resource_id=c["resource"], span=span_in(c["span"]), quantity=c["quantity"], party=c["party"]
        )
        for c in stored
    )


def _line(line: dict[str, Any], currency: str) -> Line:
    if line["arrival"] is not None:
        span: Nights | Period = Nights(date.fromisoformat(line["arrival"]), date.fromisoformat(line["departure"]))
    else:
        span = Period(datetime.fromisoformat(line["start_at"]), datetime.fromisoformat(line["end_at"]))
    return Line(
        number=line["number"], resource_id=line["resource_id"], service_id=line["service_id"],
        name=Localized(line["name"]), span=span, quantity=line["quantity"],
        party=Party(adults=line["adults"], children=line["children"]), total=Money(line["total_minor"], currency),
        chosen=tuple(line["chosen"]),
    )  # fmt: skip


async def unpaid_of_phone(read: ReadTx, *, vendor_id: int, digits: str) -> tuple[UUID, ...]:
    """Bookings of a business that wait for a payment, or are not paid in full, from a phone ending in `digits`."""
    rows = await read.scalars(_UNPAID_OF_PHONE, {"vendor_id": vendor_id, "digits": digits})
    return tuple(rows)
