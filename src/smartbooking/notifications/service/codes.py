"""The message with a code: asked for by risk, written when it goes out, never kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.bookings.service import reading as bookings
from smartbooking.infra.db import ReadTx
from smartbooking.notifications.domain import Message, RoadKind
from smartbooking.notifications.ports import Letter
from smartbooking.notifications.service.causes import rendered
from smartbooking.risk import service as risk
from smartbooking.vendors import service as vendors

CAUSE: Final = "code"


async def letter(read: ReadTx, message: Message, now: datetime) -> Letter | None:
    """The code for whoever waits for it; None when she has proven herself, changed her contact, or it is too late."""
    found = await risk.code_to_send(read, message.cause_id, now=now)
    booking = await bookings.booking_of(read, message.about)
    if found is None or booking is None or booking.contact is None:
        return None
    challenge, code = found
    to = booking.contact.phone if message.road is RoadKind.SMS else booking.contact.email
    if not to or risk.name_of_contact(to) != challenge.contact:
        return None
    vendor = await vendors.get_vendor(read, vendor_id=message.vendor_id)
    business = " ".join(vendor.name.pick(message.locale).split())
    minutes = max(1, int((challenge.expires_at - now).total_seconds()) // 60)
    subject, text = rendered(CAUSE, message.locale, business=business, code=code, minutes=minutes)
    return Letter(key=message.id, to=to, sender=business, subject=subject, text=text)
