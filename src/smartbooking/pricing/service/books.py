"""Price books, remembered while the vendor's stamp says that nothing in them changed."""

from __future__ import annotations

from collections.abc import Sequence

from smartbooking.availability import service as availability
from smartbooking.infra.db import ReadTx
from smartbooking.pricing.domain import Offer, PriceBook
from smartbooking.pricing.repository.books import load_book

_books: availability.Memory[Offer, PriceBook] = availability.Memory()


async def book_of(
    read: ReadTx, offers: Sequence[Offer], *, promo_code: str | None = None, customer_key: str = ""
) -> PriceBook:
    """As load_book; the book of one offer without a promo code comes from memory (codes count their uses)."""
    if promo_code or len(set(offers)) != 1:
        return await load_book(read, offers, promo_code=promo_code, customer_key=customer_key)
    offer = offers[0]
    stamp = await availability.stamp_of(read, vendor_id=offer.vendor_id)  # before what it stands for
    book = _books.get(offer, stamp)
    if book is None:
        book = await load_book(read, [offer])
        _books.put(offer, stamp, book)
    return book
