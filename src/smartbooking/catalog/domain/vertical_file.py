"""Reads a parsed TOML document into a Vertical and refuses contradictions at start-up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from smartbooking.catalog.domain.offers import (
    DAY_SECONDS,
    MAX_CAPACITY,
    Confirmation,
    Kind,
    PaymentTiming,
    Policy,
    Timing,
)
from smartbooking.catalog.domain.vertical import (
    CapacityMode,
    Deposit,
    DepositKind,
    Durations,
    FormField,
    Hours,
    PresetKind,
    PricePreset,
    PriceUnit,
    RequirementRow,
    ResourceRow,
    ServiceRow,
    Stay,
    Vertical,
)
from smartbooking.kernel.money import Money
from smartbooking.kernel.text import LOCALES, Localized

Table = Mapping[str, Any]  # Any: a parsed TOML table


class BrokenVertical(ValueError):
    """The file contradicts itself; the message names the file's code and the contradiction."""


def read_vertical(document: Table, *, shared_attributes: Table) -> Vertical:
    """The vertical a TOML document describes; `shared_attributes` are properties every vertical has.

    Raises BrokenVertical, KeyError for a missing key, ValueError for an unknown word.
    """
    timing = Timing(document["timing"])
    vertical = Vertical(
        code=document["code"],
        kind=Kind(document["kind"]),
        position=document["position"],
        timing=timing,
        capacity_mode=CapacityMode(document["capacity"]),
        grain_seconds=_grain(timing, document),
        label=_text(document["label"]),
        tagline=_text(document["tagline"]),
        resource_label=_text(document["resource_label"]),
        price_unit=PriceUnit(document["price_unit"]),
        currency=document["currency"],
        confirmation=Confirmation(document["confirmation"]),
        payment_timing=PaymentTiming(document["payment_timing"]),
        deposit=_deposit(document.get("deposit"), document["currency"]),
        policy=Policy(document["policy"]),
        cover=document["cover"],
        start_grid_minutes=document.get("start_grid_minutes"),
        durations=Durations(**document["durations"]) if "durations" in document else None,
        stay=_stay(document.get("stay")),
        pad_before_minutes=document.get("pad_before_minutes", 0),
        pad_after_minutes=document.get("pad_after_minutes", 0),
        min_notice_minutes=document["min_notice_minutes"],
        horizon_days=document["horizon_days"],
        hours=tuple(_hours(row) for row in document.get("hours", ())),
        price_presets=tuple(_price_preset(row) for row in document.get("price_rules", ())),
        attributes=_schema(document.get("attributes", {}), shared_attributes),
        form=tuple(_form_field(row) for row in document.get("form", ())),
        resources=tuple(read_resource_row(row, document["currency"]) for row in document.get("resources", ())),
        services=tuple(read_service_row(row, document["currency"]) for row in document.get("services", ())),
    )
    return checked_vertical(vertical)


def checked_vertical(vertical: Vertical) -> Vertical:
    """The vertical itself; raises BrokenVertical when its parts contradict each other."""
    if wrong := _contradictions(vertical):
        raise BrokenVertical(f"{vertical.code}: {'; '.join(wrong)}")
    return vertical


def _contradictions(vertical: Vertical) -> list[str]:
    wrong: list[str] = []
    if (vertical.stay is not None) != (vertical.timing is Timing.NIGHTS):
        wrong.append("exactly the verticals of nights have a stay")
    if (vertical.durations is not None) != (vertical.timing is Timing.SLOTS):
        wrong.append("exactly the verticals of slots have durations")
    if (vertical.deposit is not None) != (vertical.payment_timing is PaymentTiming.DEPOSIT):
        wrong.append("a deposit belongs to payment timing deposit, and to no other")
    if vertical.timing is Timing.SLOTS and (vertical.start_grid_minutes or 0) * 60 % vertical.grain_seconds:
        wrong.append("starts must fall on the grain")
    return wrong + _contradictions_of_rows(vertical)


def _contradictions_of_rows(vertical: Vertical) -> list[str]:
    keys = {row.key for row in vertical.resources}
    wrong = [
        f"{row.key} needs a session time"
        for row in vertical.resources
        if (row.start is not None) != (vertical.timing is Timing.SESSION)
    ]
    wrong += [f"capacity of {row.key}" for row in vertical.resources if not 1 <= row.capacity <= MAX_CAPACITY]
    wrong += [
        f"{row.key} is exclusive, so its capacity is 1"
        for row in vertical.resources
        if vertical.capacity_mode is CapacityMode.EXCLUSIVE and row.capacity != 1
    ]
    wrong += [f"parent of {row.key} is unknown" for row in vertical.resources if row.parent and row.parent not in keys]
    wrong += [
        f"{service.key} needs an unknown resource"
        for service in vertical.services
        for need in service.requirements
        if not keys.issuperset(need.resources) or not need.resources
    ]
    return wrong


def _grain(timing: Timing, document: Table) -> int:
    """Nights are counted in days, a session is one cell, slots in what the file says (a quarter of an hour)."""
    fixed = {Timing.NIGHTS: DAY_SECONDS, Timing.SESSION: 0}
    return fixed[timing] if timing in fixed else int(document.get("grain_seconds", 900))


def _text(table: Table) -> Localized:
    if missing := [locale for locale in LOCALES if not table.get(locale)]:
        raise BrokenVertical(f"text without {missing}: {dict(table)}")
    return Localized({locale: table[locale] for locale in LOCALES})


def _minor(major: int | None, currency: str) -> int | None:
    return None if major is None else Money.of(major, currency).minor


def _deposit(table: Table | None, currency: str) -> Deposit | None:
    if table is None:
        return None
    return Deposit(
        kind=DepositKind(table["kind"]),
        basis_points=table.get("basis_points"),
        amount_minor=_minor(table.get("amount"), currency),
        new_customers_only=table.get("new_customers_only", False),
    )


def _stay(table: Table | None) -> Stay | None:
    if table is None:
        return None
    return Stay(
        check_in=time.fromisoformat(table["check_in"]),
        check_out=time.fromisoformat(table["check_out"]),
        min_nights=table["min_nights"],
        max_nights=table["max_nights"],
    )


def _hours(table: Table) -> Hours:
    return Hours(
        weekdays=tuple(table["weekdays"]),
        opens=time.fromisoformat(table["opens"]),
        closes=time.fromisoformat(table["closes"]),
    )


def _price_preset(table: Table) -> PricePreset:
    return PricePreset(
        code=table["code"],
        kind=PresetKind(table["kind"]),
        label=_text(table["label"]),
        basis_points=table.get("basis_points", 0),
        cap_hours=table.get("cap_hours"),
        weekdays=tuple(table.get("weekdays", ())),
        starts=_time(table.get("starts")),
        ends=_time(table.get("ends")),
    )


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _schema(own: Table, shared: Table) -> dict[str, Any]:  # Any: a JSON Schema
    """Verticals write only `properties` and `required`; unknown attributes are refused for all of them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": list(own.get("required", ())),
        "properties": {**own.get("properties", {}), **shared},
    }


def _form_field(table: Table) -> FormField:
    return FormField(
        code=table["code"],
        kind=table["kind"],
        label=_text(table["label"]),
        required=table.get("required", False),
        options={code: _text(label) for code, label in table.get("options", {}).items()},
    )


def read_resource_row(table: Table, currency: str) -> ResourceRow:
    """A prefilled resource; amounts of the file are major units of `currency`."""
    return ResourceRow(
        key=table["key"],
        name=_text(table["name"]),
        description=_text(table["description"]),
        capacity=table.get("capacity", 1),
        price_minor=_minor(table.get("price"), currency),
        max_party=table.get("max_party"),
        units=tuple(table.get("units", ())),
        amenities=tuple(table.get("amenities", ())),
        attributes=table.get("attributes", {}),
        listed=table.get("listed", True),
        parent=table.get("parent"),
        offset_days=table.get("offset_days"),
        start=_time(table.get("start")),
        duration_minutes=table.get("duration_minutes"),
    )


def read_service_row(table: Table, currency: str) -> ServiceRow:
    """A prefilled service; amounts of the file are major units of `currency`."""
    return ServiceRow(
        key=table["key"],
        name=_text(table["name"]),
        description=_text(table["description"]),
        duration_minutes=table["duration_minutes"],
        pad_after_minutes=table.get("pad_after_minutes", 0),
        price_minor=Money.of(table["price"], currency).minor,
        requirements=tuple(
            RequirementRow(role=need["role"], resources=tuple(need["resources"]), quantity=need.get("quantity", 1))
            for need in table.get("requirements", ())
        ),
    )
