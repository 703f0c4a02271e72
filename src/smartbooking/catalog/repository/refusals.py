"""What a violated constraint means in words. The constraint decides, so that no check can be raced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import IntegrityError

from smartbooking.catalog.errors import CapacityInUse, ExternalReferenceTaken, NameTaken
from smartbooking.infra.db import constraint_of
from smartbooking.kernel.problem import FieldError, Invalid, Problem

_REFUSALS: Final[dict[str, Callable[[], Problem]]] = {
    "no_oversell": lambda: CapacityInUse(
        "On some future day more places are booked than the new capacity leaves. Move or cancel them first."
    ),
    "unit_name_is_unique_in_resource": lambda: NameTaken("A unit of this resource already has that name."),
    "one_resource_per_external_ref": lambda: ExternalReferenceTaken(
        "A resource of this business already has that external reference."
    ),
    "one_service_per_external_ref": lambda: ExternalReferenceTaken(
        "A service of this business already has that external reference."
    ),
    "choice_is_of_the_same_vendor": lambda: Invalid(
        FieldError("/requirements", "A resource named here does not exist in this business.", "unknown")
    ),
}


@contextmanager
def explained() -> Iterator[None]:
    """Turns the violations above into problems; others propagate."""
    try:
        yield
    except IntegrityError as error:
        if (refusal := _REFUSALS.get(constraint_of(error) or "")) is None:
            raise
        raise refusal() from error
