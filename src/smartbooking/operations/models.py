"""Tables of the help desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base
from smartbooking.operations.domain import Status, Topic

SCHEMA = "operations"
OPEN = "status in ('waiting', 'taken')"


def _among(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} in ({listed})"


class SupportRequestRow(Base):
    """A call we owe somebody. Whoever asks twice is owed one call."""

    __tablename__ = "support_request"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        CheckConstraint(_among("topic", Topic), name="topic_is_known"),
        CheckConstraint(_among("status", Status), name="request_status_is_known"),
        CheckConstraint("(status = 'taken') = (taken_by is not null)", name="taken_by_somebody"),
        CheckConstraint("(status in ('done', 'unreached')) = (closed_at is not null)", name="closed_at_a_time"),
        Index("one_open_request_per_phone", "phone", unique=True, postgresql_where=text(OPEN)),
        Index("support_request_by_promise", "promised_at", postgresql_where=text(OPEN)),
        Index("support_request_by_closing", "closed_at", postgresql_where=text("closed_at is not null")),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    promised_at: Mapped[datetime]
    phone: Mapped[str]
    name: Mapped[str]
    locale: Mapped[str]
    topic: Mapped[str]
    note: Mapped[str]
    page: Mapped[str]
    problem_code: Mapped[str]
    booking_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    status: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    calls: Mapped[int] = mapped_column(server_default=text("0"))
    taken_by: Mapped[UUID | None]
    taken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome_note: Mapped[str] = mapped_column(server_default=text("''"))
