"""Tables of risk."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Double, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base


class SettingRow(Base):
    """Where risk is switched on; vendor 0 is the platform."""

    __tablename__ = "setting"
    __table_args__ = (
        CheckConstraint("mode in ('off', 'watch', 'act')", name="risk_mode_is_known"),
        {"schema": "risk"},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mode: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class AssessmentRow(Base):
    """What was said about one booking, from which signals, and what a person decided."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("points between 0 and 100 and rule_points between 0 and points", name="points_fit"),
        CheckConstraint(
            "chance between 0 and 1 and (no_arrival is null or no_arrival between 0 and 1)", name="chances_fit"
        ),
        CheckConstraint("level in ('calm', 'watch', 'high')", name="level_is_known"),
        CheckConstraint("review in ('none', 'waiting', 'released', 'deposit', 'rejected')", name="review_is_known"),
        CheckConstraint(
            "(review in ('none', 'waiting')) = (decided_at is null) and (decided_at is null) = (decided_by is null)",
            name="decided_by_somebody",
        ),
        {"schema": "risk"},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    points: Mapped[int]
    rule_points: Mapped[int]
    chance: Mapped[float] = mapped_column(Double)
    no_arrival: Mapped[float | None] = mapped_column(Double)
    level: Mapped[str]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    signals: Mapped[dict[str, Any]]
    wanted: Mapped[str | None]
    step_up: Mapped[str | None]
    acted: Mapped[bool]
    version: Mapped[str]
    review: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decision_note: Mapped[str] = mapped_column(server_default=text("''"))


class ChallengeRow(Base):
    """A code that was asked for with a booking. Never the code: it follows from the id and a key kept elsewhere."""

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("tries between 0 and 5", name="five_tries_are_all"),
        CheckConstraint("sent between 1 and 4", name="four_messages_are_all"),
        CheckConstraint("expires_at > created_at", name="a_code_ends"),
        {"schema": "risk"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    vendor_id: Mapped[int] = mapped_column(BigInteger)
    booking_id: Mapped[UUID]
    contact: Mapped[str]
    source: Mapped[str]
    road: Mapped[str]
    locale: Mapped[str]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    sent: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
