"""One row of a reservations file as a checked value, or the reason why it can not be replayed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from smartbooking.entrypoints.imports.files import Row
from smartbooking.entrypoints.imports.listing_rows import Unusable
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights

COLUMNS: Final = (
    "hotel",
    "lead_time",
    "arrival_date_year",
    "arrival_date_month",
    "arrival_date_day_of_month",
    "stays_in_weekend_nights",
    "stays_in_week_nights",
    "adults",
    "children",
    "babies",
    "reserved_room_type",
    "adr",
    "reservation_status",
    "reservation_status_date",
)
CURRENCY: Final = "EUR"
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MOST_PEOPLE: Final = 1_000


class Outcome(StrEnum):
    """What became of the reservation, in the words of the file."""

    CHECK_OUT = "Check-Out"
    CANCELED = "Canceled"
    NO_SHOW = "No-Show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A row that can be replayed. `booked_on` and `ended_on` are dates at the venue."""

    line: int
    house: str
    room: str
    stay: Nights
    adults: int
    children: int
    night: Money
    booked_on: date
    ended_on: date
    outcome: Outcome

    @property
    def ref(self) -> str:
        return f"reservation:{self.line}"


def reservation_of(row: Row) -> Reservation:
    """The row as a reservation; raises Unusable."""
    cells = row.cells
    if not row.complete:
        raise Unusable("columns", "the row has another number of columns than the header")
    if not (cells["hotel"] and cells["reserved_room_type"]):
        raise Unusable("room", "the row does not say what was reserved")
    arrival = _arrival(cells)
    nights = _count(cells, "stays_in_weekend_nights") + _count(cells, "stays_in_week_nights")
    if nights == 0:
        raise Unusable("no_nights", "the stay has no night")
    adults = _count(cells, "adults")
    children = _count(cells, "children") + _count(cells, "babies")
    if adults + children == 0:
        raise Unusable("nobody", "nobody comes")
    if cells["reservation_status"] not in set(Outcome):
        raise Unusable("status", f"unknown status {cells['reservation_status']!r}")
    return Reservation(
        line=row.line,
        house=cells["hotel"],
        room=cells["reserved_room_type"],
        stay=Nights(arrival, arrival + timedelta(days=nights)),
        adults=adults,
        children=children,
        night=_price(cells["adr"]),
        booked_on=arrival - timedelta(days=_count(cells, "lead_time")),
        ended_on=_date(cells["reservation_status_date"]),
        outcome=Outcome(cells["reservation_status"]),
    )


def rooms_needed(reservations: Iterable[Reservation]) -> dict[tuple[str, str], int]:
    """How many rooms of each kind a house must have had: the most that guests who came occupied in one night.

    The file does not say it. Cancelled stays do not count, so a replay meets the limit the house lived with.
    """
    nightly: defaultdict[tuple[str, str], Counter[date]] = defaultdict(Counter)
    for one in reservations:
        nightly[one.house, one.room].update(one.stay if one.outcome is Outcome.CHECK_OUT else ())
    return {room: max(nights.values(), default=1) for room, nights in nightly.items()}


def _count(cells: dict[str, str], column: str) -> int:
    """A whole number; `NA` and nothing mean none."""
    text = cells[column]
    if text in ("", "NA"):
        return 0
    if not text.removesuffix(".0").isdigit() or int(text.removesuffix(".0")) > _MOST_PEOPLE:
        raise Unusable("number", f"{column} is {text!r}")
    return int(text.removesuffix(".0"))


def _arrival(cells: dict[str, str]) -> date:
    try:
        month = _MONTHS.index(cells["arrival_date_month"]) + 1
        return date(int(cells["arrival_date_year"]), month, int(cells["arrival_date_day_of_month"]))
    except ValueError:
        raise Unusable("date", "the date of arrival can not be read") from None


def _date(text: str) -> date:
    """`7/1/2015` (month first) or `2015-07-01`."""
    for form in ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a calendar date has no zone
        except ValueError:
            continue
    raise Unusable("date", f"the date of the last change {text!r} can not be read")


def _price(text: str) -> Money:
    try:
        price = Money.nearest(Decimal(text), CURRENCY)
    except (InvalidOperation, ValueError, OverflowError):
        raise Unusable("price", f"the price {text!r} is not a number") from None
    if not 0 <= price.minor < 10**11:
        raise Unusable("price", f"a night can not cost {text!r}")
    return price
