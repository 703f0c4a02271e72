"""Schedules, holiday policies and rules: reads for many owners in a constant number of queries, and their writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, delete, select, tuple_
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.dialects.postgresql.ranges import MultiRange

from smartbooking.availability.domain.hours import (
    CLOSED,
    DayHours,
    HolidayMode,
    HolidayPlan,
    HolidayPolicy,
    Schedule,
    Season,
    SpecialDay,
)
from smartbooking.availability.domain.terms import Owner
from smartbooking.availability.models import HolidayPolicyRow, SeasonRow, SpecialDayRow, WeeklyHoursRow
from smartbooking.infra.db import ReadTx, Tx

OwnerKey = tuple[Owner, int]
ALL_HOLIDAYS: Final = "*"
_Owned = type[SeasonRow] | type[WeeklyHoursRow] | type[SpecialDayRow] | type[HolidayPolicyRow]


def to_multirange(hours: DayHours) -> MultiRange[int]:
    """Hours as PostgreSQL keeps them."""
    return MultiRange([Range(opens, closes) for opens, closes in hours])


def _hours(stored: Iterable[Range[int]]) -> DayHours:
    return tuple((span.lower or 0, span.upper or 0) for span in stored)


def _of(table: _Owned, vendor_id: int, owners: Sequence[OwnerKey]) -> ColumnElement[bool]:
    keys = [(owner.value, number) for owner, number in owners]
    return (table.vendor_id == vendor_id) & tuple_(table.owner, table.owner_id).in_(keys)


async def schedules(
    read: ReadTx, *, vendor_id: int, owners: Sequence[OwnerKey], since: date
) -> dict[OwnerKey, Schedule]:
    """Everything the owners said about opening, special days from `since` on; four queries for any number of owners."""
    weeks: dict[tuple[OwnerKey, int], dict[int, DayHours]] = defaultdict(dict)
    for hours in (await read.scalars(select(WeeklyHoursRow).where(_of(WeeklyHoursRow, vendor_id, owners)))).all():
        key = (Owner(hours.owner), hours.owner_id)
        weeks[key, hours.season][hours.weekday] = _hours(hours.hours)
    seasons: dict[OwnerKey, list[Season]] = defaultdict(list)
    found = select(SeasonRow).where(_of(SeasonRow, vendor_id, owners)).order_by(SeasonRow.number)
    for season in (await read.scalars(found)).all():
        key = (Owner(season.owner), season.owner_id)
        seasons[key].append(_season(season, weeks[key, season.number]))
    special: dict[OwnerKey, dict[date, SpecialDay]] = defaultdict(dict)
    days = select(SpecialDayRow).where(_of(SpecialDayRow, vendor_id, owners), SpecialDayRow.day >= since)
    for day in (await read.scalars(days.order_by(SpecialDayRow.day))).all():
        key = (Owner(day.owner), day.owner_id)
        special[key][day.day] = SpecialDay(day=day.day, hours=_hours(day.hours), note=day.note)
    policies = await _holiday_policies(read, vendor_id=vendor_id, owners=owners)
    return {
        key: Schedule(
            seasons=tuple(seasons.get(key, ())), special_days=special.get(key, {}), holidays=policies.get(key)
        )
        for key in owners
    }


def _season(row: SeasonRow, week: dict[int, DayHours]) -> Season:
    return Season(
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        week=(
            week.get(1, CLOSED), week.get(2, CLOSED), week.get(3, CLOSED), week.get(4, CLOSED),
            week.get(5, CLOSED), week.get(6, CLOSED), week.get(7, CLOSED),
        ),
    )  # fmt: skip


async def _holiday_policies(
    read: ReadTx, *, vendor_id: int, owners: Sequence[OwnerKey]
) -> dict[OwnerKey, HolidayPolicy]:
    plans: dict[OwnerKey, dict[str, HolidayPlan]] = defaultdict(dict)
    swaps: dict[OwnerKey, bool] = {}
    rows = await read.scalars(select(HolidayPolicyRow).where(_of(HolidayPolicyRow, vendor_id, owners)))
    for row in rows.all():
        key = (Owner(row.owner), row.owner_id)
        plans[key][row.holiday] = HolidayPlan(mode=HolidayMode(row.mode), hours=_hours(row.hours))
        if row.holiday == ALL_HOLIDAYS:
            swaps[key] = row.follow_swaps
    return {
        key: HolidayPolicy(
            default=named.pop(ALL_HOLIDAYS, HolidayPlan(mode=HolidayMode.OPEN)),
            named=named,
            follow_swaps=swaps.get(key, False),
        )
        for key, named in plans.items()
    }


async def replace_seasons(tx: Tx, *, vendor_id: int, owner: OwnerKey, seasons: Sequence[Season]) -> None:
    """These weekly hours instead of all the owner had."""
    await tx.execute(delete(SeasonRow).where(_of(SeasonRow, vendor_id, [owner])))
    base = {"vendor_id": vendor_id, "owner": owner[0].value, "owner_id": owner[1]}
    rows = [
        {**base, "number": number, "valid_from": season.valid_from, "valid_until": season.valid_until}
        for number, season in enumerate(seasons)
    ]
    hours = [
        {**base, "season": number, "weekday": weekday, "hours": to_multirange(day)}
        for number, season in enumerate(seasons)
        for weekday, day in enumerate(season.week, start=1)
        if day
    ]
    if rows:
        await tx.execute(insert(SeasonRow), rows)
    if hours:
        await tx.execute(insert(WeeklyHoursRow), hours)


async def replace_holiday_policy(tx: Tx, *, vendor_id: int, owner: OwnerKey, policy: HolidayPolicy | None) -> None:
    """This policy instead of the owner's; None leaves holidays to the venue."""
    await tx.execute(delete(HolidayPolicyRow).where(_of(HolidayPolicyRow, vendor_id, [owner])))
    if policy is None:
        return
    plans = {**policy.named, ALL_HOLIDAYS: policy.default}
    await tx.execute(
        insert(HolidayPolicyRow),
        [
            {
                "vendor_id": vendor_id, "owner": owner[0].value, "owner_id": owner[1], "holiday": code,
                "mode": plan.mode.value, "hours": to_multirange(plan.hours),
                "follow_swaps": policy.follow_swaps and code == ALL_HOLIDAYS,
            }
            for code, plan in plans.items()
        ],
    )  # fmt: skip


async def put_special_day(tx: Tx, *, vendor_id: int, owner: OwnerKey, special: SpecialDay) -> None:
    """The hours of one date, in place of any it had."""
    stored = {"hours": to_multirange(special.hours), "note": special.note}
    key = {"vendor_id": vendor_id, "owner": owner[0].value, "owner_id": owner[1], "day": special.day}
    await tx.execute(
        insert(SpecialDayRow)
        .values(**key, **stored)
        .on_conflict_do_update(index_elements=["vendor_id", "owner", "owner_id", "day"], set_=stored)
    )


async def remove_special_day(tx: Tx, *, vendor_id: int, owner: OwnerKey, day: date) -> bool:
    """True when there was one."""
    gone = delete(SpecialDayRow).where(_of(SpecialDayRow, vendor_id, [owner]), SpecialDayRow.day == day)
    return bool((await tx.scalars(gone.returning(SpecialDayRow.day))).all())
