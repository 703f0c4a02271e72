"""Why availability says no. None of these tells how busy a place is beyond the question asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smartbooking.kernel.problem import Conflict, FieldError, Invalid


class SlotUnavailable(Conflict):
    """Somebody else has the last place at that time. Nothing was taken; choose one of the `alternatives`.

    `resource_id` is the first of the wanted resources that had no room.
    """

    slug = "slot-taken"
    title = "That time has just been taken"

    def __init__(
        self,
        detail: str = "",
        *,
        resource_id: int | None = None,
        alternatives: Sequence[Mapping[str, object]] = (),
    ) -> None:
        super().__init__(detail, alternatives=list(alternatives))
        self.resource_id = resource_id


class HoldLost(Conflict):
    """The hold ran out and its place was given back. Look for the time again and hold it anew."""

    slug = "hold-lost"
    title = "Your hold has run out"


class ResourceArchived(Conflict):
    """The resource takes no new bookings; those it has stay valid. Choose another one."""

    slug = "resource-archived"
    title = "This is no longer offered"


class HistoryClosed(Conflict):
    """The wanted time lies in the closed past of the resource, whose claims have moved to history."""

    slug = "history-closed"
    title = "That time is over and its books are closed"


class UnfitSpan(Invalid):
    """The resource is not booked in spans like this one: hours instead of nights, too long, too far."""

    slug = "unfit-span"
    title = "This cannot be booked for such a span"

    def __init__(self, detail: str = "") -> None:
        super().__init__(FieldError("/span", detail or self.title, "unfit_span"), detail=detail or self.title)


class LimitReached(Conflict):
    """The business lets one customer have only so many bookings a day, or at the same time.

    `limit` says how many. Cancel one that is not needed, or choose another day.
    """

    slug = "limit-reached"
    title = "You have as many bookings here as one customer may have"


class ClosureMeetsBookings(Conflict):
    """Bookings stand in the time that should be closed. Nothing was closed.

    `conflicts` lists them. Move or cancel them first, or close with `keepBookings` so that they stay and nothing new
    comes in.
    """

    slug = "closure-meets-bookings"
    title = "There are bookings in that time"
