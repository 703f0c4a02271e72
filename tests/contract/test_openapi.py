"""The schema as people and generators read it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import jsonschema_rs
import pytest

from tests.contract.schema import Json, Operation, document, operations

_ROOT = Path(__file__).parents[2]
_COMMITTED = _ROOT / "web" / "src" / "api" / "openapi.json"
_EVERY = pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.id)


@_EVERY
def test_every_operation_says_what_it_is_and_where_it_belongs(operation: Operation) -> None:
    facts = operation.facts
    assert 3 <= len(facts["summary"]) <= 80
    assert facts["description"].strip()
    assert len(facts["tags"]) == 1


@_EVERY
def test_every_refusal_is_documented_as_a_problem(operation: Operation) -> None:
    refusals = {code: reply for code, reply in operation.facts["responses"].items() if code[0] in "45"}
    assert {"422", "503"} <= set(refusals)
    for reply in refusals.values():
        assert reply["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert reply["description"]


@_EVERY
def test_every_success_has_a_shape(operation: Operation) -> None:
    successes = {code: reply for code, reply in operation.facts["responses"].items() if code[0] == "2"}
    assert len(successes) == 1
    for code, reply in successes.items():
        assert (code == "204") == (not reply.get("content"))
        assert all(content.get("schema") for content in reply.get("content", {}).values())


@pytest.mark.parametrize(
    "operation", [operation for operation in operations() if operation.takes_json], ids=lambda operation: operation.id
)
def test_every_json_body_has_an_example_that_fits_its_schema(operation: Operation) -> None:
    schema = operation.facts["requestBody"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": document()["components"]}

    jsonschema_rs.validate(whole, operation.example, validate_formats=True)


def test_operation_ids_are_unique() -> None:
    counted = Counter(operation.id for operation in operations())
    assert [name for name, times in counted.items() if times > 1] == []


def test_every_address_is_versioned_or_of_the_facade() -> None:
    facade = re.compile(r"/api/(auth|hotels|restaurants|bookings|payments|analytics)(/|$)")
    strange = [path for path in document()["paths"] if not (path.startswith("/api/v1/") or facade.match(path))]
    assert strange == []


def test_fields_are_camel_case() -> None:
    def names(schema: Json) -> list[str]:
        return list(schema.get("properties", ()))

    found = {name for schema in document()["components"]["schemas"].values() for name in names(schema)}
    assert {name for name in found if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name)} == set()


def test_operations_that_need_a_key_say_so() -> None:
    """Replies of idempotent writes leave nulls out, so what may be null is never required there."""
    schemas = document()["components"]["schemas"]
    wrong = []
    for operation in operations():
        if "idempotency-key" not in [name.lower() for name in operation.parameters("header")]:
            continue
        assert {"400", "409"} <= set(operation.facts["responses"])
        for name in _reached(operation.facts["responses"], schemas):
            required = set(schemas[name].get("required", ()))
            nullable = {key for key, value in schemas[name].get("properties", {}).items() if _nullable(value)}
            wrong += [f"{operation.id}: {name}.{key}" for key in required & nullable]
    assert wrong == []


def _nullable(schema: Json) -> bool:
    return any(part.get("type") == "null" for part in schema.get("anyOf", ()))


def _reached(part: object, schemas: Json, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    for name in re.findall(r"#/components/schemas/([\w-]+)", json.dumps(part)):
        if name not in seen:
            seen = _reached(schemas[name], schemas, seen | {name})
    return seen


def test_the_command_prints_what_the_web_client_was_made_from() -> None:
    """`smartbooking openapi --output web/src/api/openapi.json`, then `npm run api` in web/."""
    program = "from smartbooking.entrypoints.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "openapi"], cwd=_ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == _COMMITTED.read_text()
