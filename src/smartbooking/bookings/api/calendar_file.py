"""A booking as an iCalendar file (RFC 5545), with the venue's time zone spelled out."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from smartbooking.bookings.domain import Booking, Status
from smartbooking.kernel.ids import public_id
from smartbooking.vendors.domain import Venue

_GONE = frozenset({Status.CANCELLED, Status.DECLINED, Status.EXPIRED, Status.ABANDONED, Status.REFUNDED_UNAVAILABLE})


def calendar_file(booking: Booking, venue: Venue, *, locale: str, base_url: str, now: datetime) -> bytes:
    """The file's bytes. The UID never changes; SEQUENCE is the booking's version, so updates replace the entry."""
    zone = ZoneInfo(booking.timezone)
    gone = booking.status in _GONE
    calendar = Calendar()
    calendar.add("prodid", "-//SmartBooking//Booking//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    event = Event()
    event.add("uid", f"{public_id('bkg', booking.id)}@smartbooking")
    event.add("sequence", booking.version)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", booking.starts_at.astimezone(zone))
    event.add("dtend", booking.ends_at.astimezone(zone))
    event.add("summary", f"{booking.lines[0].name.pick(locale)} — {venue.name.pick(locale)}")
    event.add("location", ", ".join(part for part in (venue.town(locale), venue.place.line(locale)) if part))
    event.add("description", f"{booking.code}\n{base_url}")
    event.add("status", "CANCELLED" if gone else "CONFIRMED" if booking.status is not Status.HELD else "TENTATIVE")
    calendar.add_component(
        Timezone.from_tzinfo(
            zone, tzid=booking.timezone, first_date=booking.starts_at.date(), last_date=booking.ends_at.date()
        )
    )
    calendar.add_component(event)
    return bytes(calendar.to_ical())
