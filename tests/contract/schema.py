"""The committed contract: every operation of the OpenAPI schema, and requests made from its own examples."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from smartbooking.entrypoints.http import build_app
from smartbooking.infra.http.app import build_runtime
from smartbooking.infra.settings import Settings

# The dates of the examples; requests carry them moved to next month.
_WRITTEN = date(2026, 12, 1)
_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2})(.*)$")
_ID = re.compile(r"^(ven|vnu|res|srv)_(123|12)$")
_NAMED = {
    "bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG": "booking_id",
    "pln_01M7YHFMK6EXSVJKDHAQ5QAGFG": "plan_id",
    "ppl_01M7YHFMK6EXSVJKDHAQ5QAGFG": "pass_plan_id",
}
Json = dict[str, Any]


@cache
def document() -> Json:
    """The schema the server would hand out."""
    runtime = build_runtime(Settings(database_url="postgresql://nobody@localhost/none", secret_key="unused"))
    schema: Json = build_app(runtime).openapi()
    return schema


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    facts: Json

    def parameters(self, place: str) -> list[str]:
        return [p["name"] for p in self.facts.get("parameters", ()) if p["in"] == place]

    def required(self, place: str) -> list[str]:
        return [p["name"] for p in self.facts.get("parameters", ()) if p["in"] == place and p.get("required")]

    @property
    def body_types(self) -> list[str]:
        return list(self.facts.get("requestBody", {}).get("content", ()))

    @property
    def example(self) -> Any:
        """The JSON body the documentation shows."""
        content = self.facts["requestBody"]["content"]["application/json"]
        return copy.deepcopy(content["example"] if "example" in content else _example_of(content["schema"]))

    @property
    def takes_json(self) -> bool:
        return "application/json" in self.body_types


def _variants(schema: Json) -> Iterator[Json]:
    """The schema itself and its alternatives, looked up."""
    for part in (schema, *schema.get("anyOf", ())):
        yield document()["components"]["schemas"][part["$ref"].split("/")[-1]] if "$ref" in part else part


def _example_of(schema: Json) -> Any:
    for named in _variants(schema):
        if named.get("examples"):
            return named["examples"][0]
    raise KeyError("the request body has no example")


@cache
def operations() -> tuple[Operation, ...]:
    """All operations, in the order of the document."""
    return tuple(
        Operation(facts["operationId"], method.upper(), path, facts)
        for path, methods in document()["paths"].items()
        for method, facts in methods.items()
    )


def next_month(first: date = _WRITTEN) -> timedelta:
    """How far the dates of the examples are moved; whole weeks, so that weekdays stay."""
    ahead = (datetime.now(UTC).date() + timedelta(days=30) - first).days
    return timedelta(days=ahead // 7 * 7)


def filled(value: Any, ids: Mapping[str, str]) -> Any:
    """An example with real ids in place of `res_123` and with dates that lie ahead."""
    if isinstance(value, dict):
        return {key: filled(each, ids) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, ids) for each in value]
    if not isinstance(value, str):
        return value
    if _ID.match(value):
        return ids[value[:3]]
    if name := _NAMED.get(value):
        return ids.get(name, value)
    if found := _DATE.match(value):
        return (date.fromisoformat(found[1]) + next_month()).isoformat() + found[2]
    return value


def fields(schema: Json) -> Iterator[str]:
    """The fields of a request body, top level."""
    for named in _variants(schema):
        yield from named.get("properties", ())
