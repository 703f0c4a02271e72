"""Tables of messages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base


class MessageRow(Base):
    """One message by one road: why and about whom, never what it says or to which address."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("cause", "cause_id", "version", "road", name="a_cause_sends_once_by_a_road"),
        CheckConstraint("road in ('email', 'sms')", name="road_is_known"),
        CheckConstraint(
            "status in ('queued', 'sending', 'sent', 'failed', 'unknown', 'dropped')", name="message_status_is_known"
        ),
        CheckConstraint("(next_at is not null) = (status in ('queued', 'sending'))", name="who_waits_has_a_time"),
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
        {"schema": "notifications"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    vendor_id: Mapped[int] = mapped_column(BigInteger)
    about: Mapped[UUID]
    cause: Mapped[str]
    cause_id: Mapped[UUID]
    version: Mapped[int]
    road: Mapped[str]
    locale: Mapped[str]
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    next_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    reference: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
