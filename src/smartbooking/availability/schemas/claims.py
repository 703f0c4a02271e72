"""Closures, blocks and the vendor's calendar on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from smartbooking.availability.domain.claims import MAX_QUANTITY, Claim
from smartbooking.availability.domain.questions import DayUse
from smartbooking.availability.service.closures import Closure
from smartbooking.infra.http.wire import (
    BookingRef,
    ClaimRef,
    Instant,
    ResourceRef,
    VenueRef,
    Wire,
    example,
    local_text,
    offset_text,
)
from smartbooking.kernel.ids import MalformedId, parse_uuid, public_id
from smartbooking.kernel.period import Nights, Period, Span


def _closure_id(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_uuid("cls", value)
    except MalformedId as error:
        raise ValueError(str(error)) from error


ClosureRef = Annotated[
    UUID,
    BeforeValidator(_closure_id),
    PlainSerializer(lambda key: public_id("cls", key), return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^cls_[0-7][0-9A-HJKMNP-TV-Z]{25}$"}),
]
WallTime = Annotated[
    datetime,
    WithJsonSchema({
        "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$",
        "description": "Wall time of the venue, without offset", "examples": ["2026-12-31T18:00:00"],
    }),
]  # fmt: skip


class ClosureBody(Wire):
    """Close resources of a venue (none named: all) between two wall times.

    With `keepBookings` the bookings inside stay and nothing new comes in; without it they are listed and nothing
    is closed.
    """

    model_config = example(
        {"venueId": "vnu_123", "starts": "2026-12-31T18:00:00", "ends": "2027-01-02T10:00:00", "reason": "Новый год"}
    )

    venue_id: VenueRef
    resource_ids: list[ResourceRef] = Field(default_factory=list, max_length=500)
    starts: WallTime
    ends: WallTime
    reason: str = Field("", max_length=200, examples=["Ремонт"])
    keep_bookings: bool = False

    @model_validator(mode="after")
    def _wall_times(self) -> Self:
        if self.starts.tzinfo is not None or self.ends.tzinfo is not None:
            raise ValueError("starts and ends are wall times of the venue: leave the offset out")
        if not (self.starts.year >= 2000 and self.ends.year < 2100):
            raise ValueError("a closure lies between the years 2000 and 2100")
        return self


class ConflictReply(Wire):
    """A booking inside a closure."""

    booking_id: BookingRef
    resource_id: ResourceRef


class ClosureReply(Wire):
    """A closure; `conflicts` are bookings that stand inside and stay."""

    closure_id: ClosureRef
    venue_id: VenueRef
    resource_ids: list[ResourceRef]
    starts: WallTime
    ends: WallTime
    reason: str
    conflicts: list[ConflictReply]

    @classmethod
    def of(cls, closure: Closure) -> ClosureReply:
        return cls(
            closure_id=closure.id, venue_id=closure.venue_id, resource_ids=list(closure.resource_ids),
            starts=closure.starts, ends=closure.ends, reason=closure.reason,
            conflicts=[
                ConflictReply(booking_id=claim.booking_id, resource_id=claim.resource_id)
                for claim in closure.conflicts
                if claim.booking_id is not None
            ],
        )  # fmt: skip


class ClosuresReply(Wire):
    """Closures that have not ended."""

    closures: list[ClosureReply]


class BlockBody(Wire):
    """Take places out of sale: nights from `startDate` to `endDate`, or the time from `start` to `end`."""

    model_config = example(
        {"resourceId": "res_123", "startDate": "2026-12-20", "endDate": "2026-12-22", "quantity": 1, "reason": "Ремонт"}
    )

    resource_id: ResourceRef
    start_date: date | None = None
    end_date: date | None = None
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    quantity: int = Field(1, ge=1, le=MAX_QUANTITY)
    reason: str = Field("", max_length=200, examples=["Ремонт"])

    @model_validator(mode="after")
    def _one_span(self) -> Self:
        nights = self.start_date is not None and self.end_date is not None
        times = self.start is not None and self.end is not None
        if nights == times or (self.start_date is None) != (self.end_date is None):
            raise ValueError("give startDate and endDate, or start and end")
        if (nights and self.start_date >= self.end_date) or (times and self.start >= self.end):  # type: ignore[operator]
            raise ValueError("it ends before it begins")
        return self

    def span(self) -> Span:
        if self.start_date is not None and self.end_date is not None:
            return Nights(self.start_date, self.end_date)
        assert self.start is not None
        assert self.end is not None
        return Period(self.start, self.end)


class BlockReply(Wire):
    """A new block."""

    block_id: ClaimRef


class ClaimReply(Wire):
    """One entry of the calendar: a hold (until `expiresAt`), an allocation (a booking) or a block."""

    claim_id: ClaimRef
    resource_id: ResourceRef
    kind: str = Field(examples=["allocation"])
    start: Instant | None = None
    end: Instant | None = None
    start_local: str | None = None
    end_local: str | None = None
    utc_offset: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    quantity: int
    party: int | None = None
    booking_id: BookingRef | None = None
    line: int | None = None
    expires_at: Instant | None = None
    reason: str | None = None

    @classmethod
    def of(cls, claim: Claim, zones: Mapping[int, str]) -> ClaimReply:
        span, zone = claim.span, zones.get(claim.resource_id, "UTC")
        fields: dict[str, object] = (
            {"start_date": span.arrival, "end_date": span.departure}
            if isinstance(span, Nights)
            else {
                "start": span.start, "end": span.end, "start_local": local_text(span.start, zone),
                "end_local": local_text(span.end, zone), "utc_offset": offset_text(span.start, zone),
            }
        )  # fmt: skip
        return cls.model_validate(
            {
                "claim_id": claim.id, "resource_id": claim.resource_id, "kind": claim.kind.value,
                "quantity": claim.quantity, "party": claim.party, "booking_id": claim.booking_id, "line": claim.line,
                "expires_at": claim.expires_at, "reason": claim.reason, **fields,
            }
        )  # fmt: skip


class UseReply(Wire):
    """How a calendar date of one resource divides; the length is 23 or 25 hours when clocks change."""

    day: date = Field(alias="date")
    length_minutes: int
    free_minutes: int
    busy_minutes: int
    closed_minutes: int

    @classmethod
    def of(cls, use: DayUse) -> UseReply:
        return cls.model_validate(use)


class ClaimsReply(Wire):
    """The vendor's calendar; `days` only when one resource was asked for."""

    claims: list[ClaimReply]
    days: list[UseReply] | None = None
    server_now: Instant
