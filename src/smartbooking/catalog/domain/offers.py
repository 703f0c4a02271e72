"""What can be booked: resources with capacity, units that name its members, services that combine them.

Invariants: `session` is set exactly when the timing is `session`; `grain_seconds` follows from the timing and
never changes after creation, because the ledger counts in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from smartbooking.kernel.period import Period
from smartbooking.kernel.text import Localized

if TYPE_CHECKING:
    from smartbooking.vendors.domain import Venue

DAY_SECONDS: Final = 86_400
MAX_CAPACITY: Final = 32_766  # the ledger counts places in a smallint


class Timing(StrEnum):
    """The shape of the time that is booked: whole nights, a stretch of a day, or one fixed session."""

    NIGHTS = "nights"
    SLOTS = "slots"
    SESSION = "session"


class Kind(StrEnum):
    """The `type` of the founding search API; every vertical belongs to one."""

    HOTEL = "hotel"
    APPOINTMENT = "appointment"
    EVENT = "event"


class Confirmation(StrEnum):
    """Whether a booking stands at once or after the vendor approves."""

    INSTANT = "instant"
    REQUEST = "request"


class PaymentTiming(StrEnum):
    """When money is due: all before, a part before, all at the venue with or without a card held, or none at all."""

    PREPAY = "prepay"
    DEPOSIT = "deposit"
    ON_SITE = "on_site"
    CARD_HOLD = "card_hold"
    FREE = "free"


class OfferStatus(StrEnum):
    """Drafts are invisible, active offers can be booked, archived ones keep only their history."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class Policy(StrEnum):
    """Presets of what a cancellation costs; the booking freezes the one that applied."""

    FLEXIBLE = "flexible"
    MODERATE = "moderate"
    STRICT = "strict"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What is booked and has capacity. `max_party` limits the people per booked place; None means no limit.

    `attributes` are JSON that obeys the vertical's schema; `custom_policy` is set for policy `custom` only.
    """

    vendor_id: int
    id: int
    venue_id: int
    vertical: str
    kind: Kind
    name: Localized
    description: Localized
    timing: Timing
    capacity: int
    grain_seconds: int
    session: Period | None = None
    max_party: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON, checked against the schema
    amenities: tuple[str, ...] = ()
    status: OfferStatus = OfferStatus.DRAFT
    listed: bool = True
    confirmation: Confirmation = Confirmation.INSTANT
    payment_timing: PaymentTiming = PaymentTiming.ON_SITE
    policy: Policy = Policy.FLEXIBLE
    custom_policy: Mapping[str, Any] | None = None  # Any: JSON, read by the module that freezes policies
    parent_id: int | None = None
    position: int = 0
    external_ref: str | None = None
    version: int = 1

    @property
    def bookable(self) -> bool:
        return self.status is OfferStatus.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A role a service needs filled: `quantity` places of one of `resource_ids`."""

    role: str
    resource_ids: tuple[int, ...]
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A way to book resources: a haircut of 45 minutes needs one stylist and one chair."""

    vendor_id: int
    id: int
    venue_id: int
    vertical: str
    name: Localized
    description: Localized
    duration_minutes: int
    pad_after_minutes: int = 0
    requirements: tuple[Requirement, ...] = ()
    status: OfferStatus = OfferStatus.DRAFT
    listed: bool = True
    confirmation: Confirmation = Confirmation.INSTANT
    payment_timing: PaymentTiming = PaymentTiming.ON_SITE
    policy: Policy = Policy.FLEXIBLE
    custom_policy: Mapping[str, Any] | None = None  # Any: JSON, read by the module that freezes policies
    position: int = 0
    external_ref: str | None = None
    version: int = 1

    @property
    def bookable(self) -> bool:
        return self.status is OfferStatus.ACTIVE

    @property
    def resource_ids(self) -> tuple[int, ...]:
        """Every resource the service may use, in order, each once."""
        return tuple(dict.fromkeys(number for need in self.requirements for number in need.resource_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A named member of a pooled resource (room 204); assigned late, never needed to sell."""

    vendor_id: int
    id: int
    resource_id: int
    name: str
    note: str = ""
    active: bool = True
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One stored size of an image; `key` names it in the blob store."""

    key: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of an offer; exactly one of the two owners is set. Variants go from small to large."""

    vendor_id: int
    id: int
    resource_id: int | None
    service_id: int | None
    alt: Localized
    variants: tuple[Variant, ...]
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """All the catalog knows about a resource that the public may see; prices and ratings come from above."""

    resource: Resource
    venue: Venue
    images: tuple[Image, ...]
    services: tuple[Service, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDescription:
    """All the catalog knows about a service that the public may see, with the resources it may use."""

    service: Service
    venue: Venue
    images: tuple[Image, ...]
    resources: tuple[Resource, ...]
