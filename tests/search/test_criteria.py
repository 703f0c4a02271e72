"""What a search may ask, and the field each contradiction is blamed on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from smartbooking.kernel.period import Nights
from smartbooking.kernel.problem import Invalid
from smartbooking.search.domain.criteria import Asked, Criteria, Sort, check

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def checked(**asked: Any) -> Criteria:
    return check(Asked(**asked), locale="ru", now=NOW, verticals=("sauna", "hotel"))


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"check_in": TODAY, "check_out": TODAY}, "checkOut"),
        ({"check_in": TODAY + timedelta(3), "check_out": TODAY + timedelta(1)}, "checkOut"),
        ({"check_in": TODAY}, "checkOut"),
        ({"check_out": TODAY}, "checkIn"),
        ({"check_in": date(2026, 11, 1), "check_out": date(2026, 11, 3)}, "checkIn"),
        ({"check_in": date(2032, 1, 1), "check_out": date(2032, 1, 3)}, "checkIn"),
        ({"check_in": TODAY, "check_out": TODAY + timedelta(400)}, "checkOut"),
        ({"check_in": TODAY, "check_out": TODAY + timedelta(2), "day": TODAY}, "date"),
        ({"day": date(2020, 1, 1)}, "date"),
        ({"start": NOW + timedelta(hours=2)}, "end"),
        ({"start": NOW + timedelta(hours=2), "end": NOW + timedelta(hours=1)}, "end"),
        ({"start": NOW + timedelta(hours=2), "end": NOW + timedelta(days=40)}, "end"),
        ({"min_price": Decimal(20), "max_price": Decimal(10)}, "minPrice"),
        ({"min_price": Decimal(-1)}, "minPrice"),
        ({"max_price": Decimal("NaN")}, "maxPrice"),
        ({"currency": "tenge"}, "currency"),
        ({"sort": "cheapest"}, "sort"),
        ({"sort": "distance"}, "sort"),
        ({"type": "spaceship"}, "type"),
        ({"vertical": "spaceship"}, "vertical"),
        ({"lat": 43.2}, "lon"),
        ({"lon": 76.9}, "lat"),
        ({"lat": 91.0, "lon": 0.0}, "lat"),
        ({"lat": float("nan"), "lon": 0.0}, "lat"),
        ({"lat": 0.0, "lon": 181.0}, "lon"),
        ({"radius_km": 5.0}, "radiusKm"),
        ({"lat": 0.0, "lon": 0.0, "radius_km": 0.0}, "radiusKm"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "1,5,3,2"}, "bbox"),
        ({"bbox": "nan,1,3,2"}, "bbox"),
        ({"guests": 0}, "guests"),
        ({"quantity": -1}, "quantity"),
        ({"rating": 6.0}, "rating"),
        ({"page": 0}, "page"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"page": 102, "limit": 100}, "page"),
        ({"amenities": tuple(map(str, range(31)))}, "amenities"),
    ],
)
def test_the_wrong_field_is_named(asked: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked(**asked)

    assert [error.pointer for error in caught.value.errors] == [f"/query/{pointer}"]


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        checked(type="x", min_price=Decimal(2), max_price=Decimal(1), lat=1.0, limit=0)

    assert [error.pointer for error in caught.value.errors] == [
        "/query/type",
        "/query/limit",
        "/query/minPrice",
        "/query/lon",
    ]


def test_the_last_reachable_page_is_allowed() -> None:
    assert checked(page=101, limit=100).offset == 10_000


@pytest.mark.parametrize(
    ("asked", "sort"),
    [({}, Sort.POPULARITY), ({"q": "сауна"}, Sort.RELEVANCE), ({"q": "  "}, Sort.POPULARITY),
     ({"lat": 43.0, "lon": 77.0}, Sort.DISTANCE), ({"q": "сауна", "sort": "-price"}, Sort.PRICE_DOWN)],
)  # fmt: skip
def test_the_natural_order_follows_what_was_asked(asked: dict[str, Any], sort: Sort) -> None:
    assert checked(**asked).sort is sort


def test_values_are_carried_over() -> None:
    found = checked(
        check_in=TODAY, check_out=TODAY + timedelta(2), min_price=Decimal("10.5"), location="Алматы, Достык, ",
        amenities=("wifi", "wifi"), currency="kzt", vertical="sauna",
    )  # fmt: skip

    assert found.nights == Nights(TODAY, TODAY + timedelta(2))
    assert (found.min_milli, found.max_milli, found.currency) == (10_500, None, "KZT")
    assert (found.places, found.amenities, found.vertical) == (("Алматы", "Достык"), ("wifi",), "sauna")


def test_words_without_letters_are_remembered_as_unreadable() -> None:
    assert checked(q="!!! —").unreadable
    assert not checked(q="").unreadable
