"""Opening hours on the wire: `10:00`-`02:00` closes on the next date, `00:00`-`24:00` is the whole day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from smartbooking.availability.domain.hours import (
    CLOSED,
    BadHours,
    DayHours,
    HolidayMode,
    HolidayPlan,
    HolidayPolicy,
    Schedule,
    Season,
    SpecialDay,
    day_hours,
)
from smartbooking.availability.service.schedules import OwnSchedule
from smartbooking.infra.http.wire import Wire, example

Clock = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"), Field(examples=["10:00"])]
_DAY = 24 * 60


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _clock(minutes: int) -> str:
    return "24:00" if minutes == _DAY else f"{minutes % _DAY // 60:02}:{minutes % 60:02}"


class HoursSpan(Wire):
    """One opening in wall time; `closes` at or before `opens` means the next date."""

    opens: Clock
    closes: Clock

    def span(self) -> tuple[int, int]:
        opens, closes = _minutes(self.opens), _minutes(self.closes)
        return opens, closes if closes > opens else closes + _DAY

    @classmethod
    def of(cls, span: tuple[int, int]) -> HoursSpan:
        return cls(opens=_clock(span[0]), closes=_clock(span[1]))


Spans = Annotated[list[HoursSpan], Field(max_length=12)]


def _hours(spans: Iterable[HoursSpan]) -> DayHours:
    """Raises ValueError with words for the editor."""
    try:
        return day_hours([span.span() for span in spans])
    except BadHours as error:
        raise ValueError(error.reason) from error


class WeekdayHours(Wire):
    """Hours of one ISO weekday (1 = Monday)."""

    weekday: int = Field(ge=1, le=7, examples=[1])
    hours: Spans

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _hours(self.hours)
        return self


class SeasonHours(Wire):
    """Weekly hours from `validFrom` until before `validUntil`; a date left out is open-ended.

    A weekday that is not named is closed.
    """

    valid_from: date | None = None
    valid_until: date | None = None
    week: list[WeekdayHours] = Field(max_length=7)

    @model_validator(mode="after")
    def _each_weekday_once(self) -> Self:
        if len({day.weekday for day in self.week}) != len(self.week):
            raise ValueError("each weekday stands here at most once")
        return self

    def season(self) -> Season:
        named = {day.weekday: _hours(day.hours) for day in self.week}
        d = [named.get(weekday, CLOSED) for weekday in range(1, 8)]
        return Season(
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            week=(d[0], d[1], d[2], d[3], d[4], d[5], d[6]),
        )

    @classmethod
    def of(cls, season: Season) -> SeasonHours:
        days = enumerate(season.week, start=1)
        return cls(
            valid_from=season.valid_from,
            valid_until=season.valid_until,
            week=[WeekdayHours(weekday=n, hours=[HoursSpan.of(span) for span in day]) for n, day in days if day],
        )


class HolidayPlanBody(Wire):
    """What happens on a holiday: `open` as usual, `closed`, or `special` with its own hours."""

    mode: HolidayMode
    hours: Spans = Field(default_factory=list)

    @model_validator(mode="after")
    def _hours_when_special(self) -> Self:
        _hours(self.hours)
        if bool(self.hours) != (self.mode is HolidayMode.SPECIAL):
            raise ValueError("hours belong to the mode special, and only there")
        return self

    def plan(self) -> HolidayPlan:
        return HolidayPlan(mode=self.mode, hours=_hours(self.hours))

    @classmethod
    def of(cls, plan: HolidayPlan) -> HolidayPlanBody:
        return cls(mode=plan.mode, hours=[HoursSpan.of(span) for span in plan.hours])


HolidayCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class HolidayPolicyBody(Wire):
    """`default` for all public holidays, `named` for single ones by code (GET /holidays lists them).

    `followSwaps`: a weekend day that people work gets the hours of the weekday they have off for it.
    """

    default: HolidayPlanBody
    named: dict[HolidayCode, HolidayPlanBody] = Field(default_factory=dict, max_length=50)
    follow_swaps: bool = False

    def policy(self) -> HolidayPolicy:
        return HolidayPolicy(
            default=self.default.plan(),
            named={code: plan.plan() for code, plan in self.named.items()},
            follow_swaps=self.follow_swaps,
        )

    @classmethod
    def of(cls, policy: HolidayPolicy) -> HolidayPolicyBody:
        return cls(
            default=HolidayPlanBody.of(policy.default),
            named={code: HolidayPlanBody.of(plan) for code, plan in policy.named.items()},
            follow_swaps=policy.follow_swaps,
        )


class ScheduleBody(Wire):
    """Weekly hours by season and what happens on holidays; without `holidays` the venue decides."""

    model_config = example(
        {
            "seasons": [
                {
                    "week": [
                        {"weekday": 1, "hours": [{"opens": "10:00", "closes": "22:00"}]},
                        {"weekday": 6, "hours": [{"opens": "12:00", "closes": "02:00"}]},
                    ]
                }
            ]
        }
    )

    seasons: list[SeasonHours] = Field(max_length=24)
    holidays: HolidayPolicyBody | None = None


class ExceptionBody(Wire):
    """One date with its own hours; an empty list means closed."""

    model_config = example(
        {"date": "2026-12-31", "hours": [{"opens": "10:00", "closes": "16:00"}], "note": "Короткий день"}
    )

    day: date = Field(alias="date", examples=["2026-12-31"])
    hours: Spans = Field(default_factory=list)
    note: str = Field("", max_length=200)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _hours(self.hours)
        return self

    def special_day(self) -> SpecialDay:
        return SpecialDay(day=self.day, hours=_hours(self.hours), note=self.note)

    @classmethod
    def of(cls, special: SpecialDay) -> ExceptionBody:
        return cls(day=special.day, hours=[HoursSpan.of(span) for span in special.hours], note=special.note)


class SaidBody(Wire):
    """What one owner has said about opening."""

    seasons: list[SeasonHours]
    exceptions: list[ExceptionBody]
    holidays: HolidayPolicyBody | None = None

    @classmethod
    def of(cls, schedule: Schedule) -> SaidBody:
        return cls(
            seasons=[SeasonHours.of(season) for season in schedule.seasons],
            exceptions=[ExceptionBody.of(day) for day in schedule.special_days.values()],
            holidays=HolidayPolicyBody.of(schedule.holidays) if schedule.holidays else None,
        )


class ScheduleReply(Wire):
    """The owner's own schedule, and the venue's, which holds where the own one says nothing."""

    tz: str = Field(examples=["Asia/Almaty"])
    own: SaidBody
    venue: SaidBody

    @classmethod
    def of(cls, found: OwnSchedule) -> ScheduleReply:
        return cls(tz=found.place.timezone, own=SaidBody.of(found.own), venue=SaidBody.of(found.venue))
