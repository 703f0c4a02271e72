"""What a price is asked for: an offer, a span, a quantity and the people who come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.period import Nights, Span
from smartbooking.pricing.domain.members import Member

ADULT_AGE: Final = 18
NOON: Final = time(12)
AFTERNOON: Final = time(14)


class OfferKind(StrEnum):
    """Prices hang on resources and on services alike."""

    RESOURCE = "resource"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, order=True)
class Offer:
    """What carries a price; unique within its vendor."""

    vendor_id: int
    kind: OfferKind
    id: int

    @classmethod
    def of(cls, vendor_id: int, resource_id: int | None, service_id: int | None) -> Offer:
        """The offer one of the two ids names; raises ValueError unless exactly one is given."""
        if resource_id is not None and service_id is None:
            return cls(vendor_id, OfferKind.RESOURCE, resource_id)
        if service_id is not None and resource_id is None:
            return cls(vendor_id, OfferKind.SERVICE, service_id)
        raise ValueError("a price is asked for a resource or for a service")

    @property
    def resource_id(self) -> int | None:
        return self.id if self.kind is OfferKind.RESOURCE else None

    @property
    def service_id(self) -> int | None:
        return self.id if self.kind is OfferKind.SERVICE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who comes. `ages` are those of the children as far as known; a child of unknown age counts as 17."""

    adults: int = 1
    children: int = 0
    ages: tuple[int, ...] = ()

    @property
    def guests(self) -> int:
        return self.adults + self.children

    @property
    def child_ages(self) -> tuple[int, ...]:
        """One age per child, the oldest first."""
        known = self.ages[: self.children]
        return tuple(sorted((*known, *[ADULT_AGE - 1] * (self.children - len(known))), reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRequest:
    """One line of a basket with the facts of its venue and offer that prices depend on.

    Exactly one of `resource_id` and `service_id` is set. `early_minutes` and `late_minutes` are wanted before
    check-in and after check-out; `policy` is a preset's name or the terms of a custom policy.
    `staff_id` is the resource the customer chose for a service; it is carried, it does not price. `member`: the
    membership she booked with, for rules that ask for one.
    """

    vendor_id: int
    resource_id: int | None = None
    service_id: int | None = None
    span: Span
    quantity: int = 1
    party: Party | None = None
    timezone: str
    currency: str
    country: str = "KZ"
    payment_timing: PaymentTiming = PaymentTiming.ON_SITE
    policy: str | Mapping[str, Any] = "flexible"  # Any: JSON, read by policies.read_terms
    early_minutes: int = 0
    late_minutes: int = 0
    staff_id: int | None = None
    check_in: time = AFTERNOON
    check_out: time = NOON
    member: Member | None = None

    @property
    def offer(self) -> Offer:
        return Offer.of(self.vendor_id, self.resource_id, self.service_id)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def start_local(self) -> datetime:
        """Start in venue wall time, without a zone: check-in of the first night, or the local start."""
        if isinstance(self.span, Nights):
            early = timedelta(minutes=self.early_minutes)
            return datetime.combine(self.span.arrival, self.check_in) - early
        return self.span.start.astimezone(self.zone).replace(tzinfo=None)

    @property
    def end_local(self) -> datetime:
        """End in venue wall time, without a zone: check-out of the last day, or the local end."""
        if isinstance(self.span, Nights):
            late = timedelta(minutes=self.late_minutes)
            return datetime.combine(self.span.departure, self.check_out) + late
        return self.span.end.astimezone(self.zone).replace(tzinfo=None)

    @property
    def nights(self) -> int:
        return len(self.span) if isinstance(self.span, Nights) else 0

    @property
    def minutes(self) -> int:
        """Elapsed minutes of a period; 0 for nights, which have no length in minutes."""
        return 0 if isinstance(self.span, Nights) else int(self.span.duration.total_seconds() // 60)

    def local_day(self, instant: datetime) -> date:
        """The venue's calendar day at an instant."""
        return instant.astimezone(self.zone).date()
