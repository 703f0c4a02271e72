"""Every route of the third founding document is in the OpenAPI document, whole."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

ROUTES = [
    ("post", "/api/auth/register"),
    ("post", "/api/auth/login"),
    ("get", "/api/auth/me"),
    ("get", "/api/hotels"),
    ("get", "/api/hotels/{venue_id}"),
    ("post", "/api/hotels"),
    ("get", "/api/hotels/{venue_id}/rooms"),
    ("get", "/api/hotels/{venue_id}/rooms/available"),
    ("get", "/api/restaurants"),
    ("get", "/api/restaurants/{venue_id}"),
    ("post", "/api/restaurants"),
    ("get", "/api/restaurants/{venue_id}/tables"),
    ("get", "/api/restaurants/{venue_id}/tables/available"),
    ("post", "/api/bookings/hotel"),
    ("post", "/api/bookings/restaurant"),
    ("get", "/api/bookings/my-bookings"),
    ("put", "/api/bookings/{booking_id}/cancel"),
    ("post", "/api/bookings/{booking_id}/cancel"),
    ("post", "/api/payments/create-order"),
    ("post", "/api/payments/verify"),
    ("post", "/api/payments/refund/{intentId}"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_is_documented_whole(app: FastAPI, method: str, path: str) -> None:
    operation: dict[str, Any] = app.openapi()["paths"][path][method]

    assert operation["tags"] == ["Facade"]
    assert operation["summary"]
    assert operation["operationId"].startswith("facade_")
    success = next(reply for status, reply in operation["responses"].items() if status.startswith("2"))
    assert success["content"]["application/json"]["schema"]
    refusals = {status: reply for status, reply in operation["responses"].items() if not status.startswith("2")}
    assert refusals
    for reply in refusals.values():
        assert list(reply["content"]) == ["application/problem+json"]


def test_the_facade_has_no_other_routes(app: FastAPI) -> None:
    found = {
        (method, path)
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
        if "Facade" in operation.get("tags", ())
    }

    assert found == set(ROUTES)


def test_operations_have_names_of_their_own(app: FastAPI) -> None:
    names = [
        operation["operationId"] for operations in app.openapi()["paths"].values() for operation in operations.values()
    ]

    assert sorted(names) == sorted(set(names))
