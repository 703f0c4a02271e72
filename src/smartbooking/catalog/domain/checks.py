"""What makes an offer acceptable, as field errors with JSON Pointers into the request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smartbooking.catalog.domain.amenities import Amenity, unknown_amenities
from smartbooking.catalog.domain.attributes import attribute_errors
from smartbooking.catalog.domain.offers import MAX_CAPACITY, Policy, Requirement, Resource, Service, Timing
from smartbooking.catalog.domain.vertical import CapacityMode, Vertical
from smartbooking.kernel.problem import FieldError
from smartbooking.kernel.text import LOCALES, Localized

NAME_LENGTH: Final = 160
DESCRIPTION_LENGTH: Final = 5_000
MAX_AMENITIES: Final = 60
MAX_REQUIREMENTS: Final = 10


def resource_errors(resource: Resource, *, vertical: Vertical, amenities: Mapping[str, Amenity]) -> list[FieldError]:
    """Everything wrong with a resource; empty when it may be stored."""
    return [
        *text_errors("/name", resource.name, NAME_LENGTH, required=True),
        *text_errors("/description", resource.description, DESCRIPTION_LENGTH),
        *_capacity_errors(resource, vertical),
        *_session_errors(resource),
        *_amenity_errors(resource.amenities, amenities),
        *attribute_errors(vertical.attributes, resource.attributes),
        *policy_errors(resource.policy, resource.custom_policy),
    ]


def service_errors(service: Service, *, vertical: Vertical) -> list[FieldError]:
    """Everything wrong with a service, apart from whether its resources exist."""
    errors = [
        *text_errors("/name", service.name, NAME_LENGTH, required=True),
        *text_errors("/description", service.description, DESCRIPTION_LENGTH),
        *policy_errors(service.policy, service.custom_policy),
        *_requirement_errors(service.requirements),
    ]
    if vertical.timing is not Timing.SLOTS:
        errors.append(FieldError("/vertical", "Services book slots; this template does not have them.", "no_slots"))
    if not 5 <= service.duration_minutes <= 44_640:
        errors.append(FieldError("/durationMinutes", "Between 5 minutes and 31 days.", "out_of_range"))
    if service.duration_minutes % 5:
        errors.append(FieldError("/durationMinutes", "A multiple of 5 minutes.", "wrong_step"))
    if not 0 <= service.pad_after_minutes <= 1_440:
        errors.append(FieldError("/padAfterMinutes", "Between 0 and 1440 minutes.", "out_of_range"))
    return errors


def text_errors(pointer: str, text: Localized, longest: int, *, required: bool = False) -> list[FieldError]:
    """Known languages only, not too long, and at least one language when required."""
    errors = [
        FieldError(f"{pointer}/{locale}", f"Known languages: {', '.join(LOCALES)}.", "unknown_language")
        for locale in text.texts
        if locale not in LOCALES
    ]
    errors += [
        FieldError(f"{pointer}/{locale}", f"Write at most {longest} characters.", "too_long")
        for locale, words in text.texts.items()
        if len(words) > longest
    ]
    if required and not any(words.strip() for words in text.texts.values()):
        errors.append(FieldError(pointer, "Write it in at least one language.", "required"))
    return errors


def policy_errors(policy: Policy, custom_policy: Mapping[str, object] | None) -> list[FieldError]:
    """A custom policy comes with its terms; the presets have none of their own."""
    if policy is Policy.CUSTOM and not custom_policy:
        return [FieldError("/customPolicy", "A custom policy needs its terms.", "required")]
    if policy is not Policy.CUSTOM and custom_policy is not None:
        return [FieldError("/customPolicy", "Terms belong to the policy 'custom' only.", "not_expected")]
    return []


def _capacity_errors(resource: Resource, vertical: Vertical) -> list[FieldError]:
    errors = []
    if not 0 <= resource.capacity <= MAX_CAPACITY:
        errors.append(FieldError("/capacity", f"Between 0 and {MAX_CAPACITY}.", "out_of_range"))
    elif vertical.capacity_mode is CapacityMode.EXCLUSIVE and resource.capacity > 1:
        words = "In this template one resource takes one booking at a time; add another resource instead."
        errors.append(FieldError("/capacity", words, "exclusive"))
    if resource.max_party is not None and not 1 <= resource.max_party <= MAX_CAPACITY:
        errors.append(FieldError("/maxParty", f"Between 1 and {MAX_CAPACITY}.", "out_of_range"))
    return errors


def _session_errors(resource: Resource) -> list[FieldError]:
    if resource.timing is Timing.SESSION and resource.session is None:
        return [FieldError("/session", "Say when it begins and ends.", "required")]
    if resource.timing is not Timing.SESSION and resource.session is not None:
        return [FieldError("/session", "Only timed events have a session.", "not_expected")]
    return []


def _amenity_errors(chosen: tuple[str, ...], known: Mapping[str, Amenity]) -> list[FieldError]:
    errors = [
        FieldError(f"/amenities/{index}", "Not in the list of amenities (GET /api/v1/amenities).", "unknown")
        for index in unknown_amenities(chosen, known)
    ]
    if len(set(chosen)) != len(chosen):
        errors.append(FieldError("/amenities", "The same amenity stands here twice.", "repeated"))
    if len(chosen) > MAX_AMENITIES:
        errors.append(FieldError("/amenities", f"At most {MAX_AMENITIES}.", "too_many"))
    return errors


def _requirement_errors(requirements: tuple[Requirement, ...]) -> list[FieldError]:
    errors = []
    if not requirements:
        errors.append(FieldError("/requirements", "A service needs at least one resource.", "required"))
    if len(requirements) > MAX_REQUIREMENTS:
        errors.append(FieldError("/requirements", f"At most {MAX_REQUIREMENTS} roles.", "too_many"))
    roles = [need.role for need in requirements]
    for index, need in enumerate(requirements):
        if roles.index(need.role) != index:
            errors.append(FieldError(f"/requirements/{index}/role", "Each role stands here once.", "repeated"))
        errors += _need_errors(need, f"/requirements/{index}")
    return errors


def _need_errors(need: Requirement, at: str) -> list[FieldError]:
    errors = []
    if not need.role.strip():
        errors.append(FieldError(f"{at}/role", "Name the role, e.g. stylist.", "required"))
    if not need.resource_ids:
        errors.append(FieldError(f"{at}/resourceIds", "Name at least one resource.", "required"))
    if len(set(need.resource_ids)) != len(need.resource_ids):
        errors.append(FieldError(f"{at}/resourceIds", "The same resource stands here twice.", "repeated"))
    if not 1 <= need.quantity <= MAX_CAPACITY:
        errors.append(FieldError(f"{at}/quantity", f"Between 1 and {MAX_CAPACITY}.", "out_of_range"))
    return errors
