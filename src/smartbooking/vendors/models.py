"""Tables of vendors. Texts people read are JSON objects by language."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Double,
    ForeignKey,
    Identity,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "vendors"
_E164 = r"phone ~ '^\+[1-9][0-9]{6,14}$'"


class VendorRow(Base):
    """A business. `external_ref` is its id in the system it was imported from."""

    __tablename__ = "vendor"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        UniqueConstraint("slug", name="one_vendor_per_slug"),
        UniqueConstraint("external_ref", name="one_vendor_per_external_ref"),
        CheckConstraint(
            "status in ('draft', 'submitted', 'verified', 'rejected', 'suspended')",
            name="vendor_status_is_known",
        ),
        CheckConstraint("jsonb_typeof(name) = 'object' and name <> '{}'", name="vendor_has_a_name"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="vendor_country_is_iso"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="vendor_currency_is_iso"),
        CheckConstraint(_E164, name="vendor_phone_is_e164"),
        Index("vendor_by_status", "status", "id"),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    slug: Mapped[str]
    name: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    vertical: Mapped[str | None]
    country: Mapped[str]
    currency: Mapped[str]
    timezone: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    legal_name: Mapped[str | None]
    business_number: Mapped[str | None]
    external_ref: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default=text("'draft'"))
    open_by_link: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class DecisionRow(Base):
    """One step of a vendor's onboarding: what was decided, by whom, when and why."""

    __tablename__ = "decision"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="decision_pkey"),
        CheckConstraint(
            "verb in ('submit', 'verify', 'reject', 'suspend', 'reinstate')", name="decision_verb_is_known"
        ),
        CheckConstraint("verb = 'submit' or reason <> ''", name="refusal_has_a_reason"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey(f"{SCHEMA}.vendor.id", name="decision_is_about_a_vendor")
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    verb: Mapped[str]
    from_status: Mapped[str]
    to_status: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class VenueRow(Base):
    """A place of a vendor. Every key starts with the vendor: its rows may live on a server of their own."""

    __tablename__ = "venue"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="venue_pkey"),
        UniqueConstraint("slug", name="one_venue_per_slug"),
        UniqueConstraint("vendor_id", "external_ref", name="one_venue_per_external_ref"),
        CheckConstraint("jsonb_typeof(name) = 'object' and name <> '{}'", name="venue_has_a_name"),
        CheckConstraint("latitude between -90 and 90 and longitude between -180 and 180", name="venue_is_on_the_globe"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="venue_has_both_coordinates"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="venue_country_is_iso"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="venue_currency_is_iso"),
        CheckConstraint(_E164, name="venue_phone_is_e164"),
        Index("venue_by_id", "id"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey(f"{SCHEMA}.vendor.id", name="venue_belongs_to_vendor")
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    slug: Mapped[str]
    name: Mapped[dict[str, Any]]
    address: Mapped[dict[str, Any]]
    city: Mapped[str]
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)
    timezone: Mapped[str]
    country: Mapped[str]
    currency: Mapped[str]
    check_in: Mapped[time]
    check_out: Mapped[time]
    phone: Mapped[str | None]
    external_ref: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
