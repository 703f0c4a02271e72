"""Acting in somebody's name on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from smartbooking.identity.domain import ActingSession, EndedBecause
from smartbooking.infra.http.wire import ActingRef, BookingRef, Instant, SupportRef, UserRef, Wire, example


class ActingWish(Wire):
    """Why, and the booking or call it belongs to. The person sees the reason."""

    model_config = example({"reason": "Asked by phone to move the booking to Friday"})

    reason: Annotated[str, StringConstraints(min_length=5, max_length=500)]
    booking_id: BookingRef | None = None
    request_id: SupportRef | None = None


class ActingStarted(Wire):
    """A token that works until `expiresAt` and cannot be renewed."""

    id: ActingRef
    user_id: UserRef
    name: str
    reason: str
    access_token: Annotated[str, Field(repr=False, examples=["eyJhbGciOiJFZDI1NTE5Iiwi..."])]
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # a scheme, not a secret
    expires_at: Instant
    server_now: Instant


class ActingView(Wire):
    """One stretch of acting, as the person and the operators see it."""

    id: ActingRef
    account_id: UserRef
    account_name: str
    operator_id: UserRef
    operator_name: str
    reason: str
    booking_id: BookingRef | None
    request_id: SupportRef | None
    started_at: Instant
    expires_at: Instant
    ended_at: Instant | None
    ended_because: EndedBecause | None
    open: Annotated[bool, Field(description="Whether it still works")]
    acts: Annotated[int, Field(description="Changes asked for in the person's name; the audit trail has each")]


class ActingList(Wire):
    """The latest first."""

    data: list[ActingView]

    @classmethod
    def of(cls, found: list[ActingSession]) -> ActingList:
        return cls(data=[ActingView.model_validate(one) for one in found])
