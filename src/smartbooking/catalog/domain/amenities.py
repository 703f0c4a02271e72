"""The canonical amenities: one code each, so that a filter means the same for every vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smartbooking.kernel.text import Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Amenity:
    """`group` gathers amenities on screens; `code` is what APIs, filters and imports use."""

    code: str
    group: str
    label: Localized


def read_amenities(document: Mapping[str, Any]) -> dict[str, Amenity]:  # Any: a parsed TOML file
    """Amenities by code, in the order of the file."""
    found: dict[str, Amenity] = {}
    for group, members in document.items():
        for code, label in members.items():
            found[code] = Amenity(code=code, group=group, label=Localized(dict(label)))
    return found


def unknown_amenities(chosen: tuple[str, ...], known: Mapping[str, Amenity]) -> list[int]:
    """Positions of the codes that are not in the canonical list."""
    return [index for index, code in enumerate(chosen) if code not in known]
