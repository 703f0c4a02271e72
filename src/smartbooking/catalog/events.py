"""What happened in the catalog. Ids only: whoever listens reads the present state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from smartbooking.infra.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceChanged(Event):
    """A resource was created, edited, archived, or got other pictures or units."""

    name: ClassVar[str] = "catalog.resource_changed.v1"
    vendor_id: int
    resource_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChanged(Event):
    """A service was created, edited, archived, or got other pictures or requirements."""

    name: ClassVar[str] = "catalog.service_changed.v1"
    vendor_id: int
    service_id: int
