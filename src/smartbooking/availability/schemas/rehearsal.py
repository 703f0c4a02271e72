"""A draft of hours and what it would mean, on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from smartbooking.availability.domain.claims import Claim
from smartbooking.availability.domain.questions import Offer
from smartbooking.availability.schemas.opening import ExceptionBody, ScheduleBody
from smartbooking.availability.schemas.rules import RulesFields
from smartbooking.availability.service.rehearsal import Draft, Rehearsal
from smartbooking.infra.http.wire import BookingRef, CalendarDay, Instant, ResourceRef, Wire, example, local_text
from smartbooking.kernel.ids import parse_number
from smartbooking.kernel.period import Nights


class DraftBody(ScheduleBody):
    """Hours, special dates and rules as they would be saved, and whose free times to show."""

    model_config = example(
        {
            "seasons": [{"week": [{"weekday": 1, "hours": [{"opens": "10:00", "closes": "19:00"}]}]}],
            "exceptions": [],
            "offerId": "res_123",
            "days": 7,
        }
    )

    exceptions: list[ExceptionBody] = Field(default_factory=list, max_length=400)
    rules: RulesFields | None = None
    offer_id: Annotated[str, Field(pattern="^(res|srv)_[0-9]{1,18}$", examples=["res_123"])] | None = None
    day_from: CalendarDay | None = Field(None, alias="from")
    days: int = Field(7, ge=1, le=31)

    def draft(self) -> Draft:
        return Draft(
            seasons=[season.season() for season in self.seasons],
            holidays=self.holidays.policy() if self.holidays else None,
            special_days=[day.special_day() for day in self.exceptions],
            rules=self.rules.rules() if self.rules else None,
        )

    def shown(self) -> Offer | None:
        """The offer to look at. Raises MalformedId."""
        if self.offer_id is None:
            return None
        if self.offer_id.startswith("srv_"):
            return Offer(service_id=parse_number("srv", self.offer_id))
        return Offer(resource_id=parse_number("res", self.offer_id))


class DraftSlot(Wire):
    """A start as customers would see it."""

    start: Instant
    end: Instant
    start_local: str
    end_local: str
    available: bool


class DraftDay(Wire):
    """One date: starts by the clock of the venue, or whether the night can be booked."""

    day: date = Field(alias="date")
    slots: list[DraftSlot] = Field(default_factory=list)
    night: Literal["free", "taken", "closed"] | None = None


class OutsideBooking(Wire):
    """A booking that stays valid but would lie outside of the new hours."""

    booking_id: BookingRef | None
    resource_id: ResourceRef
    start_local: str
    end_local: str
    held: bool = Field(description="Somebody is still checking out")

    @classmethod
    def of(cls, claim: Claim, tz: str) -> OutsideBooking:
        span = claim.span
        if isinstance(span, Nights):
            start, end = span.arrival.isoformat(), span.departure.isoformat()
        else:
            start, end = local_text(span.start, tz), local_text(span.end, tz)
        return cls(
            booking_id=claim.booking_id, resource_id=claim.resource_id, start_local=start, end_local=end,
            held=claim.kind.value == "hold",
        )  # fmt: skip


class RehearsalReply(Wire):
    """What saving the draft would mean. Nothing was stored."""

    tz: str
    days: list[DraftDay]
    outside: list[OutsideBooking]
    server_now: Instant

    @classmethod
    def of(cls, found: Rehearsal, now: Instant) -> RehearsalReply:
        slots = [
            DraftDay(
                day=one.day,
                slots=[
                    DraftSlot(
                        start=s.start, end=s.end, start_local=s.start_local, end_local=s.end_local,
                        available=s.available,
                    )
                    for s in one.slots
                ],
            )
            for one in found.days
        ]  # fmt: skip
        nights = [
            DraftDay(day=one.day, night="free" if one.available else "taken" if one.free < one.capacity else "closed")
            for one in found.nights
        ]
        outside = [OutsideBooking.of(claim, found.tz) for claim in found.outside]
        return cls(tz=found.tz, days=slots + nights, outside=outside, server_now=now)
