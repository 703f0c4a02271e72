"""Why risk says no to operators."""

from __future__ import annotations

from smartbooking.kernel.problem import Conflict


class AlreadyDecided(Conflict):
    """Somebody has decided about this booking, or it never asked for a decision. Read the list again."""

    slug = "risk-already-decided"
    title = "There is nothing left to decide"
