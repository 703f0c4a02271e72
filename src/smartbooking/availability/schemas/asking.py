"""Questions about availability without prices, and holidays."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from pydantic import Field, model_validator

from smartbooking.availability.domain.holidays import HolidayYear
from smartbooking.availability.domain.questions import MonthDay, Verdict, Wish
from smartbooking.availability.domain.reasons import Reason
from smartbooking.infra.http.wire import DateOrInstant, Instant, ResourceRef, ServiceRef, Wire, example


class GuestsBody(Wire):
    """Who comes."""

    adults: int = Field(1, ge=0, le=10_000)
    children: int = Field(0, ge=0, le=10_000)


class AskBody(Wire):
    """One resource or service and a span: dates for nights, instants for everything else."""

    model_config = example({"resourceId": "res_123", "startDate": "2026-12-05", "endDate": "2026-12-09", "quantity": 1})

    resource_id: ResourceRef | None = None
    service_id: ServiceRef | None = None
    start_date: DateOrInstant
    end_date: DateOrInstant | None = None
    quantity: int = Field(1, ge=1, le=32_766)
    guests: GuestsBody | None = None
    staff_id: ResourceRef | None = None

    @model_validator(mode="after")
    def _one_offer(self) -> Self:
        if (self.resource_id is None) == (self.service_id is None):
            raise ValueError("give exactly one of resourceId and serviceId")
        return self

    def wish(self) -> Wish:
        party = self.guests.adults + self.guests.children if self.guests else 0
        return Wish(
            resource_id=self.resource_id, service_id=self.service_id, start=self.start_date, end=self.end_date,
            quantity=self.quantity, party=party or None, chosen=(self.staff_id,) if self.staff_id else (),
        )  # fmt: skip


class ReasonReply(Wire):
    """One rule that blocks: a stable code, the words, and the facts."""

    code: str = Field(examples=["outside_hours"])
    message: str
    until: str | None = None
    params: dict[str, Any]  # Any: JSON

    @classmethod
    def of(cls, reason: Reason, locale: str) -> ReasonReply:
        params = dict(reason.params)
        until = params.get("until") or params.get("earliest")
        return cls(code=reason.code, message=reason.message.pick(locale), until=until, params=params)


class ExplainReply(Wire):
    """Whether it can be booked, and every rule that forbids it."""

    available: bool
    available_quantity: int
    reasons: list[ReasonReply]
    server_now: Instant

    @classmethod
    def of(cls, verdict: Verdict, *, locale: str, now: Instant) -> ExplainReply:
        return cls(
            available=verdict.available,
            available_quantity=verdict.available_quantity,
            reasons=[ReasonReply.of(reason, locale) for reason in verdict.reasons],
            server_now=now,
        )


class MonthDayReply(Wire):
    """`state` is free, few, full, closed or past; `free` counts starts or places."""

    day: date = Field(alias="date")
    state: str
    free: int


class MonthReply(Wire):
    """A month of one resource."""

    resource_id: ResourceRef
    month: str
    days: list[MonthDayReply]
    server_now: Instant

    @classmethod
    def of(cls, days: list[MonthDay], *, resource_id: int, month: str, now: Instant) -> MonthReply:
        shown = [MonthDayReply(day=day.day, state=day.state, free=day.free) for day in days]
        return cls(resource_id=resource_id, month=month, days=shown, server_now=now)


class HolidayReply(Wire):
    """A day off; `carriedFrom` when it is the extra day for a holiday on a weekend."""

    day: date = Field(alias="date")
    code: str
    name: str
    carried_from: date | None = None
    estimated: bool = False


class WorkingDayReply(Wire):
    """A weekend day that is worked; `off` is free for it."""

    day: date = Field(alias="date")
    off: date


class HolidaysReply(Wire):
    """Public holidays of one year under one version of the law."""

    country: str
    year: int
    version: int
    holidays: list[HolidayReply]
    working_days: list[WorkingDayReply]

    @classmethod
    def of(cls, found: HolidayYear, locale: str) -> HolidaysReply:
        return cls(
            country=found.country,
            year=found.year,
            version=found.version,
            holidays=[
                HolidayReply(
                    day=one.day, code=one.code, name=one.name.pick(locale), carried_from=one.carried_from,
                    estimated=one.estimated,
                )
                for one in found.holidays.values()
            ],
            working_days=[WorkingDayReply(day=one.day, off=one.off) for one in found.working.values()],
        )  # fmt: skip
