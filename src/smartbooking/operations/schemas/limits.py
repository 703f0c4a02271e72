"""Limits on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from smartbooking.infra.http.wire import Instant, Wire, example

Value = Annotated[str, StringConstraints(max_length=40)]


class LimitView(Wire):
    """One number that bounds what people may do, and where it is said."""

    name: Annotated[str, Field(examples=["hold_minutes"])]
    value: Annotated[str, Field(description="What holds now", examples=["10"])]
    source: Annotated[
        Literal["default", "environment", "code", "console"],
        Field(
            description="`environment`: SMARTBOOKING_<NAME>; `default`: the same, not set; `code`: with a release; "
            "`console`: changed by an administrator"
        ),
    ]
    kind: Literal["setting", "rate"]
    by: Annotated[str | None, Field(description="Whom a rate counts: an address or a signed-in caller")] = None
    usual: Annotated[str, Field(description="What holds when nobody changed it")]
    changeable: Annotated[bool, Field(description="Without a restart")]
    least: int | None = None
    most: int | None = None
    version: Annotated[int, Field(description="How often it was changed")] = 0
    reason: Annotated[str, Field(description="Why it was changed last; empty: never")] = ""
    changed_at: Instant | None = None


class LimitList(Wire):
    """All there are."""

    data: list[LimitView]
    rates_on: bool


class LimitChange(Wire):
    """A new value, or without one what the installation says; with the version that was seen, and why."""

    model_config = example({"value": "15", "version": 0, "reason": "Payments by transfer take longer this week"})

    value: Value | None
    version: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Annotated[str, StringConstraints(min_length=5, max_length=500)]


class LimitPast(Wire):
    """A change somebody made; without a value it went back to what the installation says."""

    version: int
    value: str | None
    reason: str
    changed_by: Annotated[str, Field(examples=["user:usr_01M7YHFMK6EXSVJKDHA0000001"])]
    changed_at: Instant


class LimitHistory(Wire):
    """The last fifty changes of one limit, the latest first."""

    data: list[LimitPast]
