"""The nine templates: complete, consistent, in three languages."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, time
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from smartbooking.catalog import service
from smartbooking.catalog.domain import (
    BrokenVertical,
    CapacityMode,
    Kind,
    PaymentTiming,
    Timing,
    Vertical,
    attribute_errors,
    missing_for_publishing,
    read_vertical,
)
from smartbooking.catalog.errors import UnknownVertical
from smartbooking.kernel.text import LOCALES

ALL = list(service.verticals().values())
each = pytest.mark.parametrize("vertical", ALL, ids=lambda v: v.code)


def test_nine_templates_stand_in_the_order_of_the_wizard() -> None:
    codes = list(service.verticals())

    assert codes == ["hotel", "clinic", "salon", "coworking", "restaurant", "sauna", "event", "pool", "other"]


def test_templates_follow_the_published_table() -> None:
    shape = {v.code: (v.kind, v.timing, v.capacity_mode, v.grain_seconds, v.payment_timing) for v in ALL}

    slots, exclusive, pooled = Timing.SLOTS, CapacityMode.EXCLUSIVE, CapacityMode.POOLED
    visit = Kind.APPOINTMENT
    assert shape == {
        "hotel": (Kind.HOTEL, Timing.NIGHTS, pooled, 86_400, PaymentTiming.DEPOSIT),
        "clinic": (visit, slots, exclusive, 300, PaymentTiming.ON_SITE),
        "salon": (visit, slots, exclusive, 900, PaymentTiming.DEPOSIT),
        "coworking": (visit, slots, pooled, 900, PaymentTiming.PREPAY),
        "restaurant": (visit, slots, exclusive, 900, PaymentTiming.FREE),
        "sauna": (visit, slots, exclusive, 900, PaymentTiming.DEPOSIT),
        "event": (Kind.EVENT, Timing.SESSION, pooled, 0, PaymentTiming.PREPAY),
        "pool": (visit, slots, pooled, 900, PaymentTiming.PREPAY),
        "other": (visit, slots, pooled, 900, PaymentTiming.ON_SITE),
    }


def test_the_presets_of_the_wizard_table_are_there() -> None:
    by_code = service.verticals()

    stay = by_code["hotel"].stay
    assert stay is not None
    assert (stay.check_in, stay.check_out, stay.min_nights) == (time(14), time(12), 1)
    assert [rule.basis_points for rule in by_code["hotel"].price_presets] == [1_500]
    assert (by_code["clinic"].start_grid_minutes, by_code["clinic"].pad_after_minutes) == (20, 5)
    salon = by_code["salon"]
    assert salon.durations is not None
    assert (salon.start_grid_minutes, salon.durations.minimum, salon.durations.maximum) == (15, 30, 180)
    assert salon.deposit is not None
    assert (salon.deposit.basis_points, salon.deposit.new_customers_only) == (2_000, True)
    sauna = by_code["sauna"]
    assert sauna.deposit is not None
    assert (sauna.pad_after_minutes, sauna.deposit.basis_points) == (15, 3_000)
    assert by_code["pool"].resources[0].attributes["pass_visits"] == [8, 12]


@each
def test_every_text_is_written_in_three_languages(vertical: Vertical) -> None:
    texts = [vertical.label, vertical.tagline, vertical.resource_label]
    texts += [text for row in (*vertical.resources, *vertical.services) for text in (row.name, row.description)]
    texts += [rule.label for rule in vertical.price_presets] + [field.label for field in vertical.form]

    assert all(set(text.texts) == set(LOCALES) and all(text.texts.values()) for text in texts)


@each
def test_attribute_schemas_are_valid_and_every_attribute_has_labels(vertical: Vertical) -> None:
    Draft202012Validator.check_schema(vertical.attributes)

    assert all(set(schema["x-label"]) == set(LOCALES) for schema in vertical.attributes["properties"].values())


@each
def test_prefilled_rows_obey_their_own_template(vertical: Vertical) -> None:
    for row in vertical.resources:
        assert attribute_errors(vertical.attributes, row.attributes) == [], row.key
        assert set(row.amenities) <= set(service.amenities()), row.key

    assert len(vertical.resources) >= 3


@each
def test_every_listed_row_has_a_price_or_a_service_that_has_one(vertical: Vertical) -> None:
    with_service = {key for row in vertical.services for need in row.requirements for key in need.resources}

    unpriced = {row.key for row in vertical.resources if row.listed and row.price_minor is None}
    assert unpriced <= with_service


def test_durations_fit_the_start_grid_of_their_template() -> None:
    for vertical in ALL:
        if vertical.durations is not None:
            assert vertical.durations.minimum % 5 == 0
            assert vertical.durations.minimum <= vertical.durations.default <= vertical.durations.maximum


def test_an_unknown_template_is_refused_by_name() -> None:
    with pytest.raises(UnknownVertical, match="'castle'"):
        service.get_vertical("castle")


def test_amenities_are_labelled_in_three_languages() -> None:
    assert len(service.amenities()) == 42
    assert all(set(amenity.label.texts) == set(LOCALES) for amenity in service.amenities().values())


def _documents() -> Iterator[dict[str, Any]]:
    for file in files("smartbooking.catalog").joinpath("verticals").iterdir():
        if not file.name.startswith("_"):
            yield tomllib.loads(file.read_text("utf-8"))


def _document(code: str) -> dict[str, Any]:
    return copy.deepcopy(next(document for document in _documents() if document["code"] == code))


@pytest.mark.parametrize(
    ("code", "change", "complaint"),
    [
        ("hotel", {"stay": None}, "nights have a stay"),
        ("hotel", {"deposit": None}, "deposit belongs"),
        ("clinic", {"durations": None}, "slots have durations"),
        ("clinic", {"start_grid_minutes": 7}, "fall on the grain"),
        ("event", {"resources": [{"key": "a", "name": "x", "description": "y"}]}, "session time"),
        ("clinic", {"resources": [{"key": "a", "capacity": 2}], "services": None}, "exclusive"),
        ("salon", {"resources": [{"key": "a"}]}, "unknown resource"),
        ("pool", {"label": {"ru": "Бассейн"}}, "text without"),
    ],
)
def test_a_contradictory_file_is_refused(code: str, change: dict[str, Any], complaint: str) -> None:
    document = _document(code)
    words = {"kk": "a", "ru": "b", "en": "c"}
    for key, value in change.items():
        if value is None:
            del document[key]
        elif key == "resources":
            document[key] = [{**row, "name": words, "description": words} for row in value]
        else:
            document[key] = value

    with pytest.raises(BrokenVertical, match=complaint):
        read_vertical(document, shared_attributes={})


def test_each_wrong_attribute_is_named_by_pointer_and_told_what_to_do() -> None:
    schema = service.verticals()["hotel"].attributes
    wrong = {"area_m2": -1, "beds": [{"kind": "hammock"}], "floor": "3", "pool/size": 1, "classification": {"stars": 9}}

    errors = {(error.pointer, error.code): error.message for error in attribute_errors(schema, wrong)}

    assert set(errors) == {
        ("/attributes/area_m2", "too_small"),
        ("/attributes/beds/0/count", "required"),
        ("/attributes/beds/0/kind", "not_one_of"),
        ("/attributes/floor", "wrong_type"),
        ("/attributes/pool~1size", "unknown"),
        ("/attributes/classification/stars", "too_large"),
        ("/attributes/classification/basis", "required"),
    }
    assert errors["/attributes/area_m2", "too_small"] == "Must be more than 0."
    assert errors["/attributes/floor", "wrong_type"] == "Expected a whole number."


def test_russian_lodging_needs_its_register_number_from_march_2026() -> None:
    def missing(on: date, attributes: dict[str, Any], *, country: str = "RU", vertical: str = "hotel") -> list[str]:
        return missing_for_publishing(
            service.publish_gates(), country=country, vertical=vertical, attributes=attributes, on=on
        )

    assert missing(date(2026, 2, 28), {}) == []
    assert missing(date(2026, 3, 1), {}) == ["/classification/register_number"]
    assert missing(date(2026, 3, 1), {"classification": {"register_number": "С-770"}}) == []
    assert missing(date(2026, 3, 1), {}, country="KZ") == []
    assert missing(date(2026, 3, 1), {}, vertical="clinic") == []
