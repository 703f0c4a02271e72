"""The zone of a business: whoever stands at its desk reads what happened in the time of that desk."""

from __future__ import annotations

from smartbooking.infra.db import ReadTx
from smartbooking.vendors import service as vendors


async def zone_of(read: ReadTx, vendor_id: int) -> str:
    """The zone a business lives in. Raises NotFound."""
    return (await vendors.get_vendor(read, vendor_id=vendor_id)).timezone
