"""Venues on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from smartbooking.infra.http.wire import VendorRef, VenueRef, Wire, example
from smartbooking.vendors.domain import Address, Venue
from smartbooking.vendors.schemas.parts import (
    Country,
    Currency,
    Line,
    Location,
    Phone,
    TimeZone,
    Title,
    Titles,
    Version,
    WallTime,
    localized,
)
from smartbooking.vendors.schemas.vendor import ExternalRef

Short = Annotated[Line, StringConstraints(max_length=60)]
City = Annotated[Line, StringConstraints(min_length=1, max_length=120), Field(examples=["Алматы"])]


class AddressWords(Wire):
    """What of an address is words, in another language."""

    street: Line = ""
    district: Line = ""
    corner: Line = ""
    landmark: Line = ""


class AddressParts(Wire):
    """An address as people give it; no part is mandatory. `building` is корпус, `corner` the crossing street,
    `formerStreets` names people still use."""

    street: Annotated[Line, Field(examples=["ул. Абая"])] = ""
    house: Annotated[Short, Field(examples=["10"])] = ""
    building: Short = ""
    district: Annotated[Line, Field(examples=["Самал-2"])] = ""
    entrance: Short = ""
    floor: Short = ""
    office: Short = ""
    corner: Annotated[Line, Field(examples=["Байтурсынова"])] = ""
    landmark: Line = ""
    postcode: Short = ""
    former_streets: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    translations: Annotated[
        dict[Literal["kk", "ru", "en"], AddressWords],
        Field(
            default_factory=dict,
            description="Words of the address in other languages; without them English is spelled by letters",
        ),
    ]

    def address(self) -> Address:
        return Address(
            **self.model_dump(exclude={"translations"}),
            translations={
                locale: words.model_dump(exclude_defaults=True) for locale, words in self.translations.items()
            },
        )

    @classmethod
    def of(cls, address: Address) -> AddressParts:
        return cls(**asdict(address))


class NewVenue(Wire):
    """A place. Time zone, country and currency are the business's own unless given."""

    model_config = example(
        {
            "name": {"ru": "Баня на Абая"},
            "address": "ул. Абая 10",
            "city": "Алматы",
            "location": {"lat": 43.238949, "lon": 76.889709},
        }
    )

    name: Title | Titles
    address: Line | AddressParts = ""
    city: City
    location: Location | None = None
    tz: TimeZone | None = None
    country: Country | None = None
    currency: Currency | None = None
    check_in: WallTime | None = None
    check_out: WallTime | None = None
    phone: Phone | None = None
    external_ref: ExternalRef | None = None

    def facts(self, locale: str) -> dict[str, Any]:  # Any: facts of several types, named as in create_venue
        sent = _facts(self, set(type(self).model_fields), locale)
        return {name: value for name, value in sent.items() if value is not None}


class VenueChange(Wire):
    """Facts to change; what is left out stays. A new time zone takes all recurring hours with it."""

    model_config = example({"version": 1, "checkIn": "15:00"})

    version: Version
    name: Title | Titles | None = None
    address: Line | AddressParts | None = None
    city: City | None = None
    location: Location | None = None
    tz: TimeZone | None = None
    check_in: WallTime | None = None
    check_out: WallTime | None = None
    phone: Phone | None = None

    def facts(self, locale: str) -> dict[str, Any]:  # Any: as above
        return _facts(self, self.model_fields_set - {"version"}, locale)


def _facts(body: NewVenue | VenueChange, names: set[str], locale: str) -> dict[str, Any]:
    facts = {name: getattr(body, name) for name in names}
    if "name" in facts:
        facts["name"] = localized(facts["name"], locale)
    if "address" in facts:
        given = facts["address"]
        facts["address"] = given.address() if isinstance(given, AddressParts) else Address.of(given or "")
    if "location" in facts:
        pin = facts.pop("location")
        facts |= {"latitude": pin.lat if pin else None, "longitude": pin.lon if pin else None}
    if "tz" in facts:
        facts["timezone"] = facts.pop("tz")
    return facts


class VenueView(Wire):
    """A place. All wall times are in `tz`."""

    id: VenueRef
    vendor_id: VendorRef
    slug: str
    name: str
    address: Annotated[str, Field(description="In one line, without the city")]
    address_parts: AddressParts
    city: str
    location: Location | None = None
    tz: str
    country: str
    currency: str
    phone: str | None = None
    check_in: WallTime
    check_out: WallTime
    translations: dict[str, dict[str, str]]
    version: int

    @classmethod
    def of(cls, venue: Venue, *, locale: str) -> VenueView:
        pin = (
            Location(lat=venue.latitude, lon=venue.longitude)
            if venue.latitude is not None and venue.longitude is not None
            else None
        )
        return cls(
            id=venue.id, vendor_id=venue.vendor_id, slug=venue.slug, name=venue.name.pick(locale),
            address=venue.place.line(locale), address_parts=AddressParts.of(venue.place), city=venue.city,
            location=pin, tz=venue.timezone, country=venue.country, currency=venue.currency, phone=venue.phone,
            check_in=venue.check_in, check_out=venue.check_out, translations={"name": dict(venue.name.texts)},
            version=venue.version,
        )  # fmt: skip


class VenueList(Wire):
    """All places of a business, oldest first."""

    data: list[VenueView]

    @classmethod
    def of(cls, venues: Iterable[Venue], *, locale: str) -> VenueList:
        return cls(data=[VenueView.of(venue, locale=locale) for venue in venues])
