"""One field of the operator's screen finds people, bookings and businesses at once."""

from __future__ import annotations

from dataclasses import dataclass

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.service import listing
from smartbooking.identity import service as identity
from smartbooking.identity.domain import InvalidContact, User, parse_phone
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.principal import Principal
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Vendor

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first few of each kind."""

    people: tuple[User, ...]
    bookings: tuple[Booking, ...]
    businesses: tuple[Vendor, ...]


async def find(read: ReadTx, *, principal: Principal, query: str) -> Found:
    """By code, phone in any spelling, e-mail or part of a name."""
    query = _as_stored(query)
    people = await identity.find_users(read, query=query, limit=SHOWN)
    bookings = await listing.everywhere(read, statuses=(), query=query, page=1, limit=SHOWN)
    businesses = await vendors.find_vendors(read, principal=principal, query=query, limit=SHOWN)
    return Found(
        people=tuple(people.rows), bookings=tuple(bookings.rows), businesses=tuple(businesses.rows)
    )  # fmt: skip


def _as_stored(query: str) -> str:
    """A whole phone number as it is stored; everything else as it was typed."""
    if any(character.isalpha() for character in query):
        return query
    try:
        return parse_phone(query)
    except InvalidContact:
        return query
