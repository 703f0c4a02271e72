"""What nobody sends by accident: deep JSON, numbers that are none, double keys, megabytes, half characters."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from smartbooking.infra.module import Runtime
from tests.contract.asking import address, ids_for, parts, undone
from tests.contract.schema import Json, Operation, document, fields, filled, operations
from tests.contract.world import OWN, Town

JSON = {"Content-Type": "application/json"}
SEARCH = "/api/v1/resources/search"
CHECK = "/api/v1/availability/check"
HOSTILE: tuple[Any, ...] = (
    "\x00", "a\ud800b", "'; drop table bookings.booking; --", "%_\\", "{{7*7}}${7*7}", "\u202e" * 9, "=1+1",
    "x" * 5_000, 10**40, -(10**40), 1e308, -1, 0, True, None, [], {}, [[]], "0001-01-01", "9999-12-31",
    "9999-12-31T23:59:59Z",
    "2026-12-05T10:00:00+23:59", "2026-02-30", "24:00", "res_0", "res_99999999999999999999",
    "bkg_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "٣",
)  # fmt: skip
_BODIES = [operation for operation in operations() if operation.takes_json]


def _is_problem(reply: httpx2.Response, *statuses: int) -> None:
    assert reply.status_code in statuses, (reply.status_code, reply.text[:300])
    assert reply.headers["content-type"] == "application/problem+json"
    body = reply.json()
    assert body["status"] == reply.status_code
    assert body["type"] == f"/problems/{body['code']}"
    assert "Traceback" not in reply.text


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 1_000_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"resourceId":' + b"[" * 500_000 + b"]" * 500_000 + b"}",
    ],
    ids=["a million opened", "deep list", "deep object", "deep in a field"],
)
@pytest.mark.parametrize("path", [CHECK, "/api/v1/bookings", "/api/v1/auth/login", "/api/v1/quotes"])
async def test_deep_json_is_refused_at_once(client: httpx2.AsyncClient, path: str, content: bytes) -> None:
    started = time.perf_counter()
    reply = await client.post(path, content=content, headers=JSON)

    _is_problem(reply, 400, 413, 422)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
@pytest.mark.parametrize("path", [CHECK, "/api/v1/quotes"])
async def test_numbers_that_are_none_are_refused(client: httpx2.AsyncClient, path: str, number: str) -> None:
    content = f'{{"resourceId": "res_1", "startDate": "2027-01-01", "quantity": {number}}}'

    _is_problem(await client.post(path, content=content, headers=JSON), 400, 422)


async def test_the_older_addresses_refuse_them_as_well(client: httpx2.AsyncClient) -> None:
    content = '{"login": "anna@example.com", "password": "12345678", "extra": NaN}'

    reply = await client.post("/api/auth/login", content=content, headers=JSON)

    _is_problem(reply, 400)
    assert "NaN is no number" in reply.json()["detail"]


@pytest.mark.parametrize("name", ["lat", "minPrice", "rating", "radiusKm", "page", "guests"])
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400])
async def test_no_number_in_an_address_breaks_the_search(client: httpx2.AsyncClient, name: str, number: str) -> None:
    query = {name: number} | ({"lon": "1", "radiusKm": "5"} if name == "lat" else {})

    reply = await client.get(SEARCH, params=query)

    assert reply.status_code in (200, 422), reply.text


async def test_a_key_that_stands_twice_is_refused(client: httpx2.AsyncClient) -> None:
    """Two readers would see two requests: the first value and the last."""
    content = '{"resourceId": "res_1", "resourceId": "res_2", "startDate": "2027-01-01", "endDate": "2027-01-02"}'
    nested = '{"userDetails": {"firstName": "A", "firstName": "B", "phone": "+77015550418"}, "resourceId": "res_1"}'

    login = '{"login": "anna@example.com", "login": "root@example.com", "password": "12345678"}'
    for path, body in ((CHECK, content), ("/api/v1/bookings", nested), ("/api/auth/login", login)):
        reply = await client.post(path, content=body, headers=JSON)
        _is_problem(reply, 400)
        assert "twice" in reply.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/bookings", "/api/v1/auth/login", "/api/v1/auth/register"])
async def test_a_megabyte_in_a_field_is_refused_quickly(client: httpx2.AsyncClient, path: str) -> None:
    started = time.perf_counter()
    reply = await client.post(path, json={"login": "a" * 1_000_000, "password": "b", "note": "(a+)+" * 1_000})

    _is_problem(reply, 413, 422)
    assert time.perf_counter() - started < 1


async def test_a_megabyte_of_words_is_no_work_for_the_search(client: httpx2.AsyncClient) -> None:
    for text in ("а" * 10_000, "(" * 15_000, "%_\\'" * 4_000):
        _is_problem(await client.get(SEARCH, params={"q": text}), 422)


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("text/plain", b"{}"), ("application/xml", b"<a/>"), ("", b"{}"),
        ("application/json; charset=utf-16", b"\xff\xfe{\x00"),
        ("application/json", b"\xff\xfe\x00"), ("application/json", b"{"), ("application/json", b""),
        ("application/json", b"\xef\xbb\xbf{}"), ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x"),
        ("application/x-www-form-urlencoded", b"a=b"), ("application/json", b"null"), ("application/json", b"[]"),
        ("application/json", b'"text"'), ("application/json", b"1"),
    ],
)  # fmt: skip
async def test_bodies_of_another_kind_are_refused(
    client: httpx2.AsyncClient, content_type: str, content: bytes
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}

    _is_problem(await client.post(CHECK, content=content, headers=headers), 400, 415, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/%00",
        "/api/v1/bookings/%ff%fe",
        "/api/v1/media/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/api/v1/vendors/ven_%0d%0aX:1",
    ],
)
async def test_strange_addresses_are_refused(client: httpx2.AsyncClient, path: str) -> None:
    _is_problem(await client.get(path), 404, 422)


@pytest.mark.parametrize("key", ["short", "x" * 256, "tab\there"])
async def test_keys_that_are_no_keys_are_refused(town: Town, key: str) -> None:
    operation = next(operation for operation in operations() if operation.id == "bookings_place_hold")
    headers = {"Idempotency-Key": key, **town.headers["customer"]}

    reply = await town.client.post("/api/v1/holds", json=filled(operation.example, town.ids[OWN]), headers=headers)

    _is_problem(reply, 422)


def _spoilt(operation: Operation, ids: dict[str, str]) -> Iterator[tuple[str, Json]]:
    """The example with each field in turn, also those it leaves out, holding each hostile value."""
    good = filled(operation.example, ids)
    for name in fields(operation.facts["requestBody"]["content"]["application/json"]["schema"]):
        for value in HOSTILE:
            yield name, good | {name: value}


@pytest.mark.parametrize("module", sorted({operation.id.split("_")[0] for operation in _BODIES}))
async def test_no_value_in_any_field_breaks_an_operation(town: Town, runtime: Runtime, module: str) -> None:
    broken = []
    for operation in (operation for operation in _BODIES if operation.id.split("_")[0] == module):
        who = "admin" if "admin" in str(operation.facts["summary"]).lower() else "owner"
        sent = parts(operation, town, who, OWN)
        path = address(operation, ids_for(operation, town, OWN))
        for name, body in _spoilt(operation, ids_for(operation, town, OWN)):
            content = json.dumps(body).encode()
            async with undone(runtime):
                reply = await town.client.request(
                    operation.method, path, content=content, headers=sent["headers"] | JSON, params=sent["params"]
                )
            if reply.status_code >= 500 or str(reply.status_code) not in operation.facts["responses"]:
                broken.append(f"{operation.id} {name}={str(body[name])[:40]!r}: {reply.status_code}")
    assert broken == []


@pytest.mark.parametrize("value", ["\x00", "0001-01-01", "9999-12-31", str(10**40), "x" * 5_000, "%_\\", "٣"])
async def test_no_value_in_any_question_breaks_an_operation(town: Town, value: str) -> None:
    broken = []
    for operation in (operation for operation in operations() if operation.method == "GET"):
        sent = parts(operation, town, "admin", OWN)
        path = address(operation, ids_for(operation, town, OWN))
        for name in operation.parameters("query"):
            reply = await town.client.get(path, headers=sent["headers"], params=sent["params"] | {name: value})
            if reply.status_code >= 500 or str(reply.status_code) not in operation.facts["responses"]:
                broken.append(f"{operation.id} {name}: {reply.status_code}")
    assert broken == []


def test_every_operation_is_covered_by_some_module() -> None:
    assert len(document()["paths"]) > 100
    assert len(_BODIES) > 50
