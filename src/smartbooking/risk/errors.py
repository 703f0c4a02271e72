"""Why risk says no."""

from __future__ import annotations

from smartbooking.kernel.problem import Conflict, TooManyRequests


class AlreadyDecided(Conflict):
    """Somebody has decided about this booking, or it never asked for a decision. Read the list again."""

    slug = "risk-already-decided"
    title = "There is nothing left to decide"


class CodeWrong(Conflict):
    """This is not the code that was sent. Nothing has changed; `triesLeft` says how often it may still be tried."""

    slug = "code-wrong"
    title = "This is not the code"


class CodeOver(Conflict):
    """The code can not be used any more, or none was asked for: book again with the same hold for a new one.

    `reason`: `expired`, `tries` (it was tried too often) or `none`.
    """

    slug = "code-over"
    title = "This code can not be used any more"


class TooManyCodes(TooManyRequests):
    """So many codes were sent to this contact, or asked for from this network, that another one has to wait."""

    slug = "too-many-codes"
    title = "Another code has to wait"
