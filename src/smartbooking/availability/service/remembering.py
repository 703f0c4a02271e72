"""What a process remembers of a vendor's offers, valid only while the vendor's stamp is the one it was read with.

The database changes the stamp in the transaction that changes anything an offer, its rules or its prices depend on
(`availability.rule_stamp`, kept by triggers), so a memory is never older than the question asked about its stamp.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import UUID

from smartbooking.availability.repository import pages as page_rows
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Resource, Service
from smartbooking.infra.db import ReadTx, reads_only
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Venue

REMEMBERED: Final = 5_000
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Values by key with the stamp they were read under; the least recently used go first."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._kept: OrderedDict[K, tuple[UUID, V]] = OrderedDict()

    def get(self, key: K, stamp: UUID | None) -> V | None:
        """The value, if it was read under this very stamp."""
        kept = self._kept.get(key)
        if kept is None or kept[0] != stamp:
            return None
        self._kept.move_to_end(key)
        return kept[1]

    def put(self, key: K, stamp: UUID | None, value: V) -> None:
        """Keep what was read AFTER its stamp; without a stamp nothing is kept."""
        if stamp is None:
            return
        self._kept[key] = (stamp, value)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class KnownOffer:
    """A resource or a service with its venue; `verified` says whether the platform vouches for the business."""

    thing: Resource | Service
    venue: Venue
    verified: bool


_offers: Memory[tuple[str, int], KnownOffer] = Memory()
_vendors: dict[tuple[str, int], int] = {}  # an offer never changes its vendor


async def known_offer(read: ReadTx, *, resource_id: int | None = None, service_id: int | None = None) -> KnownOffer:
    """An offer in any status with its venue; one small query when remembered. Raises NotFound."""
    key = ("resource", resource_id) if resource_id is not None else ("service", service_id or 0)
    vendor_id = _vendors.get(key)
    if vendor_id is not None:
        known = _offers.get(key, await stamp_of(read, vendor_id=vendor_id))
        if known is not None:
            return known
    else:
        vendor_id = (await _thing(read, resource_id, service_id)).vendor_id
    stamp = await stamp_of(read, vendor_id=vendor_id)  # before what it stands for
    thing = await _thing(read, resource_id, service_id)
    _vendors[key] = thing.vendor_id
    venue = await vendors.get_venue(read, vendor_id=thing.vendor_id, venue_id=thing.venue_id)
    vendor = await vendors.get_vendor(read, vendor_id=thing.vendor_id)
    known = KnownOffer(thing, venue, vendor.listed)
    # The remembered vendor is another one only when the process has met another database under the same number.
    _offers.put(key, stamp if thing.vendor_id == vendor_id else None, known)
    return known


async def _thing(read: ReadTx, resource_id: int | None, service_id: int | None) -> Resource | Service:
    if resource_id is not None:
        return await catalog.get_resource(read, resource_id=resource_id)
    return await catalog.get_service(read, service_id=service_id or 0)


async def stamp_of(read: ReadTx, *, vendor_id: int) -> UUID | None:
    """The vendor's present stamp; a session for reading only asks once in its few milliseconds."""
    if not reads_only(read):
        return await page_rows.rule_stamp(read, vendor_id=vendor_id)
    seen: dict[int, UUID | None] = read.info.setdefault(stamp_of, {})
    if vendor_id not in seen:
        seen[vendor_id] = await page_rows.rule_stamp(read, vendor_id=vendor_id)
    return seen[vendor_id]


def stamp_seen(read: ReadTx, *, vendor_id: int, stamp: UUID | None) -> None:
    """Another query of this session brought the stamp along."""
    if reads_only(read):
        read.info.setdefault(stamp_of, {})[vendor_id] = stamp
