"""Anticipated failures of vendors."""

from __future__ import annotations

from smartbooking.kernel import problem
from smartbooking.kernel.problem import Conflict


class InvalidTransition(problem.InvalidTransition):
    """The business is not in a state from which this step is possible. `allowed` lists the steps that are."""


class LegalFactsLocked(Conflict):
    """The registered name and number were submitted for verification; only an operator changes them now."""

    slug = "legal-facts-locked"
    title = "The registered facts are locked"


class ExternalReferenceTaken(problem.ExternalReferenceTaken):
    """A business (or place of this business) with that reference was imported before. Update that one instead."""
