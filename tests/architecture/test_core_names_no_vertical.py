"""A new kind of business must never need new booking code: the core may not even name one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import smartbooking
from smartbooking.catalog.service import verticals

SOURCE = Path(smartbooking.__file__).parent
CORE = ("availability", "pricing", "payments", "bookings", "risk")
# Everyday names of businesses, and the codes of the templates. Three codes are also plain English in the core: an
# `event` is something that happened, a `pool` holds connections, `other` is an adjective.
NAMES = {
    "apartment", "barber", "barbershop", "clinic", "coworking", "dentist", "gym", "hostel", "hotel", "massage",
    "motel", "restaurant", "salon", "sauna", "spa", "stadium", "theatre",
}  # fmt: skip
ORDINARY = {"event", "pool", "other"}
FORBIDDEN = NAMES | (set(verticals()) - ORDINARY)


def words_of(source: str) -> set[str]:
    """Every word in names, attributes, arguments, keywords and strings; docstrings and comments are prose."""
    tree = ast.parse(source)
    prose = {id(text) for text in _docstrings(tree)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) not in prose:
            found.update(word for text in _texts(node) for word in _split(text))
    return found


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for field in ("id", "name", "attr", "arg", "asname", "module"):
        if isinstance(value := getattr(node, field, None), str):
            yield value


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for statement in body:  # also the string literals that document attributes
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield statement.value


def _split(text: str) -> Iterator[str]:
    """Words of prose, snake_case and CamelCase, lower case; a plural counts as its singular."""
    for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text):
        yield word.lower()
        yield word.lower().removesuffix("s")


def test_templates_are_all_watched() -> None:
    assert set(verticals()) <= FORBIDDEN | ORDINARY


@pytest.mark.parametrize("module", CORE)
def test_core_names_no_kind_of_business(module: str) -> None:
    found = {
        str(path.relative_to(SOURCE)): named
        for path in (SOURCE / module).rglob("*.py")
        if (named := words_of(path.read_text("utf-8")) & FORBIDDEN)
    }

    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "if vertical == 'hotel': pass",
        "def book_hotel(): ...",
        "class HotelRules: ...",
        "price = offer.restaurant_fee",
        "quote(sauna_hours=2)",
        "from x import salons as s",
        "SQL = 'select * from clinic'",
    ],
)
def test_every_way_to_name_one_is_caught(source: str) -> None:
    assert words_of(source) & FORBIDDEN


@pytest.mark.parametrize("source", ["'''A hotel for example.'''\nx = 1", "x = 1  # a salon", "spare = despair = 1"])
def test_prose_and_longer_words_are_let_through(source: str) -> None:
    assert not words_of(source) & FORBIDDEN
