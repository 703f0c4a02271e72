"""How templates look to those who build forms and wizards from them."""

from __future__ import annotations

from datetime import time

from pydantic import Field

from smartbooking.catalog.domain import (
    CapacityMode,
    Confirmation,
    DepositKind,
    Kind,
    PaymentTiming,
    Policy,
    PriceUnit,
    Timing,
    Vertical,
)
from smartbooking.catalog.schemas.fields import JsonObject
from smartbooking.catalog.schemas.public import AmenityOut
from smartbooking.catalog.service import Provisioned
from smartbooking.infra.http.wire import Amount, ResourceRef, ServiceRef, VenueRef, Wire, amount, example
from smartbooking.kernel.money import Money


class VerticalSummary(Wire):
    """A template on the wizard's first page."""

    code: str = Field(examples=["hotel"])
    type: Kind
    label: str
    tagline: str
    timing: Timing
    capacity_mode: CapacityMode
    cover: str


class VerticalList(Wire):
    """All templates in display order."""

    data: list[VerticalSummary]


class HoursOut(Wire):
    """Opening hours; ISO weekdays, 1 is Monday; closing at or before opening means the next day."""

    weekdays: list[int]
    opens: str
    closes: str


class DurationsOut(Wire):
    """Lengths in minutes."""

    default: int
    minimum: int
    maximum: int
    step: int


class StayOut(Wire):
    """Nights."""

    check_in: str
    check_out: str
    min_nights: int
    max_nights: int


class DepositOut(Wire):
    """What is due at booking."""

    kind: DepositKind
    basis_points: int | None
    amount: Amount | None
    new_customers_only: bool


class PriceRuleOut(Wire):
    """A suggested price rule."""

    code: str
    kind: str
    label: str
    basis_points: int
    cap_hours: int | None
    weekdays: list[int]
    starts: str | None
    ends: str | None


class FormFieldOut(Wire):
    """A question for the guest."""

    code: str
    kind: str
    label: str
    required: bool
    options: dict[str, str]


class ResourceRowOut(Wire):
    """A prefilled resource."""

    key: str
    name: str
    description: str
    capacity: int
    max_party: int | None
    suggested_price: Amount | None
    units: list[str]
    amenities: list[str]
    attributes: JsonObject


class ServiceRowOut(Wire):
    """A prefilled service."""

    key: str
    name: str
    description: str
    duration_minutes: int
    pad_after_minutes: int
    suggested_price: Amount


class VerticalDetail(VerticalSummary):
    """Everything a template presets. `attributes` is a JSON Schema (2020-12); labels stand in `x-label`."""

    resource_label: str
    price_unit: PriceUnit
    currency: str
    confirmation: Confirmation
    payment_timing: PaymentTiming
    deposit: DepositOut | None
    policy: Policy
    start_grid_minutes: int | None
    durations: DurationsOut | None
    stay: StayOut | None
    pad_before_minutes: int
    pad_after_minutes: int
    min_notice_minutes: int
    horizon_days: int
    hours: list[HoursOut]
    price_rules: list[PriceRuleOut]
    attributes: JsonObject
    form: list[FormFieldOut]
    resources: list[ResourceRowOut]
    services: list[ServiceRowOut]


class AmenityList(Wire):
    """The canonical amenities."""

    data: list[AmenityOut]


class ProvisionIn(Wire):
    """Which template to fill a venue with."""

    model_config = example({"venueId": "vnu_123", "vertical": "hotel"})

    venue_id: VenueRef
    vertical: str = Field(min_length=1, max_length=40, examples=["hotel"])


class CreatedResource(Wire):
    """A created resource and the price its template suggests."""

    id: ResourceRef
    name: str
    suggested_price: Amount | None = None
    currency: str


class CreatedService(Wire):
    """A created service and the price its template suggests."""

    id: ServiceRef
    name: str
    suggested_price: Amount
    currency: str


class ProvisionOut(Wire):
    """What was created."""

    resources: list[CreatedResource]
    services: list[CreatedService]


def vertical_summary(vertical: Vertical, locale: str) -> VerticalSummary:
    """A template in one language."""
    return VerticalSummary(**_summary(vertical, locale))


def vertical_detail(vertical: Vertical, locale: str) -> VerticalDetail:
    """A template with all its presets in one language."""
    deposit, durations, stay = vertical.deposit, vertical.durations, vertical.stay
    return VerticalDetail(
        **_summary(vertical, locale),
        resource_label=vertical.resource_label.pick(locale),
        price_unit=vertical.price_unit,
        currency=vertical.currency,
        confirmation=vertical.confirmation,
        payment_timing=vertical.payment_timing,
        deposit=None
        if deposit is None
        else DepositOut(
            kind=deposit.kind,
            basis_points=deposit.basis_points,
            amount=None if deposit.amount_minor is None else _major(deposit.amount_minor, vertical),
            new_customers_only=deposit.new_customers_only,
        ),
        policy=vertical.policy,
        start_grid_minutes=vertical.start_grid_minutes,
        durations=None if durations is None else DurationsOut.model_validate(durations),
        stay=None
        if stay is None
        else StayOut(
            check_in=_clock(stay.check_in),
            check_out=_clock(stay.check_out),
            min_nights=stay.min_nights,
            max_nights=stay.max_nights,
        ),
        pad_before_minutes=vertical.pad_before_minutes,
        pad_after_minutes=vertical.pad_after_minutes,
        min_notice_minutes=vertical.min_notice_minutes,
        horizon_days=vertical.horizon_days,
        hours=[
            HoursOut(weekdays=list(h.weekdays), opens=_clock(h.opens), closes=_clock(h.closes)) for h in vertical.hours
        ],
        attributes=dict(vertical.attributes),
        **_lists(vertical, locale),
    )


def _summary(vertical: Vertical, locale: str) -> JsonObject:
    return {
        "code": vertical.code,
        "type": vertical.kind,
        "label": vertical.label.pick(locale),
        "tagline": vertical.tagline.pick(locale),
        "timing": vertical.timing,
        "capacity_mode": vertical.capacity_mode,
        "cover": vertical.cover,
    }


def _lists(vertical: Vertical, locale: str) -> JsonObject:
    return {
        "price_rules": [
            PriceRuleOut(
                code=rule.code, kind=rule.kind, label=rule.label.pick(locale), basis_points=rule.basis_points,
                cap_hours=rule.cap_hours, weekdays=list(rule.weekdays),
                starts=_clock(rule.starts) if rule.starts else None, ends=_clock(rule.ends) if rule.ends else None,
            )
            for rule in vertical.price_presets
        ],
        "form": [
            FormFieldOut(
                code=field.code, kind=field.kind, label=field.label.pick(locale), required=field.required,
                options={code: label.pick(locale) for code, label in field.options.items()},
            )
            for field in vertical.form
        ],
        "resources": [
            ResourceRowOut(
                key=row.key, name=row.name.pick(locale), description=row.description.pick(locale),
                capacity=row.capacity, max_party=row.max_party,
                suggested_price=None if row.price_minor is None else _major(row.price_minor, vertical),
                units=list(row.units), amenities=list(row.amenities), attributes=dict(row.attributes),
            )
            for row in vertical.resources
        ],
        "services": [
            ServiceRowOut(
                key=row.key, name=row.name.pick(locale), description=row.description.pick(locale),
                duration_minutes=row.duration_minutes, pad_after_minutes=row.pad_after_minutes,
                suggested_price=_major(row.price_minor, vertical),
            )
            for row in vertical.services
        ],
    }  # fmt: skip


def _major(minor: int, vertical: Vertical) -> Amount:
    return amount(Money(minor, vertical.currency))


def _clock(wall: time) -> str:
    return wall.isoformat(timespec="minutes")


def provision_out(provisioned: Provisioned, locale: str) -> ProvisionOut:
    """What the wizard shows next: the new rows beside their suggested prices."""
    vertical = provisioned.vertical
    return ProvisionOut(
        resources=[
            CreatedResource(
                id=resource.id,
                name=resource.name.pick(locale),
                suggested_price=None if row.price_minor is None else _major(row.price_minor, vertical),
                currency=vertical.currency,
            )
            for resource, row in provisioned.resources
        ],
        services=[
            CreatedService(
                id=service.id,
                name=service.name.pick(locale),
                suggested_price=_major(row.price_minor, vertical),
                currency=vertical.currency,
            )
            for service, row in provisioned.services
        ],
    )
