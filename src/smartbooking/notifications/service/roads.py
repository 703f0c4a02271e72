"""The roads of this installation, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smartbooking.notifications.domain import RoadKind
from smartbooking.notifications.ports import Road

_roads: dict[RoadKind, Road] = {}


def install_roads(roads: Iterable[Road]) -> None:
    """Called once at the start of a process, and by tests."""
    _roads.clear()
    _roads.update({road.kind: road for road in roads})


def installed_roads() -> Mapping[RoadKind, Road]:
    """What can be reached from here."""
    return _roads
