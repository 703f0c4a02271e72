"""Where things are: structured addresses, time zones, venues."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from typing import Final

import phonenumbers
from babel.numbers import list_currencies

from smartbooking.kernel.text import DEFAULT_LOCALE, Localized
from smartbooking.vendors.domain.spelling import city_in, in_latin, is_cyrillic, street_in_english

# What stands before each part of an address, by language; {} is the part.
_FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "ru": {
        "district": "мкр. {}", "house": "{}", "building": "корп. {}", "entrance": "подъезд {}", "floor": "этаж {}",
        "office": "оф. {}", "corner": "уг. {}",
    },
    "kk": {
        "district": "{} ы.а.", "house": "{}", "building": "{}-корпус", "entrance": "{}-кіреберіс",
        "floor": "{}-қабат", "office": "{}-кеңсе", "corner": "{} қиылысы",
    },
    "en": {
        "district": "{} district", "house": "{}", "building": "bldg {}", "entrance": "entrance {}",
        "floor": "floor {}", "office": "office {}", "corner": "corner of {}",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address as people here give it (MARKET M19). Only `street` is expected; the pin on the map is the truth.

    `street` as written on the sign (ул., пр., мкр. included if part of the name); `building` корпус; `corner` the
    crossing street; `landmark` free text ("напротив рынка"); `former_streets` old names people still search for;
    `translations` words of street, district, corner and landmark by language.
    """

    street: str = ""
    house: str = ""
    building: str = ""
    district: str = ""
    entrance: str = ""
    floor: str = ""
    office: str = ""
    corner: str = ""
    landmark: str = ""
    postcode: str = ""
    former_streets: tuple[str, ...] = ()
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Address:
        """An address known only as one line."""
        return cls(street=text)

    def line(self, locale: str = DEFAULT_LOCALE) -> str:
        """The address in one line, most general part first, without the city."""
        forms = _FORMS.get(locale, _FORMS[DEFAULT_LOCALE])
        district, landmark = self._said("district", locale), self._said("landmark", locale)
        house = " ".join(part for part in (self._said("street", locale), self.house) if part)
        parts = [forms["district"].format(district) if district else "", house]
        parts += [
            forms[name].format(self._said(name, locale))
            for name in ("building", "corner", "entrance", "floor", "office")
            if getattr(self, name)
        ]
        if landmark:
            parts.append(f"({landmark})")
        return ", ".join(part for part in parts if part).replace(", (", " (")

    def _said(self, name: str, locale: str) -> str:
        """A part in the reader's language: its translation, else in English by its letters, else as written."""
        written: str = getattr(self, name)
        if said := self.translations.get(locale, {}).get(name):
            return said
        if locale != "en" or not is_cyrillic(written):
            return written
        if name == "landmark":
            return ""  # a sentence in other letters helps nobody
        return street_in_english(written) if name in ("street", "corner") else in_latin(written)

    @property
    def empty(self) -> bool:
        return not (self.street or self.district or self.landmark or self.corner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place of a vendor. All its wall times are in `timezone` (IANA); `check_in`, `check_out` bound its nights."""

    vendor_id: int
    id: int
    slug: str
    name: Localized
    place: Address
    city: str
    latitude: float | None
    longitude: float | None
    timezone: str
    country: str
    currency: str
    check_in: time
    check_out: time
    phone: str | None
    external_ref: str | None = None
    version: int = 1
    created_at: datetime
    updated_at: datetime

    def town(self, locale: str) -> str:
        """The city in the reader's language."""
        return city_in(self.city, locale)

    @property
    def address(self) -> str:
        """The address as one line in the default language; `place` holds its parts."""
        return self.place.line()


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")


def is_time_zone(text: str) -> bool:
    """An IANA zone by its full name, like Asia/Almaty; no abbreviations, no fixed offsets."""
    return text in _zones() and not text.startswith("Etc/")


def is_currency(text: str) -> bool:
    """An ISO 4217 code that is or was money somewhere: `KZT`."""
    return text in _currencies()


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def is_country(text: str) -> bool:
    """An ISO 3166 code that has telephones: `KZ`."""
    return text in phonenumbers.SUPPORTED_REGIONS
