"""What can be booked and what it costs: checks, free times and nights."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from pydantic import Field, model_validator

from smartbooking.availability.domain import Reason, Wish
from smartbooking.bookings.schemas.requests import Guests
from smartbooking.infra.http.wire import Amount, DateOrInstant, Instant, ResourceRef, ServiceRef, Wire, example


class CheckRequest(Wire):
    """One resource or service and a span: dates for nights, instants for everything else.

    Without `endDate` a service takes its own length and a session its own time.
    """

    model_config = example({"resourceId": "res_123", "startDate": "2026-12-05", "endDate": "2026-12-09", "quantity": 1})

    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    start_date: DateOrInstant
    end_date: DateOrInstant | None = None
    quantity: int = Field(1, ge=1, le=32_766)
    guests: Guests | None = None
    staff_id: ResourceRef | None = None

    @model_validator(mode="after")
    def _one_offer(self) -> Self:
        if (self.resource_id is None) == (self.service_id is None):
            raise ValueError("give exactly one of resourceId and serviceId")
        return self

    def wish(self) -> Wish:
        people = self.guests.adults + self.guests.children if self.guests else 0
        return Wish(
            resource_id=self.resource_id, service_id=self.service_id, start=self.start_date, end=self.end_date,
            quantity=self.quantity, party=people or None, chosen=(self.staff_id,) if self.staff_id else (),
        )  # fmt: skip


class WhyNot(Wire):
    """One rule that blocks: a stable code, the words, and the facts."""

    code: str = Field(examples=["no_room"])
    message: str
    until: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)  # Any: JSON

    @classmethod
    def of(cls, reason: Reason, locale: str) -> WhyNot:
        params = dict(reason.params)
        until = params.get("until") or params.get("earliest")
        return cls(code=reason.code, message=reason.message.pick(locale), until=until, params=params)


class CheckReply(Wire):
    """`price` is for one unit (night, hour, slot, session), `totalPrice` for all of it with fees and tax."""

    available: bool
    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    available_quantity: int
    price: Amount | None = None
    total_price: Amount | None = None
    price_unit: str | None = None
    currency: str
    staff: list[ResourceRef] | None = None
    reasons: list[WhyNot]
    server_now: Instant


class OpenSpan(Wire):
    """One opening in wall time of the venue; it may run past midnight."""

    start_local: str
    end_local: str


class FreeSlot(Wire):
    """A start that may be chosen. `staff` are the resources that could serve it, for services."""

    start: Instant
    end: Instant
    start_local: str
    end_local: str
    utc_offset: str
    available: bool
    free: int
    price: Amount | None = None
    currency: str | None = None
    reason: str | None = None
    staff: list[ResourceRef] | None = None


class SlotDayReply(Wire):
    """One calendar date at the venue; `closed` says why it has no times of its own."""

    day: date = Field(alias="date")
    opens: list[OpenSpan]
    slots: list[FreeSlot]
    closed: WhyNot | None = None


class SlotsReply(Wire):
    """Free times day by day, in the time zone `tz` of the venue."""

    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    tz: str
    duration_minutes: int
    server_now: Instant
    days: list[SlotDayReply]


class NightReply(Wire):
    """One night; arriving and leaving have rules of their own."""

    day: date = Field(alias="date")
    free: int
    capacity: int
    available: bool
    can_arrive: bool
    can_depart: bool
    min_nights: int
    max_nights: int | None = None
    price: Amount | None = None
    currency: str
    reason: str | None = None


class NightsReply(Wire):
    """Nights in order, with wall times of check-in and check-out."""

    resource_id: ResourceRef
    tz: str
    check_in: str
    check_out: str
    server_now: Instant
    nights: list[NightReply]
