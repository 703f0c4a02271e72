"""What turning a switch would touch, counted: how often it was used in the last seven days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text

from smartbooking.infra.db import ReadTx
from smartbooking.kernel.switches import Switch

DAYS: Final = 7
# By an index each: of time, or of business and time for each business.
_USED: Final = {
    Switch.NEW_ACCOUNTS: text("select count(*) from identity.account where created_at > :since"),
    Switch.NEW_BUSINESSES: text("select count(*) from vendors.vendor where created_at > :since"),
    Switch.CALL_REQUESTS: text("select count(*) from operations.support_request where asked_at > :since"),
    Switch.CUSTOMER_MOVES: text("""
        select count(*) from vendors.vendor cross join lateral (
          select from bookings.change
          join bookings.booking on booking.vendor_id = change.vendor_id and booking.id = change.booking_id
          where change.vendor_id = vendor.id and change.at > :since and change.what = 'reschedule'
            and change.actor in ('guest', 'user:' || booking.customer_id)) as moved
        where cast(:vendor_id as bigint) is null or vendor.id = :vendor_id
    """),
    Switch.GIFT_CARD_SALE: text("""
        select count(*) from vendors.vendor cross join lateral (
          select from value.account where account.vendor_id = vendor.id and issued_at > :since
            and account.kind = 'gift_card') as sold
        where cast(:vendor_id as bigint) is null or vendor.id = :vendor_id
    """),
}


async def used(read: ReadTx, switch: Switch, *, vendor_id: int | None, now: datetime) -> int:
    """How often in the last seven days people did what the switch would stop."""
    statement, values = _USED[switch], {"since": now - timedelta(days=DAYS), "vendor_id": vendor_id}
    return int(await read.scalar(statement, values if ":vendor_id" in statement.text else {"since": values["since"]}))
