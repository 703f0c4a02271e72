"""Calls on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from smartbooking.infra.http.wire import BookingRef, Instant, SupportRef, UserRef, Wire, example
from smartbooking.operations.domain import Outcome, Status, SupportRequest, Topic

Phone = Annotated[str, StringConstraints(min_length=5, max_length=40), Field(examples=["8 701 555 04 18"])]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,80}$"), Field(examples=["slot-taken"])]


class CallWish(Wire):
    """Please call me. A booking is attached when the caller may see it."""

    model_config = example(
        {"phone": "8 701 555 04 18", "name": "Айгерім", "topic": "booking", "note": "Не могу перенести время"}
    )

    phone: Phone
    name: Annotated[str, StringConstraints(max_length=120)] = ""
    topic: Topic = Topic.OTHER
    note: Annotated[str, StringConstraints(max_length=1_000)] = ""
    booking_id: BookingRef | None = None
    page: Annotated[str, StringConstraints(pattern=r"^(/[^\s?#]*)?$", max_length=200)] = ""
    problem_code: Code = ""


class CallPromised(Wire):
    """When we shall have called, and how to look how far we are."""

    request_id: SupportRef
    secret: str
    status: Status
    promised_at: Instant
    ahead: Annotated[int, Field(description="Calls promised for an earlier time")]
    server_now: Instant


class DeskHours(Wire):
    """How people reach us."""

    phone: Annotated[str, Field(examples=["+77272501234"], description="Empty: no number to call")]
    whatsapp_url: Annotated[str, Field(examples=["https://wa.me/77272501234"])]
    opens: Annotated[str, Field(examples=["09:00"])]
    closes: Annotated[str, Field(examples=["21:00"])]
    tz: str
    open_now: bool
    promise_minutes: int
    promised_at: Annotated[Instant, Field(description="When we would have called somebody who asks now")]
    server_now: Instant


class CallView(Wire):
    """A call as operators see it."""

    id: SupportRef
    asked_at: Instant
    promised_at: Instant
    late: bool
    phone: str
    name: str
    locale: str
    topic: Topic
    note: str
    page: str
    problem_code: str
    booking_id: BookingRef | None
    account_id: UserRef | None
    status: Status
    calls: int
    taken_by: UserRef | None
    taken_at: Instant | None
    closed_at: Instant | None
    outcome_note: str


class CallList(Wire):
    """Calls by promise, the most urgent first."""

    data: list[CallView]
    server_now: Instant


class CallEnd(Wire):
    """How the call went. Somebody we did not reach is called again, three times in all."""

    model_config = example({"outcome": "done", "note": "Перенесли на 19:00"})

    outcome: Outcome
    note: Annotated[str, StringConstraints(max_length=1_000)] = ""


def view(request: SupportRequest, now: Instant) -> CallView:
    """The request with whether its promise was broken."""
    facts = {name: getattr(request, name) for name in CallView.model_fields if name != "late"}
    return CallView(**facts, late=request.late(now))
