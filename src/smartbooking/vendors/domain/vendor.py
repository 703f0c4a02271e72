"""A business and how it comes to be listed: one table of transitions for code, tests and docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import FieldError
from smartbooking.kernel.text import Localized
from smartbooking.vendors.domain.place import Venue


class VendorStatus(StrEnum):
    """Only verified vendors are listed.

    All others are seen by their own people and the operators; those that opened their link, also by who has it.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    SUSPENDED = "suspended"


class Verb(StrEnum):
    """The steps of onboarding."""

    SUBMIT = "submit"
    VERIFY = "verify"
    REJECT = "reject"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states a step is possible, where it leads, and who takes it."""

    sources: frozenset[VendorStatus]
    target: VendorStatus
    by_operator: bool


TRANSITIONS: Final[Mapping[Verb, Transition]] = {
    Verb.SUBMIT: Transition(frozenset({VendorStatus.DRAFT, VendorStatus.REJECTED}), VendorStatus.SUBMITTED, False),
    Verb.VERIFY: Transition(frozenset({VendorStatus.SUBMITTED}), VendorStatus.VERIFIED, True),
    Verb.REJECT: Transition(frozenset({VendorStatus.SUBMITTED}), VendorStatus.REJECTED, True),
    Verb.SUSPEND: Transition(frozenset({VendorStatus.VERIFIED}), VendorStatus.SUSPENDED, True),
    Verb.REINSTATE: Transition(frozenset({VendorStatus.SUSPENDED}), VendorStatus.VERIFIED, True),
}

# While these facts are being judged or have been, only operators change them.
LEGAL_FACTS: Final = frozenset({"legal_name", "business_number"})
OPEN_FOR_LEGAL_CHANGES: Final = frozenset({VendorStatus.DRAFT, VendorStatus.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A business. `external_ref` is its id in a system it was imported from.

    `open_by_link`: whoever has the address may see and book it before it is verified; no search lists it.
    """

    id: int
    slug: str
    name: Localized
    description: Localized
    vertical: str | None
    country: str
    currency: str
    timezone: str
    phone: str | None
    email: str | None
    website: str | None
    legal_name: str | None
    business_number: str | None
    external_ref: str | None
    status: VendorStatus
    open_by_link: bool = False
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def listed(self) -> bool:
        return self.status is VendorStatus.VERIFIED

    @property
    def reachable(self) -> bool:
        """Whether strangers who know the address may see it. Nobody reaches the refused and the suspended."""
        return self.listed or (self.open_by_link and self.status in (VendorStatus.DRAFT, VendorStatus.SUBMITTED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One step of the onboarding: `by` is an actor name such as `user:<id>`."""

    verb: Verb
    from_status: VendorStatus
    to_status: VendorStatus
    reason: str
    by: str
    at: datetime


def allowed_verbs(status: VendorStatus) -> list[Verb]:
    """The steps possible from a state."""
    return [verb for verb, transition in TRANSITIONS.items() if status in transition.sources]


def missing_for_submission(vendor: Vendor, venues: Sequence[Venue]) -> list[FieldError]:
    """What an operator needs to judge a business and does not have yet; empty when it is complete."""
    facts = (
        ("/phone", vendor.phone, "A phone number customers can call"),
        ("/legalName", vendor.legal_name, "The registered name"),
    )
    missing = [FieldError(pointer, f"{what} is missing.", "missing") for pointer, fact, what in facts if not fact]
    if not venues:
        missing.append(FieldError("/venues", "Add at least one place.", "missing"))
    for position, venue in enumerate(venues):
        if venue.place.empty:
            missing.append(FieldError(f"/venues/{position}/address", "The address is missing.", "missing"))
        if venue.latitude is None:
            missing.append(FieldError(f"/venues/{position}/location", "Set the pin on the map.", "missing"))
    return missing


def may_see(principal: Principal, vendor: Vendor) -> bool:
    """Listed vendors are public, open ones for who has the link; others exist for their people and the operators."""
    return vendor.reachable or principal.operator or principal.works_for(vendor.id)


def may_change_role(
    principal: Principal, vendor_id: int, *, held: VendorRole | None, wanted: VendorRole | None
) -> bool:
    """Owners and operators give any role; managers look after staff; everybody may leave."""
    if principal.operator or principal.works_for(vendor_id, VendorRole.OWNER):
        return True
    touched = {role for role in (held, wanted) if role is not None}
    return principal.works_for(vendor_id, VendorRole.MANAGER) and touched == {VendorRole.STAFF}
