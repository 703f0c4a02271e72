"""Anticipated failures of the help desk."""

from __future__ import annotations

from smartbooking.kernel import problem


class InvalidTransition(problem.InvalidTransition):
    """The request is not where this step begins; somebody else was faster. `allowed` lists the steps that are open."""
