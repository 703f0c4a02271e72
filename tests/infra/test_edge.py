"""Every reply that is not a success is a problem document, and no success is sent before its commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from tests.infra.toy import toy


@pytest.fixture
async def edge(database: Database, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with toy(database, tmp_path) as client:
        yield client


async def saved(database: Database) -> int:
    async with database.reading() as read:
        return int((await read.execute(text("select count(*) from infra.audit"))).scalar_one())


def assert_problem(reply: httpx2.Response, status: int, code: str) -> dict[str, object]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = reply.json()
    assert body["code"] == code
    assert body["status"] == status
    assert body["type"] == f"/problems/{code}"
    assert body["requestId"] == reply.headers["x-request-id"]
    return body


async def test_a_commit_that_fails_is_never_answered_with_success(edge: httpx2.AsyncClient, database: Database) -> None:
    reply = await edge.post("/api/v1/toy/deferred", json={"subject": "x"})

    assert_problem(reply, 500, "internal-error")
    assert await saved(database) == 0


async def test_what_was_answered_with_success_is_in_the_database(edge: httpx2.AsyncClient, database: Database) -> None:
    reply = await edge.post("/api/v1/toy/notes", json={"subject": "x"})

    assert reply.status_code == 201
    assert await saved(database) == 1


@pytest.mark.parametrize(
    ("method", "path", "content", "headers", "status", "code"),
    [
        ("GET", "/api/v1/nothing", None, {}, 404, "no-such-address"),
        ("DELETE", "/api/v1/toy/notes", None, {}, 405, "method-not-allowed"),
        ("POST", "/api/v1/toy/notes", b"{", {"content-type": "application/json"}, 400, "bad-request"),
        ("POST", "/api/v1/toy/notes", b"subject=x", {"content-type": "text/csv"}, 415, "unsupported-media-type"),
        ("POST", "/api/v1/toy/notes", b"x" * 3000, {"content-type": "application/json"}, 413, "payload-too-large"),
        ("POST", "/api/v1/toy/notes", b"{}", {"content-type": "application/json"}, 422, "invalid-request"),
        ("GET", "/api/v1/toy/resources/venue_1", None, {}, 422, "invalid-request"),
        ("GET", "/api/v1/toy/broken", None, {}, 500, "internal-error"),
        ("POST", "/api/v1/toy/once", b'{"subject":"x"}', {"content-type": "application/json"}, 400,
         "idempotency-key-missing"),
    ],
)  # fmt: skip
async def test_every_refusal_is_a_problem_document(
    edge: httpx2.AsyncClient,
    method: str,
    path: str,
    content: bytes | None,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    assert_problem(await edge.request(method, path, content=content, headers=headers), status, code)


async def test_a_body_that_grows_beyond_the_limit_while_it_is_sent_is_refused(edge: httpx2.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 100

    reply = await edge.post("/api/v1/toy/notes", content=endless(), headers={"content-type": "application/json"})

    assert_problem(reply, 413, "payload-too-large")


async def test_wrong_fields_are_named_by_json_pointer(edge: httpx2.AsyncClient) -> None:
    reply = await edge.post("/api/v1/toy/notes", json={"subject": 7, "price": "much", "role": "admin"})

    errors = assert_problem(reply, 422, "invalid-request")["errors"]
    assert [(e["pointer"], e["code"]) for e in errors] == [  # type: ignore[index,attr-defined]
        ("/subject", "string_type"),
        ("/price", "decimal_parsing"),
        ("/role", "extra_forbidden"),
    ]


async def test_wrong_query_parameters_are_named_too(edge: httpx2.AsyncClient) -> None:
    reply = await edge.get("/api/v1/toy/resources/res_1?days=soon")

    errors = assert_problem(reply, 422, "invalid-request")["errors"]
    assert errors[0]["pointer"] == "/query/days"  # type: ignore[index]


@pytest.mark.parametrize("subject", ["a\u0000b", "\ud800"])
async def test_text_the_database_can_not_hold_is_refused_and_not_a_server_error(
    edge: httpx2.AsyncClient, subject: str
) -> None:
    escaped = '{"subject": "a\\u0000b"}' if subject.startswith("a") else '{"subject": "\\ud800"}'
    reply = await edge.post("/api/v1/toy/notes", content=escaped, headers={"content-type": "application/json"})

    assert_problem(reply, 422, "invalid-request")


async def test_an_unexpected_error_tells_nothing_and_the_log_holds_no_personal_data(
    edge: httpx2.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = await edge.get("/api/v1/toy/broken")

    assert "anna" not in reply.text
    assert "RuntimeError" not in reply.text


async def test_a_repeated_key_has_one_effect_and_the_same_reply(edge: httpx2.AsyncClient, database: Database) -> None:
    headers = {"Idempotency-Key": "key-0001"}

    first = await edge.post("/api/v1/toy/once", json={"subject": "x"}, headers=headers)
    second = await edge.post("/api/v1/toy/once", json={"subject": "x"}, headers=headers)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert await saved(database) == 1


async def test_a_key_used_for_another_body_is_refused(edge: httpx2.AsyncClient, database: Database) -> None:
    headers = {"Idempotency-Key": "key-0001"}
    await edge.post("/api/v1/toy/once", json={"subject": "x"}, headers=headers)

    reply = await edge.post("/api/v1/toy/once", json={"subject": "y"}, headers=headers)

    assert_problem(reply, 422, "idempotency-key-reused")
    assert await saved(database) == 1


async def test_a_refusal_does_not_use_up_the_key(edge: httpx2.AsyncClient, database: Database) -> None:
    headers = {"Idempotency-Key": "key-0001"}
    assert_problem(await edge.post("/api/v1/toy/once", json={"subject": "refused"}, headers=headers), 409, "conflict")

    reply = await edge.post("/api/v1/toy/once", json={"subject": "x"}, headers=headers)

    assert reply.status_code == 201


async def test_fifty_parallel_requests_with_one_key_have_one_effect(
    edge: httpx2.AsyncClient, database: Database
) -> None:
    replies = await asyncio.gather(
        *(
            edge.post("/api/v1/toy/once", json={"subject": "x"}, headers={"Idempotency-Key": "key-0001"})
            for _ in range(50)
        )
    )

    assert await saved(database) == 1
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert len({reply.content for reply in replies if reply.status_code == 201}) == 1
    for reply in replies:
        if reply.status_code == 409:
            assert_problem(reply, 409, "request-in-flight")
            assert reply.headers["retry-after"] == "1"


async def test_readiness_says_what_is_wrong_only_in_booleans_to_the_public(edge: httpx2.AsyncClient) -> None:
    reply = await edge.get("/readyz")

    body = reply.json()
    # The test server runs without fsync on purpose, and that is exactly what readiness must notice.
    assert reply.status_code == 503
    assert body["checks"] == {
        "database": True, "schema": True, "durability": False, "timezones": True, "queue": True, "accepting": True,
    }  # fmt: skip
    assert body.get("details") is None


async def test_a_live_process_says_so_and_counts_requests(edge: httpx2.AsyncClient) -> None:
    assert (await edge.get("/livez")).json() == {"status": "alive"}
    metrics = (await edge.get("/metrics")).text
    assert 'smartbooking_requests_total{method="GET",route="/livez",status="200"}' in metrics
