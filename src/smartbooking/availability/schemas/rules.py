"""Booking rules and stay restrictions on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from smartbooking.availability.domain.rules import BookingRules, EffectiveRules, StayRestriction
from smartbooking.availability.service.rules import OwnRules
from smartbooking.infra.http.wire import Wire, example

Weekdays = Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(max_length=7)]
Minutes = Annotated[int, Field(ge=1, le=527_040)]
Count = Annotated[int, Field(ge=1, le=32_766)]


class RulesFields(Wire):
    """Every rule may be left out; then the venue's, else the template's holds. Weekdays are ISO (1 = Monday)."""

    min_notice_minutes: int | None = Field(None, ge=0, le=525_600, examples=[60])
    horizon_days: int | None = Field(None, ge=0, le=730, examples=[60])
    step_minutes: int | None = Field(None, ge=5, le=1440, examples=[30])
    min_minutes: Minutes | None = None
    max_minutes: Minutes | None = None
    duration_step_minutes: Minutes | None = None
    min_nights: int | None = Field(None, ge=1, le=366)
    max_nights: int | None = Field(None, ge=1, le=366)
    no_arrival_weekdays: Weekdays | None = None
    no_departure_weekdays: Weekdays | None = None
    max_quantity: Count | None = None
    per_day_limit: Count | None = None
    active_limit: Count | None = None
    pad_before_minutes: int | None = Field(None, ge=0, le=10_080)
    pad_after_minutes: int | None = Field(None, ge=0, le=10_080, examples=[15])

    def rules(self) -> BookingRules:
        values = self.model_dump()
        for name in ("no_arrival_weekdays", "no_departure_weekdays"):
            values[name] = None if values[name] is None else tuple(sorted(set(values[name])))
        return BookingRules(**values)

    @classmethod
    def of(cls, rules: BookingRules | EffectiveRules) -> RulesFields:
        names = [name for name in cls.model_fields if hasattr(rules, name)]
        values = {name: getattr(rules, name) for name in names}
        return cls(**{name: list(v) if isinstance(v, tuple) else v for name, v in values.items()})


class RestrictionBody(Wire):
    """A rule about arrivals, departures and lengths from `validFrom` until before `validUntil`."""

    valid_from: date
    valid_until: date
    weekdays: Weekdays = Field(default_factory=list)
    min_nights: int | None = Field(None, ge=1, le=366)
    max_nights: int | None = Field(None, ge=1, le=366)
    no_arrival: bool = False
    no_departure: bool = False

    def restriction(self) -> StayRestriction:
        return StayRestriction(
            valid_from=self.valid_from, valid_until=self.valid_until, weekdays=tuple(sorted(set(self.weekdays))),
            min_nights=self.min_nights, max_nights=self.max_nights, no_arrival=self.no_arrival,
            no_departure=self.no_departure,
        )  # fmt: skip

    @classmethod
    def of(cls, one: StayRestriction) -> RestrictionBody:
        return cls(
            valid_from=one.valid_from, valid_until=one.valid_until, weekdays=list(one.weekdays),
            min_nights=one.min_nights, max_nights=one.max_nights, no_arrival=one.no_arrival,
            no_departure=one.no_departure,
        )  # fmt: skip


class RulesBody(Wire):
    """All rules and restrictions of an owner; what is left out is no longer decided here."""

    model_config = example({"rules": {"minNoticeMinutes": 60, "horizonDays": 180}})

    rules: RulesFields
    restrictions: list[RestrictionBody] = Field(default_factory=list, max_length=200)


class RulesReply(Wire):
    """What the owner decided, and what holds in the end."""

    own: RulesFields
    effective: RulesFields
    restrictions: list[RestrictionBody]

    @classmethod
    def of(cls, found: OwnRules) -> RulesReply:
        return cls(
            own=RulesFields.of(found.own),
            effective=RulesFields.of(found.effective),
            restrictions=[RestrictionBody.of(one) for one in found.restrictions],
        )
