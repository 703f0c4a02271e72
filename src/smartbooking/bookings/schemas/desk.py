"""The staff's calendar on the wire. A change carries the same entries, whatever way it travels."""

from __future__ import annotations

from pydantic import Field

from smartbooking.bookings.schemas.requests import LineRequest
from smartbooking.infra.http.wire import Amount, BookingRef, ClaimRef, Instant, ResourceRef, ServiceRef, Wire, example


class DeskDay(Wire):
    """One date of a column: open stretches in minutes of wall time (0 to 1440)."""

    date: str = Field(examples=["2026-11-21"])
    open: list[tuple[int, int]]
    closed: bool
    reason: str


class DeskColumn(Wire):
    """A person, room, court or table. `timing` is nights, slots or session."""

    resource_id: ResourceRef
    name: str
    timing: str = Field(examples=["slots"])
    kind: str = Field(description="What its vertical calls it, for instance staff or room")
    capacity: int
    tz: str
    days: list[DeskDay]


class DeskPart(Wire):
    """A booking on one resource; nights have dates, everything else venue time."""

    resource_id: ResourceRef
    service_id: ServiceRef | None
    line: int
    title: str
    start_local: str
    end_local: str
    start_date: str | None
    end_date: str | None
    quantity: int
    guests: int


class DeskVisit(Wire):
    """A booking as the calendar shows it. `shown` is false for what has left the calendar."""

    booking_id: BookingRef
    code: str
    status: str = Field(examples=["confirmed"])
    version: int
    shown: bool
    name: str | None
    phone: str | None
    has_note: bool
    total: Amount
    currency: str
    payment_status: str
    expires_at: Instant | None
    parts: list[DeskPart]


class DeskBlock(Wire):
    """Places taken out of sale."""

    claim_id: ClaimRef
    resource_id: ResourceRef
    start_local: str
    end_local: str
    start_date: str | None
    end_date: str | None
    quantity: int
    reason: str


class DeskCalendarView(Wire):
    """Some days of a business: columns, visits, blocks. Follow it with `changes?after=cursor`."""

    today: str
    utc_offset: str
    columns: list[DeskColumn]
    visits: list[DeskVisit]
    blocks: list[DeskBlock]
    cursor: str
    server_now: Instant


class DeskChanges(Wire):
    """What changed after the cursor. A visit may come twice: keep the one with the higher version."""

    visits: list[DeskVisit]
    cursor: str
    server_now: Instant


class DeskContact(Wire):
    """Who comes, as far as somebody said."""

    name: str = Field("", max_length=120)
    phone: str | None = Field(None, max_length=40, examples=["+7 701 555 04 18"])
    email: str | None = Field(None, max_length=200)


class DeskBooking(Wire):
    """A booking made at the desk: confirmed at once, paid on site. Without a client it is a walk-in."""

    model_config = example(
        {
            "lines": [{"resourceId": "res_123", "startDate": "2026-12-05", "endDate": "2026-12-07"}],
            "client": {"name": "Айгерім", "phone": "+7 701 555 04 18"},
        }
    )

    lines: list[LineRequest] = Field(min_length=1, max_length=20)
    client: DeskContact | None = None
    note: str = Field("", max_length=1000)


class NoteRequest(Wire):
    """The staff's words about a booking, and the version they were written on."""

    model_config = example({"note": "Аллергия на лак с HEMA"})

    note: str = Field(max_length=2000)
    version: int | None = Field(None, ge=1)


class NoteView(Wire):
    """The note as it stands."""

    booking_id: BookingRef
    note: str
    version: int
