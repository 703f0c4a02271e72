"""The importers: what is taken over, what is refused with line and reason, and that repeating changes nothing."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from smartbooking.availability import service as availability
from smartbooking.entrypoints.imports import (
    ImportReport,
    UnreadableFile,
    import_listings,
    import_reservations,
)
from smartbooking.entrypoints.imports.files import Row, read_rows
from smartbooking.entrypoints.imports.listing_rows import COLUMNS, Unusable, listing_of
from smartbooking.entrypoints.imports.reservation_rows import (
    COLUMNS as RESERVATION_COLUMNS,
)
from smartbooking.entrypoints.imports.reservation_rows import reservation_of, rooms_needed
from smartbooking.entrypoints.samples import sample
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LISTINGS, RESERVATIONS = sample("listings.csv"), sample("reservations.csv")
GOOD_LISTING = {
    "id": "9001", "name": "Loft", "host_id": "501", "host_name": "Nadia", "neighbourhood": "Riverdale",
    "latitude": "43.67", "longitude": "-79.35", "room_type": "Private room", "price": "65", "minimum_nights": "2",
    "number_of_reviews": "3",
}  # fmt: skip
GOOD_RESERVATION = {
    "hotel": "Dune House", "lead_time": "3", "arrival_date_year": "2025", "arrival_date_month": "June",
    "arrival_date_day_of_month": "5", "stays_in_weekend_nights": "0", "stays_in_week_nights": "2", "adults": "2",
    "children": "NA", "babies": "1", "reserved_room_type": "A", "adr": "82.5", "reservation_status": "Check-Out",
    "reservation_status_date": "6/7/2025",
}  # fmt: skip


@pytest.fixture
async def database(runtime: Runtime) -> Database:
    """The runtime's database: every module has started, as in the command."""
    return runtime.database


async def _rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.reading() as read:
        return [tuple(row) for row in await read.execute(text(query))]


async def _drifts(database: Database) -> list[Any]:
    return [drift async for report in availability.verify_everything(database) for drift in report.drifts]


async def _listings(database: Database, tmp_path: Path, **options: Any) -> ImportReport:
    return await import_listings(database, LISTINGS, rejects=tmp_path / "rejected.csv", now=NOW, **options)


async def _reservations(database: Database, tmp_path: Path, **options: Any) -> ImportReport:
    return await import_reservations(database, RESERVATIONS, rejects=tmp_path / "rejected.csv", now=NOW, **options)


async def test_listings_become_vendors_venues_and_rooms_that_can_be_found(database: Database, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    report = await _listings(database, tmp_path, progress=lambda _what, done, total: seen.append((done, total)))

    assert (report.rows, report.made["resources"], report.present) == (24, 19, 0)
    assert seen[-1] == (24, 24)
    shape = "select count(distinct vendor_id), count(*), count(distinct venue_id) from catalog.resource"
    assert await _rows(database, shape) == [(report.made["vendors"], 19, 19)]
    assert await _rows(database, "select distinct status, country, currency, timezone from vendors.vendor") == [
        ("verified", "CA", "CAD", "America/Toronto")
    ]
    assert (await _rows(database, "select count(*) from search.listing"))[0][0] == 19
    assert await _rows(database, "select count(*) from jobs.pgqueuer") == [(0,)]
    assert await _drifts(database) == []


async def test_price_shortest_stay_and_place_come_from_the_row(database: Database, tmp_path: Path) -> None:
    await _listings(database, tmp_path)
    first = next(iter(read_rows(LISTINGS, COLUMNS))).cells

    found = await _rows(
        database,
        """
        select r.name ->> 'en', v.latitude, v.longitude, p.amount_minor, p.currency, r.max_party, l.min_nights
        from catalog.resource r
        join vendors.venue v on (v.vendor_id, v.id) = (r.vendor_id, r.venue_id)
        join pricing.rate p on p.vendor_id = r.vendor_id and p.offer_id = r.id
        join search.listing l on l.vendor_id = r.vendor_id and l.offer_id = r.id
        where r.external_ref = 'listing:9001'
        """,
    )

    guests = {"Entire home/apt": 4, "Private room": 2, "Shared room": 1, "Hotel room": 2}[first["room_type"]]
    assert found == [
        (
            first["name"],
            float(first["latitude"]),
            float(first["longitude"]),
            int(first["price"]) * 100,
            "CAD",
            guests,
            int(first["minimum_nights"]),
        )
    ]


async def test_every_rejected_listing_is_reported_with_its_line_and_reason(database: Database, tmp_path: Path) -> None:
    report = await _listings(database, tmp_path)

    assert report.reasons == Counter(name=1, price=1, minimum_nights=1, coordinates=1, repeated=1)
    with (tmp_path / "rejected.csv").open(newline="") as file:
        written = list(csv.DictReader(file))
    assert [(row["line"], row["code"]) for row in written] == [
        ("7", "name"),
        ("11", "price"),
        ("16", "minimum_nights"),
        ("19", "coordinates"),
        ("22", "repeated"),
    ]
    assert written[4]["reason"] == "the listing 9004 is already on line 5"


async def test_importing_listings_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    first = await _listings(database, tmp_path)
    before = await _rows(database, "select id, version, updated_at from catalog.resource order by id")

    second = await _listings(database, tmp_path)

    assert (second.made["resources"], second.made["vendors"], second.present) == (0, 0, first.made["resources"])
    assert await _rows(database, "select id, version, updated_at from catalog.resource order by id") == before


async def test_an_interrupted_import_takes_over_the_rest(database: Database, tmp_path: Path) -> None:
    half = tmp_path / "half.csv"
    half.write_text("".join(LISTINGS.read_text().splitlines(keepends=True)[:10]))
    begun = await import_listings(database, half, rejects=tmp_path / "r.csv", now=NOW)

    finished = await _listings(database, tmp_path)

    assert begun.made["resources"] + finished.made["resources"] == 19
    assert finished.present == begun.made["resources"]


async def test_a_packed_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    packed = tmp_path / "listings.csv.gz"
    packed.write_bytes(gzip.compress(LISTINGS.read_bytes()))

    assert list(read_rows(packed, COLUMNS)) == list(read_rows(LISTINGS, COLUMNS))


@pytest.mark.parametrize("content", [b"", b"id,name\n1,x\n", b"\x1f\x8bbroken"])
def test_a_file_of_another_kind_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=r"other\.csv"):
        list(read_rows(path, COLUMNS))


def test_lines_are_counted_where_a_row_begins(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text('id,name\n1,"two\nlines"\n\n2,x\n3\n')

    rows = list(read_rows(path, ("id", "name")))

    assert [(row.line, row.complete) for row in rows] == [(2, True), (5, True), (6, False)]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"id": "x1"}, "id"),
        ({"name": ""}, "name"),
        ({"room_type": "Castle"}, "room_type"),
        ({"latitude": "91"}, "coordinates"),
        ({"longitude": "nan"}, "coordinates"),
        ({"price": "free"}, "price"),
        ({"price": "-5"}, "price"),
        ({"price": "1e30"}, "price"),
        ({"minimum_nights": "0"}, "minimum_nights"),
        ({"minimum_nights": "366"}, "minimum_nights"),
    ],
)
def test_a_bad_listing_names_what_is_wrong(cell: dict[str, str], code: str) -> None:
    with pytest.raises(Unusable) as refused:
        listing_of(Row(2, {**GOOD_LISTING, **cell}, True), currency="CAD")

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"stays_in_week_nights": "0"}, "no_nights"),
        ({"adults": "0", "babies": "0"}, "nobody"),
        ({"arrival_date_day_of_month": "31"}, "date"),
        ({"reservation_status_date": "yesterday"}, "date"),
        ({"adr": "-6.38"}, "price"),
        ({"lead_time": "-1"}, "number"),
        ({"reservation_status": "Perhaps"}, "status"),
        ({"reserved_room_type": ""}, "room"),
    ],
)
def test_a_bad_reservation_names_what_is_wrong(cell: dict[str, str], code: str) -> None:
    with pytest.raises(Unusable) as refused:
        reservation_of(Row(2, {**GOOD_RESERVATION, **cell}, True))

    assert refused.value.code == code


def test_a_reservation_is_read_with_its_dates_people_and_price() -> None:
    found = reservation_of(Row(2, GOOD_RESERVATION, True))

    assert (found.stay.arrival, found.stay.departure) == (date(2025, 6, 5), date(2025, 6, 7))
    assert (found.booked_on, found.ended_on) == (date(2025, 6, 2), date(2025, 6, 7))
    assert (found.adults, found.children, found.night.minor) == (2, 1, 8250)


def test_a_house_has_as_many_rooms_as_its_guests_once_filled() -> None:
    def stay(day: int, nights: int, status: str = "Check-Out") -> Row:
        cells = {"arrival_date_day_of_month": str(day), "stays_in_week_nights": str(nights)}
        return Row(day, {**GOOD_RESERVATION, **cells, "reservation_status": status}, True)

    rows = [stay(1, 3), stay(2, 2), stay(4, 1), stay(2, 2, "Canceled"), stay(3, 1, "No-Show")]

    assert rooms_needed([reservation_of(row) for row in rows]) == {("Dune House", "A"): 2}


async def test_reservations_live_their_lives_again(database: Database, tmp_path: Path) -> None:
    report = await _reservations(database, tmp_path)

    assert report.rows == 60
    unusable = {"no_nights", "nobody", "price", "status", "date"}
    assert {code: report.reasons[code] for code in unusable} == dict.fromkeys(unusable, 1)
    assert report.reasons["not-bookable"] + report.reasons["slot-taken"] == len(report.rejections) - 5
    assert report.made["booked"] == report.rows - len(report.rejections)
    by_status = Counter(dict(await _rows(database, "select status, count(*) from bookings.booking group by status")))
    assert by_status == Counter(
        completed=report.made["completed"], cancelled=report.made["cancelled"], no_show=report.made["no_show"]
    )
    assert by_status.total() == report.made["booked"]
    assert await _drifts(database) == []
    # The file's price of a night is what the booking costs.
    first = next(iter(read_rows(RESERVATIONS, RESERVATION_COLUMNS)))
    reservation = reservation_of(first)
    total = "select total_minor from bookings.booking where external_ref = 'reservation:2'"
    assert await _rows(database, total) == [(reservation.night.minor * len(reservation.stay),)]


async def test_replaying_again_books_nothing_twice(database: Database, tmp_path: Path) -> None:
    first = await _reservations(database, tmp_path)

    second = await _reservations(database, tmp_path)

    assert second.made == Counter()
    assert second.present == first.made["booked"]
    assert await _rows(database, "select count(*) from bookings.booking") == [(first.made["booked"],)]


async def test_an_interrupted_replay_ends_like_an_uninterrupted_one(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(Exception):
        pass

    def cut(_what: str, done: int, total: int) -> None:
        if done > total // 2:
            raise PowerCut

    with pytest.raises(PowerCut):
        await _reservations(database, tmp_path, progress=cut)
    halfway = await _rows(database, "select count(*) from bookings.booking")
    resumed = await _reservations(database, tmp_path)

    statuses = await _rows(database, "select external_ref, status from bookings.booking order by external_ref")
    assert resumed.present == halfway[0][0] > 0
    assert len(statuses) == resumed.present + resumed.made["booked"]
    assert {status for _, status in statuses} == {"completed", "cancelled", "no_show"}
    assert await _drifts(database) == []


async def test_no_message_is_queued_for_guests_of_long_ago(database: Database, tmp_path: Path) -> None:
    await _reservations(database, tmp_path)

    assert await _rows(database, "select count(*) from jobs.pgqueuer") == [(0,)]
    assert (await _rows(database, "select count(*) from infra.event"))[0][0] > 0
