"""What moves a listing up: bookings and reviews."""

from __future__ import annotations

from smartbooking.infra.db import Tx
from smartbooking.search.domain.listing import OfferKind
from smartbooking.search.repository import listings


async def add_popularity(tx: Tx, *, vendor_id: int, offer_kind: OfferKind, offer_id: int, points: int) -> None:
    """Somebody booked the offer (points above zero) or gave it back; popularity never falls below zero."""
    await listings.add_popularity(tx, vendor_id=vendor_id, offer_kind=offer_kind, offer_id=offer_id, points=points)


async def set_rating(
    tx: Tx, *, vendor_id: int, offer_kind: OfferKind, offer_id: int, rating: float, reviews: int
) -> None:
    """The average of published reviews, 0 to 5, and how many there are."""
    if not 0 <= rating <= 5 or reviews < 0:
        raise ValueError("a rating runs from 0 to 5")
    await listings.set_rating(
        tx, vendor_id=vendor_id, offer_kind=offer_kind, offer_id=offer_id, rating=rating, reviews=reviews
    )
