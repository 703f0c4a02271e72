"""One row of a listings file as a checked value, or the reason why it can not be taken over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from smartbooking.entrypoints.imports.files import Row
from smartbooking.kernel.money import Money

COLUMNS: Final = (
    "id",
    "name",
    "host_id",
    "host_name",
    "neighbourhood",
    "latitude",
    "longitude",
    "room_type",
    "price",
    "minimum_nights",
    "number_of_reviews",
)
LONGEST_STAY: Final = 365  # availability books spans of at most a year
NAME_LENGTH: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomType:
    """What a room type of the file says about the place."""

    code: str
    guests: int
    amenities: tuple[str, ...]
    words: dict[str, str]


ROOM_TYPES: Final = {
    "Entire home/apt": RoomType(
        code="entire_place",
        guests=4,
        amenities=("kitchen", "private_bathroom", "private_entrance"),
        words={"en": "Entire place", "ru": "Жильё целиком", "kk": "Тұтас баспана"},
    ),
    "Private room": RoomType(
        code="private_room",
        guests=2,
        amenities=("heating",),
        words={"en": "Private room", "ru": "Отдельная комната", "kk": "Бөлек бөлме"},
    ),
    "Shared room": RoomType(
        code="shared_room",
        guests=1,
        amenities=("heating",),
        words={"en": "Shared room", "ru": "Место в общей комнате", "kk": "Ортақ бөлмедегі орын"},
    ),
    "Hotel room": RoomType(
        code="hotel_room",
        guests=2,
        amenities=("private_bathroom",),
        words={"en": "Hotel room", "ru": "Номер в отеле", "kk": "Қонақүй нөмірі"},
    ),
}


class Unusable(ValueError):
    """The row can not be taken over; `code` groups reasons."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A row that can be taken over."""

    line: int
    id: str
    name: str
    host_id: str
    host_name: str
    neighbourhood: str
    latitude: float
    longitude: float
    room_type: RoomType
    price: Money
    min_nights: int
    reviews: int


def listing_of(row: Row, *, currency: str) -> Listing:
    """The row as a listing; raises Unusable."""
    cells = row.cells
    if not row.complete:
        raise Unusable("columns", "the row has another number of columns than the header")
    if not (cells["id"].isdigit() and cells["host_id"].isdigit()):
        raise Unusable("id", "the listing or its host has no number")
    if not cells["name"]:
        raise Unusable("name", "the listing has no name")
    if (room_type := ROOM_TYPES.get(cells["room_type"])) is None:
        raise Unusable("room_type", f"unknown room type {cells['room_type']!r}")
    return Listing(
        line=row.line,
        id=cells["id"],
        name=_shortened(cells["name"]),
        host_id=cells["host_id"],
        host_name=cells["host_name"] or f"Host {cells['host_id']}",
        neighbourhood=cells["neighbourhood"],
        latitude=_coordinate("latitude", cells["latitude"], 90),
        longitude=_coordinate("longitude", cells["longitude"], 180),
        room_type=room_type,
        price=_price(cells["price"], currency),
        min_nights=_nights(cells["minimum_nights"]),
        reviews=int(cells["number_of_reviews"]) if cells["number_of_reviews"].isdigit() else 0,
    )


def _shortened(name: str) -> str:
    words = " ".join(name.replace("\x00", "").split())
    return words if len(words) <= NAME_LENGTH else words[: NAME_LENGTH - 1].rstrip() + "…"


def _coordinate(what: str, text: str, limit: int) -> float:
    try:
        value = float(text)
    except ValueError:
        raise Unusable("coordinates", f"the {what} {text!r} is not a number") from None
    if not math.isfinite(value) or abs(value) > limit:
        raise Unusable("coordinates", f"the {what} {text!r} is not on the globe")
    return value


def _price(text: str, currency: str) -> Money:
    try:
        price = Money.nearest(Decimal(text.replace("$", "").replace(",", "")), currency)
    except (InvalidOperation, ValueError, OverflowError):
        raise Unusable("price", f"the price {text!r} is not a number") from None
    if not 0 < price.minor < 10**11:
        raise Unusable("price", f"a night can not cost {text!r}")
    return price


def _nights(text: str) -> int:
    if not text.isdigit() or not int(text) >= 1:
        raise Unusable("minimum_nights", f"the shortest stay {text!r} is not a number of nights")
    if int(text) > LONGEST_STAY:
        raise Unusable("minimum_nights", f"a shortest stay of {text} nights is longer than can be booked")
    return int(text)
