"""Tables of the read model, for the check that models and history agree; queries are plain SQL in `repository`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Double, PrimaryKeyConstraint
from sqlalchemy.dialects.postgresql import REAL, TSVECTOR
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from smartbooking.infra.db import Base


class Cube(UserDefinedType[str]):
    """A point of the extension `cube`."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:  # Any: SQLAlchemy's own signature
        return "cube"


ischema_names["cube"] = Cube


class ListingRow(Base):
    """One bookable offer as search shows it."""

    __tablename__ = "listing"
    __table_args__ = (
        PrimaryKeyConstraint("vendor_id", "offer_kind", "offer_id", name="listing_of_one_offer"),
        CheckConstraint("offer_kind in ('resource', 'service')", name="listing_is_of_a_resource_or_a_service"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="listing_has_whole_point"),
        CheckConstraint("(timing = 'session') = (starts_at is not null)", name="session_listing_has_times"),
        CheckConstraint("(price_minor is null) = (price_milli is null)", name="listing_price_in_both_scales"),
        {"schema": "search"},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    offer_kind: Mapped[str]
    offer_id: Mapped[int] = mapped_column(BigInteger)
    venue_id: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str]
    vertical: Mapped[str]
    timing: Mapped[str]
    confirmation: Mapped[str]
    names: Mapped[dict[str, Any]]  # Any: jsonb, locale to text
    venue_name: Mapped[dict[str, Any]]  # Any: jsonb, locale to text
    slug: Mapped[str]
    city: Mapped[str]
    city_key: Mapped[str]
    country: Mapped[str]
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)
    earth: Mapped[str | None] = mapped_column(Cube)
    tz: Mapped[str]
    currency: Mapped[str]
    price_minor: Mapped[int | None] = mapped_column(BigInteger)
    price_milli: Mapped[int | None] = mapped_column(BigInteger)
    price_unit: Mapped[str]
    rating: Mapped[float] = mapped_column(REAL, server_default="0")
    review_count: Mapped[int] = mapped_column(server_default="0")
    popularity: Mapped[int] = mapped_column(BigInteger, server_default="0")
    amenities: Mapped[list[str]]
    attributes: Mapped[dict[str, Any]]  # Any: jsonb of the vertical's own schema
    capacity: Mapped[int]
    max_party: Mapped[int | None]
    min_nights: Mapped[int | None]
    max_nights: Mapped[int | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    images: Mapped[dict[str, Any]]  # Any: jsonb, a list of addresses
    sort_kk: Mapped[str]
    sort_ru: Mapped[str]
    sort_en: Mapped[str]
    written: Mapped[list[str]]
    name_keys: Mapped[list[str]]
    folded: Mapped[str] = mapped_column(TSVECTOR)
    place: Mapped[str] = mapped_column(TSVECTOR)
    russian: Mapped[str] = mapped_column(TSVECTOR)
    english: Mapped[str] = mapped_column(TSVECTOR)
    changed_at: Mapped[datetime]


class WordRow(Base):
    """A folded word that occurs in some listing."""

    __tablename__ = "word"
    __table_args__ = ({"schema": "search"},)

    word: Mapped[str] = mapped_column(primary_key=True)
    near: Mapped[list[str]]


class CityRow(Base):
    """A city in which something is listed; `name` is as the first venue wrote it."""

    __tablename__ = "city"
    __table_args__ = ({"schema": "search"},)

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str]
