"""Every refusal has one meaning, one class that defines it, and a page."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import httpx2
import pytest

from smartbooking.kernel.problem import Problem
from tests.contract.schema import document

_SOURCE = Path(__file__).parents[2] / "src" / "smartbooking"


def _kinds() -> list[type[Problem]]:
    document()  # imports every module
    found, waiting = [], [Problem]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return [kind for kind in found if kind.__module__.startswith("smartbooking.")]


def test_each_slug_is_defined_by_one_class() -> None:
    defining = defaultdict(list)
    for kind in _kinds():
        if "slug" in vars(kind):
            defining[kind.slug].append(kind.__qualname__)
    assert {slug: names for slug, names in defining.items() if len(names) > 1} == {}


def test_a_class_that_says_its_own_title_or_status_has_its_own_slug() -> None:
    """Otherwise one `type` would mean two things."""
    wrong = [kind for kind in _kinds() if {"title", "status"} & set(vars(kind)) and "slug" not in vars(kind)]
    assert wrong == []


@pytest.mark.parametrize("kind", _kinds(), ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_each_problem_reads_well(kind: type[Problem]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.slug)
    assert kind.title[0].isupper()
    assert not kind.title.endswith(".")
    assert 400 <= kind.status < 600
    assert (kind.__doc__ or "").strip()


def test_no_handler_answers_with_an_error_of_its_own() -> None:
    """Only infra renders refusals; HTTPException and hand-made error replies would pass the registry by."""
    found = []
    for path in _SOURCE.rglob("*.py"):
        name = path.relative_to(_SOURCE).as_posix()
        if name.startswith(("infra/http/", "sandbox_provider/", "entrypoints/http/pages/")):
            continue
        names = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name))
        found += [f"{name}:{node.lineno}" for node in names if node.id == "HTTPException"]
    assert found == []


async def test_every_type_is_the_address_of_a_page(client: httpx2.AsyncClient) -> None:
    listed = await client.get("/problems")
    for slug in sorted({kind.slug for kind in _kinds()}):
        page = await client.get(f"/problems/{slug}")
        assert page.status_code == 200, slug
        assert page.headers["content-type"].startswith("text/html")
        assert f"/problems/{slug}" in listed.text


async def test_an_unknown_type_is_not_found(client: httpx2.AsyncClient) -> None:
    reply = await client.get("/problems/no-such-thing")

    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
