"""A booking as plain HTML: what its link shows before any script runs, and without scripts at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import segno

from smartbooking.bookings.api.shaping import policy_view
from smartbooking.bookings.domain import Booking, Verb, allowed_verbs
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.charging import Bill, asks_for_card
from smartbooking.bookings.service import cancellation, reading
from smartbooking.documents.rendering.words import money
from smartbooking.entrypoints.http.pages.words import span, status_word, word
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.period import Nights
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import NotFound
from smartbooking.pricing.domain import label_of
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Venue

# What the person saw before pressing the button: only that amount may be carried out.
AGREED: Final = "cancel-as-shown"
AGREED_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who opened the link, in which language, and when."""

    token: str
    locale: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A booking with everything its pages need."""

    booking: Booking
    venue: Venue
    bill: Bill | None
    guest: Guest

    @property
    def id(self) -> str:
        return public_id("bkg", self.booking.id)

    def address(self, path: str) -> str:
        """An address of this booking that carries the link's token along."""
        return f"{path}?{urlencode({'token': self.guest.token, 'lang': self.guest.locale})}"


async def opened(read: ReadTx, signer: Signer, guest: Guest) -> Shown | None:
    """The booking the token opens; None when it opens nothing."""
    booking_id = reading.booking_of_token(signer, guest.token, guest.now)
    if booking_id is None:
        return None
    caller = Caller(principal=Principal(), link_to=booking_id)
    try:
        booking, actor = await reading.find(read, booking_id=booking_id, caller=caller)
    except NotFound:
        return None
    venue = await vendors.get_venue(read, vendor_id=booking.vendor_id, venue_id=booking.venue_id)
    bill = None
    if Verb.CANCEL in allowed_verbs(booking.status, actor):
        _, bill = await cancellation.preview(read, booking_id=booking_id, caller=caller, now=guest.now)
    return Shown(booking=booking, venue=venue, bill=bill, guest=guest)


def agreed_token(signer: Signer, shown: Shown) -> str:
    """Binds the button to the amounts beside it."""
    assert shown.bill is not None
    amounts = {
        "b": shown.booking.id.hex,
        "r": shown.bill.refund.minor,
        "f": shown.bill.kept.minor + shown.bill.charge.minor,
    }
    return signer.sign(AGREED, amounts, expires_at=shown.guest.now + AGREED_FOR)


def body_of(shown: Shown, *, signer: Signer, changed: bool = False) -> str:
    """The inside of the page of a booking."""
    locale = shown.guest.locale
    links = [
        (f"/api/v1/bookings/{shown.id}/calendar.ics", "calendar"),
        (f"/r/{shown.id}", "print"),
    ]
    row = "".join(
        f'<a class="button secondary" href="{escape(shown.address(path))}">{word(name, locale)}</a>'
        for path, name in links
    )
    notice = f'<p class="notice warn" role="alert">{word("changed", locale)}</p>' if changed else ""
    return (
        f'<div class="page narrow stack"><h1>{word("your_booking", locale)}</h1>{notice}'
        f'<article class="card plain-booking">{facts(shown)}{prices(shown)}'
        f'<p class="second">{escape(policy_view(shown.booking, locale).summary)}</p>'
        f'<nav class="row">{row}</nav></article>{_cancel_form(shown, signer)}</div>'
    )


def facts(shown: Shown) -> str:
    """What, when, where and the code with its picture."""
    booking, venue, locale = shown.booking, shown.venue, shown.guest.locale
    zone = ZoneInfo(booking.timezone)
    start, end = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    nights = isinstance(booking.lines[0].span, Nights)
    where = ", ".join(part for part in (venue.name.pick(locale), venue.place.line(locale), venue.town(locale)) if part)
    rows = [
        ("code", f'<b class="ticket-code">{escape(booking.code)}</b>'),
        ("when", escape(span(start, end, locale, nights=nights)) + f" <small>{escape(f'{start:%Z}')}</small>"),
        ("where", escape(where)),
    ]
    if venue.phone:
        rows.append(("phone", f'<a href="tel:{escape(venue.phone)}">{escape(venue.phone)}</a>'))
    if booking.contact is not None:
        rows.append(("guest", f"<bdi>{escape(booking.contact.name)}</bdi>"))
    names = "".join(
        f"<li>{escape(line.name.pick(locale))}{f' × {line.quantity}' if line.quantity > 1 else ''}</li>"
        for line in booking.lines
    )
    listed = "".join(f"<div><dt>{word(name, locale)}</dt><dd>{value}</dd></div>" for name, value in rows)
    picture = segno.make(booking.code, micro=False).svg_inline(scale=4, border=2, dark="#0e1f24", light="#fff")
    status = status_word(booking.status.value, locale)
    return (
        f'<p><span class="tag">{status}</span></p><ul class="plain-names">{names}</ul>'
        f'<div class="plain-top"><dl>{listed}</dl><div class="plain-qr" aria-hidden="true">{picture}</div></div>'
    )


def prices(shown: Shown) -> str:
    """The price line by line, as it was agreed."""
    booking, locale = shown.booking, shown.guest.locale
    quote = booking.quote
    rows = [(label_of(line, locale), money(line.amount, locale), "") for line in quote.lines]
    rows.append((word("total", locale), money(quote.total, locale), "total"))
    if booking.due_now.minor > 0:
        rows.append((word("due_now", locale), money(booking.due_now, locale), ""))
    if quote.due_on_site.minor > 0:
        rows.append((word("due_on_site", locale), money(quote.due_on_site, locale), ""))
    if asks_for_card(booking) and booking.intent_id is not None:
        rows.append((word("held", locale), money(quote.card_hold, locale), ""))
    if booking.refund is not None and booking.refund.minor > 0:
        rows.append((word("refund", locale), money(booking.refund, locale), ""))
    listed = "".join(
        f'<div class="{look}"><dt>{escape(label)}</dt><dd>{escape(amount)}</dd></div>' for label, amount, look in rows
    )
    return f'<dl class="prices numeric">{listed}</dl>'


def _cancel_form(shown: Shown, signer: Signer) -> str:
    """Cancelling without scripts: the exact refund stands beside the button that carries it out."""
    if shown.bill is None:
        return ""
    locale, found = shown.guest.locale, shown.bill
    money_back = (
        word("back_money", locale).format(amount=money(found.refund, locale))
        if found.refund.minor > 0
        else word("no_money", locale)
    )
    if found.charge.minor > 0:
        money_back = word("charged", locale).format(amount=money(found.charge, locale))
    fee = f" {word('fee', locale).format(amount=money(found.kept, locale))}" if found.kept.minor > 0 else ""
    hidden = {"token": shown.guest.token, "agreed": agreed_token(signer, shown), "lang": locale}
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items())
    return (
        f'<form class="card plain-booking" method="post" action="/m/{shown.id}/cancel">{fields}'
        f"<h2>{word('cancel_ask', locale)}</h2><p>{escape(money_back + fee)}</p>"
        f'<div><button class="button danger" type="submit">{word("cancel", locale)}</button></div></form>'
    )
