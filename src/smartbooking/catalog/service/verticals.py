"""The templates, amenities and publishing gates that ship with the product, read once per process."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from smartbooking.catalog.domain import Amenity, PublishGate, Vertical, read_vertical
from smartbooking.catalog.domain.amenities import read_amenities
from smartbooking.catalog.errors import UnknownVertical

_PACKAGE = files("smartbooking.catalog")


@cache
def verticals() -> Mapping[str, Vertical]:
    """Every template by its code, in the order the wizard shows them. Raises BrokenVertical for a bad file."""
    shared = tomllib.loads(_PACKAGE.joinpath("verticals", "_shared.toml").read_text("utf-8"))["properties"]
    found = [
        read_vertical(tomllib.loads(file.read_text("utf-8")), shared_attributes=shared)
        for file in _PACKAGE.joinpath("verticals").iterdir()
        if file.name.endswith(".toml") and not file.name.startswith("_")
    ]
    return MappingProxyType({vertical.code: vertical for vertical in sorted(found, key=lambda v: v.position)})


def get_vertical(code: str) -> Vertical:
    """The template with that code; raises UnknownVertical."""
    if (vertical := verticals().get(code)) is None:
        raise UnknownVertical(f"There is no template {code!r}; known ones: {', '.join(verticals())}.")
    return vertical


@cache
def amenities() -> Mapping[str, Amenity]:
    """The canonical amenities by code."""
    return MappingProxyType(read_amenities(_read("amenities.toml")))


@cache
def publish_gates() -> tuple[PublishGate, ...]:
    """What countries demand before an offer may be listed."""
    return tuple(
        PublishGate(
            country=row["country"],
            vertical=row["vertical"],
            since=row["since"],
            until=row.get("until"),
            requires=tuple(row["requires"]),
            source=row["source"],
        )
        for row in _read("publish_gates.toml")["gate"]
    )


def _read(name: str) -> dict[str, Any]:  # Any: parsed TOML
    return tomllib.loads(_PACKAGE.joinpath(name).read_text("utf-8"))
