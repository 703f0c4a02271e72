"""The price book of a vendor: rates, rules, fees, promo codes and how it is taxed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain.offer import Offer


class Unit(StrEnum):
    """What the amount of a rate buys."""

    NIGHT = "night"
    HOUR = "hour"
    SLOT = "slot"
    SESSION = "session"


class Per(StrEnum):
    """What the price is multiplied by: places taken, people who come, or nothing."""

    QUANTITY = "quantity"
    PERSON = "person"
    BOOKING = "booking"


class Effect(StrEnum):
    """Percent in basis points, a fixed amount, or (rules only) another price altogether."""

    PERCENT = "percent"
    FIXED = "fixed"
    PRICE = "price"


class DepositKind(StrEnum):
    """How much is due at booking when the offer asks for a deposit (MARKET M11)."""

    NONE = "none"
    PERCENT = "percent"
    FIXED = "fixed"
    FIRST_HOUR = "first_hour"
    FIRST_NIGHT = "first_night"
    FIRST_DAY = "first_day"
    FULL = "full"


class Collect(StrEnum):
    """When something besides the price is collected."""

    NOW = "now"
    ON_SITE = "on_site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From the `after`-th unit on, one unit costs `amount_minor` (graduated: earlier units keep their price)."""

    after: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildBand:
    """Children of age `[from_age, to_age)` pay `value` basis points of an adult's price, or `value` minor units."""

    from_age: int
    to_age: int
    effect: Effect
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The base price of one offer. All amounts are minor units of `currency`.

    `included_guests` is per place taken; guests beyond pay `extra_adult_minor` per unit. Hours are billed in
    steps of `step_minutes` after `free_minutes`; `day_cap_minor` limits one calendar day; from wall time
    `day_price_from` on, the whole stay costs `day_price_minor` per started 24 hours instead.
    """

    offer: Offer
    currency: str
    unit: Unit
    per: Per = Per.QUANTITY
    amount_minor: int
    tiers: tuple[Tier, ...] = ()
    step_minutes: int = 1
    free_minutes: int = 0
    day_cap_minor: int | None = None
    day_price_from: time | None = None
    day_price_minor: int | None = None
    included_guests: int | None = None
    extra_adult_minor: int = 0
    child_bands: tuple[ChildBand, ...] = ()
    early_hour_minor: int | None = None
    late_hour_minor: int | None = None
    deposit: DepositKind = DepositKind.NONE
    deposit_value: int = 0
    balance_hours: int = 0
    security_minor: int = 0
    security_collect: Collect = Collect.ON_SITE
    document_pledge: bool = False
    tax_category: str = "standard"
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """When a rule applies; None or empty means always. Ranges of dates and times are half-open.

    Dates and weekdays are the venue's; `yearly` repeats the season each year. A time window that wraps midnight
    (22:00-02:00) belongs to the day on which it opened. Lead is from booking to start, in hours. `plans`: only for
    members of one of these plans, on days on which they are.
    """

    date_from: date | None = None
    date_until: date | None = None
    yearly: bool = False
    weekdays: frozenset[int] = frozenset()
    time_from: time | None = None
    time_until: time | None = None
    holidays: bool | None = None
    min_nights: int | None = None
    max_nights: int | None = None
    min_minutes: int | None = None
    max_minutes: int | None = None
    min_lead_hours: int | None = None
    max_lead_hours: int | None = None
    min_guests: int | None = None
    max_guests: int | None = None
    min_quantity: int | None = None
    max_quantity: int | None = None
    booked_from: date | None = None
    booked_until: date | None = None
    plans: frozenset[UUID] = frozenset()

    @property
    def wraps_midnight(self) -> bool:
        return self.time_from is not None and self.time_until is not None and self.time_until <= self.time_from


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRule:
    """Changes the price of one unit. Rules apply in order of `position`, then id.

    Percents are of the unit's base price, so independent rules commute; `compounds` makes a percent of the price
    as changed so far. Of one `group` only the first matching rule applies; `stops` ends the list after it.
    """

    id: int
    vendor_id: int
    offer: Offer | None = None
    name: Localized
    position: int = 0
    effect: Effect
    value: int
    compounds: bool = False
    group: str | None = None
    stops: bool = False
    active: bool = True
    conditions: Conditions = field(default_factory=Conditions)
    version: int = 1


class FeeKind(StrEnum):
    """What a fee is for; some kinds have legal caps."""

    CLEANING = "cleaning"
    SERVICE = "service"
    TOURIST = "tourist"
    OTHER = "other"


class FeeBasis(StrEnum):
    """What a fee is multiplied by; `percent` is of the discounted price."""

    BOOKING = "booking"
    QUANTITY = "quantity"
    NIGHT = "night"
    PERSON = "person"
    PERSON_NIGHT = "person_night"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A charge besides the price: `value` is minor units, or basis points for the percent basis."""

    id: int
    vendor_id: int
    offer: Offer | None = None
    kind: FeeKind
    name: Localized
    basis: FeeBasis
    value: int
    currency: str
    adults_only: bool = False
    taxable: bool = True
    collect: Collect = Collect.NOW
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoCode:
    """A code customers type. None means no limit. `customer_uses` is how often the asking customer used it.

    `[valid_from, valid_until)` are instants of booking, `[stay_from, stay_until)` local days of the start.
    """

    id: int
    vendor_id: int
    code: str
    effect: Effect
    value: int
    currency: str
    max_discount_minor: int | None = None
    minimum_minor: int = 0
    budget_minor: int | None = None
    spent_minor: int = 0
    max_redemptions: int | None = None
    redeemed: int = 0
    per_customer: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    stay_from: date | None = None
    stay_until: date | None = None
    offers: frozenset[Offer] = frozenset()
    active: bool = True
    version: int = 1
    customer_uses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxSetting:
    """How a vendor is taxed. `inclusive` prices contain the tax; the regime names rows of the tax data."""

    regime: str = "none"
    inclusive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """Everything prices of some offers depend on, read in one round trip."""

    rates: Mapping[Offer, Rate] = field(default_factory=dict)
    rules: tuple[PriceRule, ...] = ()
    fees: tuple[Fee, ...] = ()
    taxes: Mapping[int, TaxSetting] = field(default_factory=dict)
    promo: PromoCode | None = None

    def rules_of(self, offer: Offer) -> tuple[PriceRule, ...]:
        """Active rules that may apply to the offer, in the order they apply."""
        own = (r for r in self.rules if r.active and r.vendor_id == offer.vendor_id and r.offer in (None, offer))
        return tuple(sorted(own, key=lambda rule: (rule.position, rule.id)))

    def fees_of(self, offer: Offer, *, free: bool = False) -> tuple[Fee, ...]:
        """Active fees of the offer, in order of id; what the business charges everywhere leaves free offers alone."""
        fitting = (offer,) if free else (None, offer)
        own = (f for f in self.fees if f.active and f.vendor_id == offer.vendor_id and f.offer in fitting)
        return tuple(sorted(own, key=lambda fee: fee.id))

    def tax_setting(self, vendor_id: int) -> TaxSetting:
        return self.taxes.get(vendor_id, TaxSetting())
