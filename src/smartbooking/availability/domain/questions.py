"""Questions about availability and their answers, as other modules ask and read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from smartbooking.availability.domain.claims import NewClaim
from smartbooking.availability.domain.reasons import Reason
from smartbooking.availability.domain.terms import Place
from smartbooking.kernel.period import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is asked about: exactly one of a resource and a service. `chosen` are the staff a customer picked."""

    resource_id: int | None = None
    service_id: int | None = None
    chosen: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if (self.resource_id is None) == (self.service_id is None):
            raise ValueError("an offer is one resource or one service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """A wish to book. Limits are counted for the `customer`, and for the `contacts` she gives: a guest has only these.

    `moving` names the booking that would move there: its own claims do not stand in its way.
    """

    vendor_id: int | None = None
    resource_id: int | None = None
    service_id: int | None = None
    span: Span
    quantity: int = 1
    party: int | None = None
    chosen: tuple[int, ...] = ()
    customer: UUID | None = None
    contacts: tuple[UUID, ...] = ()
    line: int = 1
    moving: UUID | None = None

    @property
    def counted(self) -> tuple[UUID, ...]:
        """Everybody this counts for, in one order for all."""
        return tuple(sorted({*self.contacts, *([self.customer] if self.customer else [])}))

    @property
    def offer(self) -> Offer:
        return Offer(resource_id=self.resource_id, service_id=self.service_id, chosen=self.chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wish as people write it. Dates mean nights; a naive time is wall time of the venue.

    Without an end a service takes its length and a session its own time.
    """

    resource_id: int | None = None
    service_id: int | None = None
    start: date | datetime
    end: date | datetime | None = None
    quantity: int = 1
    party: int | None = None
    chosen: tuple[int, ...] = ()
    customer: UUID | None = None

    @property
    def offer(self) -> Offer:
        return Offer(resource_id=self.resource_id, service_id=self.service_id, chosen=self.chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to a Want. `claims` are what to hold, all in one statement; empty unless available.

    `available_quantity` is what the ledger has left for the span, whatever the other rules say.
    """

    place: Place
    available: bool
    available_quantity: int
    reasons: tuple[Reason, ...]
    claims: tuple[NewClaim, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that may be chosen. `reason` is set when it is not available; `resource_ids` could serve it."""

    start: datetime
    end: datetime
    start_local: str
    end_local: str
    utc_offset: str
    free: int
    available: bool
    reason: str | None = None
    resource_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotDay:
    """One calendar date at the venue. `opens` are wall times of the openings that touch it, not clipped."""

    day: date
    opens: tuple[tuple[str, str], ...]
    slots: tuple[Slot, ...]
    closed: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotDays:
    """Free times of an offer, day by day, for one length and quantity."""

    place: Place
    duration_minutes: int
    days: tuple[SlotDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night. `available` says the wanted quantity is free; arriving and leaving have rules of their own."""

    day: date
    free: int
    capacity: int
    available: bool
    can_arrive: bool
    can_depart: bool
    min_nights: int
    max_nights: int | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightCalendar:
    """Nights of one resource in order; `place` has the wall times of check-in and check-out."""

    place: Place
    nights: tuple[Night, ...]


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One cell of a month view; `state` is free, few, full, closed or past, `free` counts starts or places."""

    day: date
    state: str
    free: int


@dataclass(frozen=True, slots=True)
class DayUse:
    """How a calendar date of a resource divides; `length_minutes` is the sum of the other three."""

    day: date
    length_minutes: int
    free_minutes: int
    busy_minutes: int
    closed_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Something else that is free, close to what was wanted. `kind` says how it differs."""

    kind: str  # same_day | sibling | other_day
    resource_id: int | None
    service_id: int | None
    span: Span
    chosen: tuple[int, ...] = ()
