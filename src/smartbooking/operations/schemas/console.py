"""The operators' screen on the wire."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from smartbooking.identity.domain import AccountStatus
from smartbooking.infra.http.wire import ActingRef, Amount, BookingRef, Instant, UserRef, VendorRef, Wire
from smartbooking.kernel.principal import PlatformRole
from smartbooking.vendors.domain import VendorStatus


class FoundPerson(Wire):
    id: UserRef
    name: str
    phone: str | None
    email: str | None
    role: PlatformRole
    status: AccountStatus


class FoundBooking(Wire):
    id: BookingRef
    code: str
    status: str
    payment_status: str
    vendor_id: VendorRef
    name: Annotated[str, Field(description="What is booked")]
    customer_name: str
    customer_phone: str | None
    start_local: str
    tz: str
    total_price: Amount
    currency: str


class FoundBusiness(Wire):
    id: VendorRef
    name: str
    status: VendorStatus
    phone: str | None


class FoundView(Wire):
    """The first few people, bookings and businesses that fit."""

    people: list[FoundPerson]
    bookings: list[FoundBooking]
    businesses: list[FoundBusiness]


class BoardView(Wire):
    """The platform in numbers."""

    booked_hour: Annotated[int, Field(description="Bookings and holds made in the last hour")]
    booked_minutes: Annotated[int, Field(description="The same in the last 5 minutes")]
    holds: int
    overdue_holds: Annotated[
        int, Field(description="Ended more than 5 minutes ago and not released: look at the worker")
    ]
    paid: Annotated[int, Field(description="Payments captured in the last hour")]
    declined: int
    unknown_payments: Annotated[int, Field(description="Payments whose outcome the provider has not told yet")]
    jobs_due: int
    job_lag_seconds: float
    to_verify: int
    calls_owed: int
    calls_late: int
    requests: Annotated[int, Field(description="Answered by this server process in the last 5 minutes")]
    errors: Annotated[int, Field(description="Of these, with 500 and above")]
    worst_route: Annotated[str, Field(description="Where most of these errors were; empty: there were none")]
    p95_ms: Annotated[float | None, Field(description="95 of 100 requests took at most so long; null: no requests")]
    failed_jobs: Annotated[int, Field(description="Jobs that gave up and wait for somebody")]
    server_now: Instant


class AuditView(Wire):
    """Who did what to what. Actors and subjects are ids, never names.

    Where an operator acted in somebody's name, `actor` is the operator and `onBehalfOf` the person.
    """

    id: int
    at: Instant
    actor: Annotated[str, Field(examples=["user:01a1fdd3-c9a3-7176-9fc2-73aa91d3618d"])]
    on_behalf_of: Annotated[str | None, Field(examples=["user:01a1fdd3-c9a3-7176-9fc2-73aa91d3618d"])] = None
    acting_id: Annotated[ActingRef | None, Field(description="The session that holds the reason")] = None
    action: Annotated[str, Field(examples=["vendor.verified"])]
    subject: Annotated[str, Field(examples=["ven_12"])]
    vendor_id: VendorRef | None = None
    details: dict[str, Any]  # Any: JSON


class AuditList(Wire):
    """The trail, newest first."""

    data: list[AuditView]
    next_before: Annotated[int | None, Field(description="`before` of the next page; absent on the last")] = None
