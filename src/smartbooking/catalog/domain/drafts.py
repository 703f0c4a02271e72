"""What a vendor says about a new offer, and what may change later; the vertical fills in the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from smartbooking.catalog.domain.offers import Confirmation, OfferStatus, PaymentTiming, Policy, Requirement
from smartbooking.kernel.period import Period
from smartbooking.kernel.text import Localized

EMPTY = Localized({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceDraft:
    """A resource to be created. None means: as the vertical presets it."""

    vertical: str
    name: Localized
    description: Localized = EMPTY
    capacity: int = 1
    session: Period | None = None
    max_party: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    amenities: tuple[str, ...] = ()
    status: OfferStatus = OfferStatus.ACTIVE
    listed: bool = True
    confirmation: Confirmation | None = None
    payment_timing: PaymentTiming | None = None
    policy: Policy | None = None
    custom_policy: Mapping[str, Any] | None = None  # Any: JSON
    parent_id: int | None = None
    position: int = 0
    external_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDraft:
    """A service to be created. None means: as the vertical presets it."""

    vertical: str
    name: Localized
    duration_minutes: int
    requirements: tuple[Requirement, ...]
    description: Localized = EMPTY
    pad_after_minutes: int | None = None
    status: OfferStatus = OfferStatus.ACTIVE
    listed: bool = True
    confirmation: Confirmation | None = None
    payment_timing: PaymentTiming | None = None
    policy: Policy | None = None
    custom_policy: Mapping[str, Any] | None = None  # Any: JSON
    position: int = 0
    external_ref: str | None = None


class OfferChanges(TypedDict, total=False):
    """What may change on resources and services alike."""

    name: Localized
    description: Localized
    status: OfferStatus
    listed: bool
    confirmation: Confirmation
    payment_timing: PaymentTiming
    policy: Policy
    custom_policy: Mapping[str, Any] | None
    position: int
    external_ref: str | None


class ResourceChanges(OfferChanges, total=False):
    """What may change on a resource; its vertical, timing and grain stay for life."""

    capacity: int
    session: Period | None
    max_party: int | None
    attributes: Mapping[str, Any]
    amenities: tuple[str, ...]
    parent_id: int | None


class ServiceChanges(OfferChanges, total=False):
    """What may change on a service."""

    duration_minutes: int
    pad_after_minutes: int
    requirements: tuple[Requirement, ...]
