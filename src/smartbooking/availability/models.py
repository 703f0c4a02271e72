"""Tables of schedules and rules. The ledger itself (claim, calendar, ...) is SQL in the migrations, not a mapping.

`owner` says whom a row belongs to: a venue, a resource or a service; offers inherit from their venue. Hours are sets
of minutes after midnight; what runs past midnight reaches beyond 1440.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, INT4MULTIRANGE, TIMESTAMP
from sqlalchemy.dialects.postgresql.ranges import MultiRange
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "availability"
_OWNED = ("vendor_id", "owner", "owner_id")


def _owner_is_known(table: str) -> CheckConstraint:
    return CheckConstraint("owner in ('venue', 'resource', 'service')", name=f"{table}_owner_is_known")


def _hours_fit(table: str) -> CheckConstraint:
    return CheckConstraint(
        "isempty(hours) or (lower(hours) >= 0 and upper(hours) <= 2880)", name=f"{table}_hours_fit_two_days"
    )


class StampRow(Base):
    """Changes with everything that decides about a vendor's availability; triggers keep it. Caches compare it."""

    __tablename__ = "rule_stamp"
    __table_args__: Any = ({"schema": SCHEMA},)  # Any: SQLAlchemy's own type

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    stamp: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))


class RulesRow(Base):
    """Booking rules of one owner; null leaves a rule to the venue."""

    __tablename__ = "booking_rules"
    __table_args__: Any = (
        _owner_is_known("rules"),
        CheckConstraint("min_notice_minutes between 0 and 525600", name="notice_is_at_most_a_year"),
        CheckConstraint("horizon_days between 0 and 730", name="horizon_is_at_most_two_years"),
        CheckConstraint("step_minutes between 5 and 1440", name="grid_is_between_five_minutes_and_a_day"),
        CheckConstraint("min_minutes > 0 and max_minutes >= coalesce(min_minutes, 1)", name="lengths_are_in_order"),
        CheckConstraint("min_nights > 0 and max_nights >= coalesce(min_nights, 1)", name="stays_are_in_order"),
        CheckConstraint(
            "duration_step_minutes > 0 and max_quantity > 0 and per_day_limit > 0 and active_limit > 0",
            name="limits_are_positive",
        ),
        CheckConstraint(
            "pad_before_minutes between 0 and 10080 and pad_after_minutes between 0 and 10080",
            name="pads_are_at_most_a_week",
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    min_notice_minutes: Mapped[int | None]
    horizon_days: Mapped[int | None]
    step_minutes: Mapped[int | None]
    min_minutes: Mapped[int | None]
    max_minutes: Mapped[int | None]
    duration_step_minutes: Mapped[int | None]
    min_nights: Mapped[int | None]
    max_nights: Mapped[int | None]
    no_arrival_weekdays: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    no_departure_weekdays: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    max_quantity: Mapped[int | None]
    per_day_limit: Mapped[int | None]
    active_limit: Mapped[int | None]
    pad_before_minutes: Mapped[int | None]
    pad_after_minutes: Mapped[int | None]


class RestrictionRow(Base):
    """A rule about arrivals, departures and lengths of stay on some dates."""

    __tablename__ = "stay_restriction"
    __table_args__: Any = (
        _owner_is_known("restriction"),
        CheckConstraint("valid_from < valid_until", name="restriction_covers_a_date"),
        CheckConstraint(
            "min_nights > 0 and max_nights >= coalesce(min_nights, 1)", name="restricted_stays_are_in_order"
        ),
        Index("restriction_by_owner", *_OWNED),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    owner: Mapped[str]
    owner_id: Mapped[int] = mapped_column(BigInteger)
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=text("'{}'"))
    min_nights: Mapped[int | None]
    max_nights: Mapped[int | None]
    no_arrival: Mapped[bool] = mapped_column(server_default=text("false"))
    no_departure: Mapped[bool] = mapped_column(server_default=text("false"))


class SeasonRow(Base):
    """Weekly hours hold from `valid_from` until before `valid_until`; null is open-ended."""

    __tablename__ = "season"
    __table_args__: Any = (
        _owner_is_known("season"),
        CheckConstraint("valid_from < valid_until", name="season_covers_a_date"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class WeeklyHoursRow(Base):
    """Hours of one ISO weekday (1 = Monday) in a season; a weekday without a row is closed."""

    __tablename__ = "weekly_hours"
    __table_args__: Any = (
        ForeignKeyConstraint(
            [*_OWNED, "season"],
            [f"{SCHEMA}.season.{column}" for column in (*_OWNED, "number")],
            name="hours_belong_to_a_season",
            ondelete="CASCADE",
        ),
        CheckConstraint("weekday between 1 and 7", name="weekday_is_iso"),
        _hours_fit("weekly"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    season: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    weekday: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    hours: Mapped[MultiRange[int]] = mapped_column(INT4MULTIRANGE)


class SpecialDayRow(Base):
    """One date with its own hours; an empty set is closed."""

    __tablename__ = "special_day"
    __table_args__: Any = (_owner_is_known("special_day"), _hours_fit("special"), {"schema": SCHEMA})

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    hours: Mapped[MultiRange[int]] = mapped_column(INT4MULTIRANGE)
    note: Mapped[str] = mapped_column(server_default=text("''"))


class HolidayPolicyRow(Base):
    """What an owner does on public holidays; `holiday` '*' is the rule for all that are not named."""

    __tablename__ = "holiday_policy"
    __table_args__: Any = (
        _owner_is_known("holiday_policy"),
        CheckConstraint("mode in ('open', 'closed', 'special')", name="holiday_mode_is_known"),
        _hours_fit("holiday"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    holiday: Mapped[str] = mapped_column(primary_key=True)
    mode: Mapped[str]
    hours: Mapped[MultiRange[int]] = mapped_column(INT4MULTIRANGE)
    follow_swaps: Mapped[bool] = mapped_column(server_default=text("false"))


class ClosureRow(Base):
    """A time in which resources are shut, in wall time of their venue; its blocks stand in the ledger."""

    __tablename__ = "closure"
    __table_args__: Any = (
        CheckConstraint("starts < ends", name="closure_lasts_some_time"),
        CheckConstraint("cardinality(resource_ids) > 0", name="closure_shuts_a_resource"),
        CheckConstraint("length(reason) <= 200", name="closure_reason_is_short"),
        Index("closure_by_end", "vendor_id", "ends"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("uuidv7()"))
    venue_id: Mapped[int] = mapped_column(BigInteger)
    resource_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    starts: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=False))
    ends: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=False))
    reason: Mapped[str] = mapped_column(Text, server_default=text("''"))
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class CustomerVisitRow(Base):
    """Whom a line of a booking counts for in limits per customer; it counts while the booking has claims."""

    __tablename__ = "customer_visit"
    __table_args__: Any = (
        CheckConstraint("offer in ('resource', 'service')", name="visit_offer_is_known"),
        Index("visit_by_customer", "vendor_id", "customer", "offer", "offer_id"),
        Index("visit_by_end", "ends"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    booking_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer: Mapped[UUID] = mapped_column(primary_key=True)
    offer: Mapped[str]
    offer_id: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date]
    ends: Mapped[datetime]
