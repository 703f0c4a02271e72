"""Many bookings cancelled by their business, on the wire."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from smartbooking.bookings.domain.cancelling import Affected, CancelledRow, MassCancellation
from smartbooking.infra.http.wire import Amount, BookingRef, CancellationRef, Instant, Wire, example, local_text

_BOOKING = "bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG"


class AffectedView(Wire):
    """A booking that would be cancelled, and what its customer would get back."""

    booking_id: BookingRef
    confirmation_code: str
    status: str = Field(examples=["confirmed"])
    customer_name: str | None = None
    resource_name: str
    start_local: str
    refund: Amount
    currency: str = Field(examples=["KZT"])

    @classmethod
    def of(cls, one: Affected, locale: str) -> Self:
        booking = one.booking
        return cls(
            booking_id=booking.id, confirmation_code=booking.code, status=booking.status.value,
            customer_name=booking.contact.name if booking.contact else None,
            resource_name=booking.lines[0].name.pick(locale),
            start_local=local_text(booking.starts_at, booking.timezone), refund=one.refund.major,
            currency=one.refund.currency,
        )  # fmt: skip


class AffectedList(Wire):
    """The bookings of a time, the earliest first; `complete` is false when there are more than 500."""

    data: list[AffectedView]
    complete: bool


class CancelManyRequest(Wire):
    """Which bookings, and the reason every customer reads. Everything that was paid goes back."""

    model_config = example({"bookingIds": [_BOOKING], "reason": "A pipe has burst"})

    booking_ids: list[BookingRef] = Field(min_length=1, max_length=500)
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


class CancelledRowView(Wire):
    """One booking of the command; `paymentStatus` is how its money stands now."""

    booking_id: BookingRef
    confirmation_code: str
    customer_name: str | None = None
    start_local: str
    outcome: str = Field(examples=["cancelled"])
    refund: Amount | None = None
    payment_status: str = Field(examples=["refunding"])

    @classmethod
    def of(cls, row: CancelledRow) -> Self:
        return cls(
            booking_id=row.booking_id, confirmation_code=row.code, customer_name=row.name,
            start_local=local_text(row.starts_at, row.timezone), outcome=row.outcome.value,
            refund=row.refund.major if row.refund else None, payment_status=row.payment_status,
        )  # fmt: skip


class CancellationView(Wire):
    """One command and how far it has come."""

    id: CancellationRef
    at: Instant
    reason: str
    total: int
    cancelled: int
    skipped: int
    waiting: int
    rows: list[CancelledRowView]

    @classmethod
    def of(cls, one: MassCancellation) -> Self:
        return cls(
            id=one.id, at=one.at, reason=one.reason, total=one.total, cancelled=one.cancelled, skipped=one.skipped,
            waiting=one.waiting, rows=[CancelledRowView.of(row) for row in one.rows],
        )  # fmt: skip


class CancellationList(Wire):
    """The last fifty commands, without their bookings."""

    data: list[CancellationView]
