"""A vertical: everything that makes an industry different, as data.

The core modules read these values and never ask which vertical they belong to: a new industry is one
new TOML file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from smartbooking.catalog.domain.offers import Confirmation, Kind, PaymentTiming, Policy, Timing
from smartbooking.kernel.text import Localized


class CapacityMode(StrEnum):
    """Exclusive: one booking at a time. Pooled: as many as there are places."""

    EXCLUSIVE = "exclusive"
    POOLED = "pooled"


class PriceUnit(StrEnum):
    """What one price buys."""

    NIGHT = "night"
    HOUR = "hour"
    SLOT = "slot"
    SESSION = "session"
    PERSON = "person"


class DepositKind(StrEnum):
    """How much is due at booking when the payment timing is `deposit` (MARKET M11)."""

    PERCENT = "percent"
    FIRST_NIGHT = "first_night"
    FIRST_HOUR = "first_hour"
    FIXED = "fixed"


class PresetKind(StrEnum):
    """Shapes of suggested price rules."""

    SURCHARGE = "surcharge"
    DAY_CAP = "day_cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """`basis_points` for a percentage, `amount_minor` (of the template's currency) for a fixed sum."""

    kind: DepositKind
    basis_points: int | None = None
    amount_minor: int | None = None
    new_customers_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Lengths a customer may choose, in minutes: from `minimum` to `maximum` in steps of `step`."""

    default: int
    minimum: int
    maximum: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Presets of nights: wall-clock check-in and check-out at the venue, shortest and longest stay."""

    check_in: time
    check_out: time
    min_nights: int
    max_nights: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Opening on ISO weekdays (1 = Monday), wall time; `closes` at or before `opens` means the next day."""

    weekdays: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePreset:
    """A suggested price rule: a surcharge (or discount) in basis points, or the most a day may cost.

    `weekdays` and the wall-time window `[starts, ends)` narrow it; empty means always. `cap_hours` is the
    number of hours whose price a whole day costs at most.
    """

    code: str
    kind: PresetKind
    label: Localized
    basis_points: int = 0
    cap_hours: int | None = None
    weekdays: tuple[int, ...] = ()
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A question for the guest; `options` for a choice, codes with labels."""

    code: str
    kind: str  # text | long_text | number | choice | yes_no | date
    label: Localized
    required: bool = False
    options: Mapping[str, Localized]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRow:
    """A prefilled row of the wizard. `price_minor` is a suggestion in the template's currency per price unit.

    `offset_days` and `start` place the session of a timed event relative to the day of creation.
    """

    key: str
    name: Localized
    description: Localized
    capacity: int
    price_minor: int | None
    max_party: int | None
    units: tuple[str, ...]
    amenities: tuple[str, ...]
    attributes: Mapping[str, Any]  # Any: JSON, obeys the vertical's schema
    listed: bool
    parent: str | None
    offset_days: int | None
    start: time | None
    duration_minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRow:
    """A role of a prefilled service, filled by the prefilled resources named in `resources`."""

    role: str
    resources: tuple[str, ...]
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A prefilled service of the wizard; the price is per booked slot."""

    key: str
    name: Localized
    description: Localized
    duration_minutes: int
    pad_after_minutes: int
    price_minor: int
    requirements: tuple[RequirementRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vertical:
    """One template. `start_grid_minutes` is None when starts are not free to choose.

    `cover` names the drawing shown when a vendor has no pictures yet; `currency` is that of the suggested
    prices.
    """

    code: str
    kind: Kind
    position: int
    timing: Timing
    capacity_mode: CapacityMode
    grain_seconds: int
    label: Localized
    tagline: Localized
    resource_label: Localized
    price_unit: PriceUnit
    currency: str
    confirmation: Confirmation
    payment_timing: PaymentTiming
    deposit: Deposit | None
    policy: Policy
    cover: str
    start_grid_minutes: int | None
    durations: Durations | None
    stay: Stay | None
    pad_before_minutes: int
    pad_after_minutes: int
    min_notice_minutes: int
    horizon_days: int
    hours: tuple[Hours, ...]
    price_presets: tuple[PricePreset, ...]
    attributes: Mapping[str, Any]  # Any: a JSON Schema (2020-12)
    form: tuple[FormField, ...]
    resources: tuple[ResourceRow, ...]
    services: tuple[ServiceRow, ...]
