# ruff: noqa: S608 - the statement is put together from constants; every value is a parameter
"""Listings gathered by the venue that offers them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.infra.db import ReadTx
from smartbooking.search.domain.criteria import Criteria
from smartbooking.search.domain.results import PlaceFound
from smartbooking.search.repository import statement
from smartbooking.search.repository.driver import fetch
from smartbooking.search.repository.statement import Arguments

_FACTS: Final = (
    "l.vendor_id, l.venue_id, count(*) as offers, max(l.rating) as rating, sum(l.review_count)::int as review_count,"
    " (array_agg(l.price_minor order by l.price_milli nulls last, l.offer_id))[1] as price_minor,"
    " (array_agg(l.price_unit order by l.price_milli nulls last, l.offer_id))[1] as price_unit,"
    " min(l.currency) as currency, count(*) over () as total"
)


async def find_places(
    read: ReadTx, criteria: Criteria, *, venue_id: int | None, now: datetime
) -> tuple[list[PlaceFound], int]:
    """A page of venues with matching resources, the best liked first, and how many there are in all."""
    arguments = Arguments()
    conditions = [statement.where(criteria, arguments, now=now).sql(), "l.offer_kind = 'resource'"]
    if venue_id is not None:
        conditions.append(f"l.venue_id = {arguments.add(venue_id, 'bigint')}")
    limit, offset = arguments.add(criteria.limit, "int"), arguments.add(criteria.offset, "int")
    rows = await fetch(
        read,
        f"select {_FACTS} from search.listing l where {' and '.join(conditions)} group by l.vendor_id, l.venue_id"
        f" order by sum(l.popularity) desc, l.venue_id desc limit {limit} offset {offset}",
        tuple(arguments.values),
    )
    found = [
        PlaceFound(
            vendor_id=row["vendor_id"], venue_id=row["venue_id"], offers=row["offers"], rating=row["rating"],
            review_count=row["review_count"], price_minor=row["price_minor"], price_unit=row["price_unit"],
            currency=row["currency"],
        )
        for row in rows
    ]  # fmt: skip
    return found, rows[0]["total"] if rows else 0
