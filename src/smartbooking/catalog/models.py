"""Tables of the catalog. Every key begins with the vendor; ids are numbers unique across vendors.

The checks live in the migration; here is what queries and the drift check need.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Identity, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "catalog"


class ResourceRow(Base):
    """What is booked. The ledger follows capacity, grain and status by a trigger on this table."""

    __tablename__ = "resource"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        ForeignKeyConstraint(
            ["vendor_id", "parent_id"],
            ["catalog.resource.vendor_id", "catalog.resource.id"],
            name="parent_is_of_the_same_vendor",
        ),
        ForeignKeyConstraint(
            ["vendor_id", "venue_id"],
            ["vendors.venue.vendor_id", "vendors.venue.id"],
            name="resource_belongs_to_venue",
        ),
        UniqueConstraint("vendor_id", "external_ref", name="one_resource_per_external_ref"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    venue_id: Mapped[int] = mapped_column(BigInteger)
    vertical: Mapped[str]
    kind: Mapped[str]
    timing: Mapped[str]
    name: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]]
    capacity: Mapped[int] = mapped_column(Integer)
    grain_seconds: Mapped[int] = mapped_column(Integer)
    session_start: Mapped[datetime | None]
    session_end: Mapped[datetime | None]
    max_party: Mapped[int | None] = mapped_column(Integer)
    attributes: Mapped[dict[str, Any]]
    amenities: Mapped[list[str]]
    status: Mapped[str]
    listed: Mapped[bool]
    confirmation: Mapped[str]
    payment_timing: Mapped[str]
    policy: Mapped[str]
    custom_policy: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(Integer)
    external_ref: Mapped[str | None]
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class UnitRow(Base):
    """A named member of a resource."""

    __tablename__ = "unit"
    __table_args__: Any = (
        ForeignKeyConstraint(
            ["vendor_id", "resource_id"],
            ["catalog.resource.vendor_id", "catalog.resource.id"],
            name="unit_belongs_to_resource",
        ),
        UniqueConstraint("vendor_id", "resource_id", "name", name="unit_name_is_unique_in_resource"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    resource_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    note: Mapped[str]
    active: Mapped[bool]
    position: Mapped[int] = mapped_column(Integer)


class ServiceRow(Base):
    """A way to book resources."""

    __tablename__ = "service"
    __table_args__: Any = (
        ForeignKeyConstraint(
            ["vendor_id", "venue_id"],
            ["vendors.venue.vendor_id", "vendors.venue.id"],
            name="service_belongs_to_venue",
        ),
        UniqueConstraint("vendor_id", "external_ref", name="one_service_per_external_ref"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    venue_id: Mapped[int] = mapped_column(BigInteger)
    vertical: Mapped[str]
    name: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]]
    duration_minutes: Mapped[int] = mapped_column(Integer)
    pad_after_minutes: Mapped[int] = mapped_column(Integer)
    status: Mapped[str]
    listed: Mapped[bool]
    confirmation: Mapped[str]
    payment_timing: Mapped[str]
    policy: Mapped[str]
    custom_policy: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    position: Mapped[int] = mapped_column(Integer)
    external_ref: Mapped[str | None]
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RequirementRow(Base):
    """A role a service needs filled."""

    __tablename__ = "requirement"
    __table_args__: Any = (
        ForeignKeyConstraint(
            ["vendor_id", "service_id"],
            ["catalog.service.vendor_id", "catalog.service.id"],
            name="requirement_belongs_to_service",
            ondelete="CASCADE",
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    service_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    quantity: Mapped[int] = mapped_column(Integer)


class RequirementResourceRow(Base):
    """A resource that may fill a role."""

    __tablename__ = "requirement_resource"
    __table_args__: Any = (
        ForeignKeyConstraint(
            ["vendor_id", "service_id", "role"],
            ["catalog.requirement.vendor_id", "catalog.requirement.service_id", "catalog.requirement.role"],
            name="choice_belongs_to_requirement",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["vendor_id", "resource_id"],
            ["catalog.resource.vendor_id", "catalog.resource.id"],
            name="choice_is_of_the_same_vendor",
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    service_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    position: Mapped[int] = mapped_column(Integer)


class ImageRow(Base):
    """A picture of an offer; `variants` lists the stored sizes as {key, width, height}."""

    __tablename__ = "image"
    __table_args__: Any = (
        ForeignKeyConstraint(
            ["vendor_id", "resource_id"],
            ["catalog.resource.vendor_id", "catalog.resource.id"],
            name="image_shows_resource",
        ),
        ForeignKeyConstraint(
            ["vendor_id", "service_id"],
            ["catalog.service.vendor_id", "catalog.service.id"],
            name="image_shows_service",
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    resource_id: Mapped[int | None] = mapped_column(BigInteger)
    service_id: Mapped[int | None] = mapped_column(BigInteger)
    alt: Mapped[dict[str, Any]]
    variants: Mapped[list[Any]] = mapped_column(JSONB)
    position: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
