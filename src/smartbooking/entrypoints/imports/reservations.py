"""Replays reservations in the format of "Hotel booking demand datasets" (Antonio, de Almeida and Nunes, CC BY 4.0).

Every row is booked through the booking service on the day it was booked, at the price it was sold for, and lives its
life in the order of history: cancelled, arrived and left, or not come. What no room is left for, or what the rules of
booking do not allow, is refused and reported like any other row. One day of history is one transaction; the last day
that was written says where an interrupted replay goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain import Contact, Status
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import cancellation, checkout, holds, visits
from smartbooking.entrypoints.imports import houses
from smartbooking.entrypoints.imports.files import read_rows
from smartbooking.entrypoints.imports.houses import House
from smartbooking.entrypoints.imports.listing_rows import Unusable
from smartbooking.entrypoints.imports.progress import Progress, silent
from smartbooking.entrypoints.imports.quiet import nobody_told
from smartbooking.entrypoints.imports.report import ImportReport, Rejection, write_rejections
from smartbooking.entrypoints.imports.reservation_rows import (
    COLUMNS,
    CURRENCY,
    Outcome,
    Reservation,
    reservation_of,
    rooms_needed,
)
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.problem import Problem
from smartbooking.pricing.domain import Offer, OfferKind, Party, PriceBook, PriceRequest, Quote, Rate, Unit, quote

RECEPTION: Final = Caller(principal=SYSTEM)


class Moment(IntEnum):
    """What happens to a reservation, in the order of one day: guests leave before others come."""

    LEAVE = 1
    CANCEL = 2
    BOOK = 3
    ARRIVE = 4
    STAY_AWAY = 5


_HOURS: Final = {
    Moment.LEAVE: time(11),
    Moment.CANCEL: time(11, 30),
    Moment.BOOK: time(12),
    Moment.ARRIVE: time(15),
    Moment.STAY_AWAY: time(23),
}
_DONE_BY: Final = {
    Moment.CANCEL: {Status.CONFIRMED},
    Moment.ARRIVE: {Status.CONFIRMED},
    Moment.LEAVE: {Status.IN_PROGRESS},
    Moment.STAY_AWAY: {Status.CONFIRMED},
}
_COUNTED: Final = {
    Moment.BOOK: "booked",
    Moment.CANCEL: "cancelled",
    Moment.ARRIVE: "arrived",
    Moment.LEAVE: "completed",
    Moment.STAY_AWAY: "no_show",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens on one day."""

    day: date
    moment: Moment
    reservation: Reservation


@dataclass(slots=True)
class Kept:
    """A reservation's booking as far as it has been replayed."""

    booking_id: UUID
    status: Status


async def import_reservations(
    database: Database, path: Path, *, rejects: Path, now: datetime, progress: Progress = silent
) -> ImportReport:
    """Replay a file; rows that were not booked are listed in `rejects` with line and reason.

    Repeating it goes on where the last run ended. Raises UnreadableFile.
    """
    report = ImportReport()
    reservations = _read(path, report)
    with nobody_told():
        found = await database.run(lambda tx: houses.open_houses(tx, rooms_needed(reservations), now=now))
        replay = _Replay(database, found, report)
        await replay.find_where_to_go_on()
        days = _steps_by_day(reservations)
        done = 0
        for day in sorted(days):
            await replay.live(day, days[day])
            done += len(days[day])
            progress(f"{day:%d.%m.%Y}", done, sum(map(len, days.values())))
    write_rejections(rejects, report.rejections)
    return report


def _read(path: Path, report: ImportReport) -> list[Reservation]:
    usable = []
    for row in read_rows(path, COLUMNS):
        report.rows += 1
        try:
            usable.append(reservation_of(row))
        except Unusable as unusable:
            report.reject(row.line, unusable.code, str(unusable))
    return usable


def _steps_by_day(reservations: Sequence[Reservation]) -> dict[date, list[Step]]:
    """Every step of every reservation, each day in the order of its hours and the file."""
    days: defaultdict[date, list[Step]] = defaultdict(list)
    for one in reservations:
        for day, moment in _life(one):
            days[day].append(Step(day, moment, one))
    for steps in days.values():
        steps.sort(key=lambda step: (step.moment, step.reservation.line))
    return dict(days)


def _life(one: Reservation) -> list[tuple[date, Moment]]:
    booked = (one.booked_on, Moment.BOOK)
    if one.outcome is Outcome.CANCELED:
        # On the day of booking itself the cancellation comes after it.
        return [booked, (max(one.ended_on, one.booked_on + timedelta(days=1)), Moment.CANCEL)]
    if one.outcome is Outcome.NO_SHOW:
        return [booked, (one.stay.arrival, Moment.STAY_AWAY)]
    return [booked, (one.stay.arrival, Moment.ARRIVE), (one.stay.departure, Moment.LEAVE)]


class _Replay:
    """The state of one run: which reservations have a booking, and what the report says."""

    def __init__(self, database: Database, found: Mapping[str, House], report: ImportReport) -> None:
        self._database = database
        self._houses = found
        self._report = report
        self._kept: dict[str, Kept] = {}
        self._written_until = datetime.min.replace(tzinfo=UTC)

    async def find_where_to_go_on(self) -> None:
        """Bookings of earlier runs, and the last moment one of them was made."""
        async with self._database.reading() as read:
            for house in self._houses.values():
                for row in await houses.replayed(read, house):
                    self._kept[row.external_ref] = Kept(row.id, Status(row.status))
                    self._written_until = max(self._written_until, row.created_at)
        self._report.present = len(self._kept)

    async def live(self, day: date, steps: Sequence[Step]) -> None:
        """One day in one transaction; a step that is refused leaves the others alone."""

        async def whole_day(tx: Tx) -> tuple[dict[str, Kept], list[Rejection], list[Moment]]:
            kept: dict[str, Kept] = {}
            refused: list[Rejection] = []
            done: list[Moment] = []
            for step in steps:
                try:
                    async with tx.begin_nested():
                        if (result := await self._take(tx, step, {**self._kept, **kept})) is not None:
                            kept[step.reservation.ref] = result
                            done.append(step.moment)
                except Problem as problem:
                    refused.append(Rejection(step.reservation.line, problem.slug, problem.detail))
            return kept, refused, done

        kept, refused, done = await self._database.run(whole_day)
        self._kept.update(kept)
        self._report.rejections.extend(refused)
        self._report.made.update(_COUNTED[moment] for moment in done)

    async def _take(self, tx: Tx, step: Step, kept: Mapping[str, Kept]) -> Kept | None:
        """Do a step; None when it was done before, or when there is nothing to do it to."""
        present = kept.get(step.reservation.ref)
        house = self._houses[step.reservation.house]
        at = datetime.combine(step.day, _HOURS[step.moment], tzinfo=ZoneInfo(house.timezone)).astimezone(UTC)
        if step.moment is Moment.BOOK:
            if present is not None or at <= self._written_until:
                return None
            return await _book(tx, step.reservation, house, at)
        if present is None or present.status not in _DONE_BY[step.moment]:
            return None
        return Kept(present.booking_id, await _act(tx, step.moment, present.booking_id, at))


async def _book(tx: Tx, one: Reservation, house: House, at: datetime) -> Kept:
    order = holds.Order(quote=_quote(one, house, at), caller=RECEPTION, locale="en")
    booking = await holds.book_at_once(
        tx,
        order,
        # The file has no names; the line tells guests apart.
        contact=Contact(name=f"Guest {one.line}", email=f"guest{one.line}@import.example"),
        method=checkout.PAY_ON_SITE,
        note="",
        now=at,
        external_ref=one.ref,
    )
    return Kept(booking.id, booking.status)


def _quote(one: Reservation, house: House, at: datetime) -> Quote:
    """The price it was really sold for: the file's average price of a night, with no rule and no tax on top."""
    offer = Offer(house.vendor_id, OfferKind.RESOURCE, house.rooms[one.room])
    request = PriceRequest(
        vendor_id=house.vendor_id,
        resource_id=offer.id,
        span=one.stay,
        party=Party(adults=one.adults, children=one.children),
        timezone=house.timezone,
        currency=CURRENCY,
        country=house.country,
    )
    rate = Rate(offer=offer, currency=CURRENCY, unit=Unit.NIGHT, amount_minor=one.night.minor)
    return quote([request], PriceBook(rates={offer: rate}), now=at)


async def _act(tx: Tx, moment: Moment, booking_id: UUID, at: datetime) -> Status:
    if moment is Moment.CANCEL:
        cancelled = await cancellation.cancel(
            tx, booking_id=booking_id, caller=RECEPTION, reason="", refund_requested=False, now=at
        )
        return cancelled.status
    if moment is Moment.STAY_AWAY:
        away = await visits.mark_no_show(tx, booking_id=booking_id, caller=RECEPTION, reason=None, now=at)
        return away.status
    act = visits.check_in if moment is Moment.ARRIVE else visits.complete
    return (await act(tx, booking_id=booking_id, caller=RECEPTION, now=at)).status
