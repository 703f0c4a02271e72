"""What a page says before any script runs: title, description, alternates, structured data, and readable text.

React replaces the text inside `#root`. Search engines, link previews and people without scripts get it as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from smartbooking.catalog import service as catalog
from smartbooking.entrypoints.http.pages.booking_paint import Guest, body_of, opened
from smartbooking.entrypoints.http.pages.words import word
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database, ReadTx
from smartbooking.kernel.ids import MalformedId, parse_number
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import NotFound
from smartbooking.kernel.text import LOCALES, Localized
from smartbooking.vendors.domain import Venue

_OFFER_PAGE: Final = re.compile(r"/v/[^/]+/((?:res|srv)_\d+)")
_BOOKING_PAGE: Final = re.compile(r"/(?:m|done)/bkg_\w+")
_CURATED: Final = {
    "/hotels": {
        "kk": "Қонақүйлер: бос нөмірлер мен бағалар",
        "ru": "Гостиницы: свободные номера и цены",
        "en": "Hotels: free rooms and prices",
    },
    "/restaurants": {
        "kk": "Мейрамханалар: бос үстелдер",
        "ru": "Рестораны: свободные столы",
        "en": "Restaurants: free tables",
    },
}
_TITLES: Final = {
    "kk": "Бос уақытты тауып, бір минутта брондаңыз",
    "ru": "Найдите свободное время и забронируйте за минуту",
    "en": "Find a free time and book it in a minute",
}
_DESCRIPTIONS: Final = {
    "kk": "Қонақүй, салон, корт, дәрігер, мейрамхана және басқалар: бос уақыт бірден көрінеді, тіркелу керек емес.",
    "ru": "Гостиницы, салоны, корты, врачи, рестораны и другое: свободное время видно сразу, регистрация не нужна.",
    "en": "Hotels, salons, courts, doctors, restaurants and more: free times at once, no account needed.",
}
_LANGUAGES: Final = {"kk": "kk_KZ", "ru": "ru_RU", "en": "en_GB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPaint:
    """The parts of a page that are written on the server."""

    path: str
    title: str
    description: str
    body: str
    facts: dict[str, Any] | None = None  # Any: JSON-LD
    indexed: bool = True


async def first_paint(database: Database, signer: Signer, *, path: str, guest: Guest, changed: bool) -> FirstPaint:
    """What to say at `path`; an offer or booking nobody may see is an ordinary page of the app, which then says so."""
    locale = guest.locale
    offer = _OFFER_PAGE.fullmatch(path)
    if offer or (_BOOKING_PAGE.fullmatch(path) and guest.token):
        async with database.reading() as read:
            found = (
                await _offer(read, offer[1], locale)
                if offer
                else await _booking(read, signer, path, guest, changed=changed)
            )
        if found is not None:
            return found
    title, description = _CURATED.get(path, _TITLES)[locale], _DESCRIPTIONS[locale]
    public = path in ("/", "/s", *_CURATED)
    body = f"<h1>{escape(title)}</h1><p>{escape(description)}</p>"
    return FirstPaint(path=path, title=f"{title} — SmartBooking", description=description, body=body, indexed=public)


async def _booking(read: ReadTx, signer: Signer, path: str, guest: Guest, *, changed: bool) -> FirstPaint | None:
    shown = await opened(read, signer, guest)
    if shown is None or shown.id not in path:
        return None
    title = f"{word('your_booking', guest.locale)} — SmartBooking"
    body = body_of(shown, signer=signer, changed=changed)
    return FirstPaint(path=path, title=title, description="", body=body, indexed=False)


async def _offer(read: ReadTx, public_id: str, locale: str) -> FirstPaint | None:
    try:
        if public_id.startswith("srv_"):
            number = parse_number("srv", public_id)
            service = await catalog.describe_service(read, service_id=number, principal=Principal())
            return _page_of(public_id, service.service.name, service.service.description, service.venue, locale)
        number = parse_number("res", public_id)
        resource = await catalog.describe(read, resource_id=number, principal=Principal())
    except (NotFound, MalformedId):
        return None
    return _page_of(public_id, resource.resource.name, resource.resource.description, resource.venue, locale)


def _page_of(public_id: str, name: Localized, about: Localized, venue: Venue, locale: str) -> FirstPaint:
    title, house, text = name.pick(locale), venue.name.pick(locale), about.pick(locale)
    address = venue.place.line(locale)
    where = ", ".join(part for part in (address, venue.town(locale)) if part)
    phone = f'<p><a href="tel:{escape(venue.phone)}">{escape(venue.phone)}</a></p>' if venue.phone else ""
    return FirstPaint(
        path=f"/v/{venue.slug}/{public_id}",
        title=f"{title}, {house} — SmartBooking",
        description=" ".join(part for part in (text, where) if part)[:300],
        body=(
            f"<p>{escape(house)}</p><h1>{escape(title)}</h1><p>{escape(where)}</p><p>{escape(text)}</p>{phone}"
            f"<noscript><p>{word('scripts', locale)}</p></noscript>"
        ),
        facts=_facts(title, text, house, address, venue, locale),
    )


def _facts(title: str, text: str, house: str, address: str, venue: Venue, locale: str) -> dict[str, Any]:
    place: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": house,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": address,
            "addressLocality": venue.town(locale),
            "addressCountry": venue.country,
        },
        "makesOffer": {
            "@type": "Offer",
            "itemOffered": {"@type": "Service", "name": title, "description": text},
        },
    }
    if venue.phone:
        place["telephone"] = venue.phone
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
    return place


def painted(shell: str, paint: FirstPaint, *, locale: str, base_url: str) -> str:
    """The app's shell with the parts of this page in it."""
    address = escape(f"{base_url}{paint.path}")
    title, description = escape(paint.title), escape(paint.description)
    head = [f"<title>{title}</title>", f'<meta name="description" content="{description}">']
    if paint.indexed:
        head += [
            f'<link rel="canonical" href="{address}?lang={locale}">',
            *(f'<link rel="alternate" hreflang="{code}" href="{address}?lang={code}">' for code in LOCALES),
            f'<link rel="alternate" hreflang="x-default" href="{address}">',
            '<meta property="og:site_name" content="SmartBooking"><meta property="og:type" content="website">',
            f'<meta property="og:title" content="{title}"><meta property="og:description" content="{description}">',
            f'<meta property="og:url" content="{address}"><meta property="og:locale" content="{_LANGUAGES[locale]}">',
        ]
    else:
        head.append('<meta name="robots" content="noindex">')
    if paint.facts is not None:
        # A closing tag inside the data would end the element early.
        data = json.dumps(paint.facts, ensure_ascii=False).replace("<", "\\u003c")
        head.append(f'<script type="application/ld+json">{data}</script>')
    page = re.sub(r"<title>.*?</title>", lambda _: "".join(head), shell, count=1)
    page = re.sub(r'<html lang="[^"]*"', f'<html lang="{locale}"', page, count=1)
    body = f'<div id="root"><main class="first-paint">{paint.body}</main></div>'
    return page.replace('<div id="root"></div>', body, 1)
