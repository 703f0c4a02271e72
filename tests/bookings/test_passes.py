"""Bookings paid with visits of a pass: what they cost then, what else is paid, and which visits come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from smartbooking.bookings.domain import Booking, PaymentStatus, Status, Verb
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import basket, cancellation, checkout, covering, holds, money, rescheduling, visits
from smartbooking.bookings.service.checkout import Begun, Payment
from smartbooking.bookings.service.covering import Codes
from smartbooking.bookings.service.expiry import release_everything
from smartbooking.bookings.service.holds import Order
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.settlement import settle_paid
from smartbooking.books import service as books
from smartbooking.books.domain import Terms
from smartbooking.catalog.domain import Confirmation, PaymentTiming, Policy, Resource
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.principal import Principal
from smartbooking.payments.errors import RefundExceedsCapture
from smartbooking.payments.service import purse_of
from smartbooking.payments.service.books_check import check_books
from smartbooking.pricing.domain import Unit
from smartbooking.pricing.service import LineWanted
from smartbooking.value import service as value
from smartbooking.value.domain import Covers, Pass
from smartbooking.value.errors import PassRefused
from tests.bookings.desk import ON_SITE, OPERATOR, PREPAID, Desk
from tests.bookings.factory import GUEST, NIGHT_PRICE, TERMS, order_for, set_price
from tests.bookings.test_lifecycle_money import capture, carry_out_refunds, current, finish
from tests.catalog.factory import make_resource
from tests.payments.provider import Provider
from tests.value.factory import kzt, sell_pass

EACH = 2_000_00
"""What a visit of the factory's pass is worth; a night of the place costs 25,000 KZT."""
FULL = {"late": {"kind": "full"}, "costs": {"kind": "full"}, "noShow": {"kind": "full"}}
HALF = {"late": {"kind": "percent", "value": 5000}, "costs": {"kind": "full"}, "noShow": {"kind": "full"}}


@dataclass
class Club:
    """A desk, a pass of ten visits, and a second room the pass may not cover."""

    desk: Desk
    held: Pass
    code: str
    rooms: list[Resource] = field(default_factory=list)

    @classmethod
    async def open(
        cls, database: Database, *, timing: PaymentTiming = PaymentTiming.PREPAY, all_rooms: bool = True,
        plan: dict[str, object] | None = None, **facts: object,
    ) -> Club:  # fmt: skip
        desk = await Desk.open(database, timing=timing, **facts)
        first = desk.place.resource
        async with database.transaction() as tx:
            second = await make_resource(tx, desk.place.venue, name="Зал", payment_timing=PaymentTiming.ON_SITE)
            await set_price(tx, second, currency="KZT", unit=Unit.NIGHT, amount=NIGHT_PRICE)
            covers = Covers() if all_rooms else Covers(everything=False, resource_ids=(first.id,))
            held, code = await sell_pass(
                tx, vendor_id=desk.place.vendor_id, now=desk.now, covers=covers, **(plan or {})
            )
        return cls(desk, held, code, [first, second])

    async def begin(self, payment: Payment = ON_SITE, booking: Booking | None = None) -> Begun:
        held = booking or await self.desk.hold()
        return await self.desk.run(
            checkout.check_out, held, self.desk.guest(held), contact=GUEST, payment=payment, note="",
            approval_for=TERMS.approval_for, codes=Codes.of(self.code),
        )  # fmt: skip

    async def hold_both(self) -> Booking:
        nights = self.desk.nights()
        lines = [LineWanted(resource_id=room.id, start=nights.arrival, end=nights.departure) for room in self.rooms]

        async def hold(tx: Tx) -> Booking:
            quote = await basket.price(tx, lines=lines, promo_code=None, customer_id=None, now=self.desk.now)
            order = Order(quote=quote, caller=Caller(principal=Principal()), locale="ru")
            return await holds.place_hold(tx, order, terms=TERMS, now=self.desk.now)

        return await self.desk.database.run(hold)

    async def left(self) -> tuple[int, int]:
        """Visits on the pass and what they are worth; books and movements agree."""
        async with self.desk.database.reading() as read:
            one, _ = await value.pass_of(read, vendor_id=self.held.vendor_id, pass_id=self.held.id)
            assert await check_books(read) == []
        return one.visits, one.owed.minor

    async def paid(self, booking: Booking) -> dict[str, int]:
        async with self.desk.database.reading() as read:
            purse = await purse_of(read, vendor_id=booking.vendor_id, booking_id=booking.id, currency="KZT")
        return {one.gateway: one.left.minor for one in purse.payments}

    async def preview(self, booking: Booking) -> tuple[int, list[tuple[int, int]], dict[str, int]]:
        """What cancelling would return: the sum, visits back and kept by line, and the ways."""
        async with self.desk.database.reading() as read:
            found, bill = await cancellation.preview(
                read, booking_id=booking.id, caller=self.desk.guest(booking), now=self.desk.now
            )
            ways = await cancellation.ways_back(read, found, bill.refund, bill.in_visits)
        back = [(one.back, one.kept) for one in bill.visits]
        return bill.refund.minor, back, {way: amount.minor for way, amount in ways.items()}


async def test_a_pass_pays_the_whole_line_and_a_cancellation_in_time_gives_the_visits_back(
    database: Database, cards: Provider
) -> None:
    club = await Club.open(database, policy=Policy.FLEXIBLE)
    held = await club.desk.hold()
    async with database.reading() as read:
        shown = (await covering.preview(read, held, codes=Codes.of(club.code), now=club.desk.now)).booking

    booked = (await club.begin(booking=held)).booking

    assert (booked.status, booked.payment_status) == (Status.CONFIRMED, PaymentStatus.PAID)
    assert (booked.total, booked.covered, booked.lines[0].total) == (kzt(2 * EACH),) * 3
    assert (shown.quote.parts, shown.quote.lines) == (booked.quote.parts, booked.quote.lines)
    assert sum(line.amount.minor for line in booked.quote.lines) == 2 * EACH
    assert (await club.left(), await club.paid(booked)) == ((8, 8 * EACH), {"pass": 2 * EACH})
    assert await club.preview(booked) == (2 * EACH, [(2, 0)], {"pass": 2 * EACH})
    cancelled = await club.desk.cancel(booked)
    await carry_out_refunds(club.desk, booked)
    after = await current(club.desk, booked)
    assert (cancelled.refund, after.payment_status) == (kzt(2 * EACH), PaymentStatus.REFUNDED)
    assert await club.left() == (10, 10 * EACH)
    assert cards.money(booked.id.hex) == {}


@pytest.mark.parametrize(("policy", "back", "kept"), [(FULL, 0, 2), (HALF, 1, 1)])
async def test_a_late_cancellation_keeps_whole_visits_as_the_frozen_policy_says(
    database: Database, cards: Provider, policy: dict[str, object], back: int, kept: int
) -> None:
    club = await Club.open(database, policy=Policy.CUSTOM, custom_policy=policy)
    booked = (await club.begin()).booking
    club.desk.now = booked.starts_at - timedelta(hours=1)

    shown = await club.preview(booked)
    cancelled = await club.desk.cancel(booked)

    assert shown[:2] == (back * EACH, [(back, kept)])
    assert cancelled.refund == kzt(back * EACH)
    assert await club.left() == (8 + back, (8 + back) * EACH)


async def test_whoever_does_not_come_has_used_her_visits_as_the_preview_says(
    database: Database, cards: Provider
) -> None:
    club = await Club.open(database, policy=Policy.CUSTOM, custom_policy=FULL)
    booked = (await club.begin()).booking
    club.desk.now = booked.starts_at + timedelta(hours=1)
    shown = await club.desk.run(visits.preview_no_show, booked, club.desk.staff)

    await club.desk.no_show(booked)

    assert [(one.back, one.kept) for one in shown.bill.visits] == [(0, 2)]
    assert await club.left() == (8, 8 * EACH)


async def test_a_business_that_cancels_gives_every_visit_back(database: Database, cards: Provider) -> None:
    club = await Club.open(database, policy=Policy.CUSTOM, custom_policy=FULL)
    booked = (await club.begin()).booking
    club.desk.now = booked.starts_at - timedelta(hours=1)

    await club.desk.cancel(booked, club.desk.staff)

    assert await club.left() == (10, 10 * EACH)


async def test_lines_a_pass_does_not_cover_are_paid_as_usual_and_each_comes_back_its_own_way(
    database: Database, cards: Provider
) -> None:
    club = await Club.open(database, all_rooms=False, policy=Policy.FLEXIBLE)
    money_part = 2 * NIGHT_PRICE

    at_venue = (await club.begin(booking=await club.hold_both())).booking
    assert (at_venue.payment_status, at_venue.total) == (PaymentStatus.DEPOSIT_PAID, kzt(2 * EACH + money_part))
    assert [part.visits for part in at_venue.quote.parts] == [2, 0]
    await club.desk.cancel(at_venue)
    by_card = await finish(club.desk, await club.begin(PREPAID, await club.hold_both()))
    assert (by_card.payment_status, await club.paid(by_card)) == (
        PaymentStatus.PAID, {"pass": 2 * EACH, "sandbox": money_part},
    )  # fmt: skip

    assert await club.preview(by_card) == (
        2 * EACH + money_part, [(2, 0)], {"pass": 2 * EACH, "sandbox": money_part},
    )  # fmt: skip
    await club.desk.cancel(by_card)
    await carry_out_refunds(club.desk, by_card)
    assert cards.money(by_card.id.hex) == {"capture": money_part, "refund": -money_part}
    assert await club.left() == (10, 10 * EACH)


async def test_the_platforms_fixed_part_falls_due_once_however_many_lines_the_visits_pay_for(
    database: Database, cards: Provider
) -> None:
    club = await Club.open(database, policy=Policy.FLEXIBLE)
    terms = Terms(
        vendor_id=club.held.vendor_id, currency="KZT", valid_from=club.desk.now.date(), fee_points=500, fee_fixed=77_00
    )
    async with database.transaction() as tx:
        await books.change_terms(tx, terms=terms, principal=OPERATOR.principal, now=club.desk.now)
    booked = (await club.begin(booking=await club.hold_both())).booking
    earned = [await platform_fee(database)]

    await club.desk.cancel(booked)

    earned.append(await platform_fee(database))
    assert [part.visits for part in booked.quote.parts] == [2, 2]
    assert earned == [4 * EACH * 5 // 100 + 77_00, 0]


async def platform_fee(database: Database) -> int:
    async with database.reading() as read:
        fee = text("select -sum(amount_minor)::bigint from books.entry where account = 'platform_fee'")
        return int(await read.scalar(fee) or 0)


async def test_goodwill_gives_money_first_and_visits_only_whole(database: Database, cards: Provider) -> None:
    club = await Club.open(database, all_rooms=False, policy=Policy.FLEXIBLE)
    booked = await finish(club.desk, await club.begin(PREPAID, await club.hold_both()))
    money_part = 2 * NIGHT_PRICE // 100

    await club.desk.run(money.give_back, booked, OPERATOR, amount=money_part, reason="Долго ждали")
    assert await club.left() == (8, 8 * EACH)
    with pytest.raises(RefundExceedsCapture):
        await club.desk.run(money.give_back, booked, OPERATOR, amount=EACH // 100, reason="Долго ждали")
    await club.desk.run(money.give_back, booked, OPERATOR, amount=None, reason="Долго ждали")

    assert await club.left() == (10, 10 * EACH)


async def test_moving_keeps_the_visits_and_asks_for_no_money(database: Database, cards: Provider) -> None:
    club = await Club.open(database, plan={"days": 20}, policy=Policy.FLEXIBLE)
    booked = (await club.begin()).booking

    moved = await club.desk.reschedule(booked, ahead=9)

    assert (moved.total, moved.payment_status, moved.quote.parts[0].visits) == (kzt(2 * EACH), PaymentStatus.PAID, 2)
    for ahead, count, reason in ((9, 3, "other_visits"), (25, 2, "after_end")):
        with pytest.raises(PassRefused) as refused:
            await reschedule(club, moved, ahead, count)
        assert refused.value.extensions["reason"] == reason
    assert await club.left() == (8, 8 * EACH)


async def reschedule(club: Club, booking: Booking, ahead: int, count: int) -> Booking:
    async def move(tx: Tx) -> Booking:
        order = await order_for(tx, club.rooms[0].id, club.desk.nights(ahead, count), now=club.desk.now)
        return await rescheduling.reschedule(
            tx, booking_id=booking.id, caller=club.desk.guest(booking), quote=order.quote, locale="ru",
            now=club.desk.now,
        )  # fmt: skip

    return await club.desk.database.run(move)


async def test_a_request_that_is_declined_gives_the_visits_back(database: Database, cards: Provider) -> None:
    club = await Club.open(database, confirmation=Confirmation.REQUEST)

    asked = (await club.begin()).booking
    assert (asked.status, await club.left()) == (Status.AWAITING_APPROVAL, (8, 8 * EACH))
    await club.desk.decline(asked)

    assert await club.left() == (10, 10 * EACH)


@pytest.mark.parametrize("spent", [False, True])
async def test_late_money_takes_the_same_visits_again_or_everything_goes_back(
    database: Database, cards: Provider, spent: bool
) -> None:
    club = await Club.open(database, all_rooms=False, plan={"visits": 2, "price": kzt(2 * EACH)})
    begun = await club.begin(PREPAID, await club.hold_both())
    await lose(club, begun.booking)
    await capture(club.desk, begun)
    if spent:
        await club.desk.database.run(
            lambda tx: value.use_by_hand(
                tx, vendor_id=club.held.vendor_id, pass_id=club.held.id, visits=1, note="",
                principal=OPERATOR.principal, now=club.desk.now,
            )
        )  # fmt: skip

    for _ in range(2):
        await club.desk.database.run(
            lambda tx: settle_paid(tx, booking_id=begun.booking.id, paid_minor=2 * NIGHT_PRICE, now=club.desk.now)
        )
    await carry_out_refunds(club.desk, begun.booking)

    after = await current(club.desk, begun.booking)
    assert after.status is (Status.REFUNDED_UNAVAILABLE if spent else Status.CONFIRMED)
    assert await club.left() == ((1, EACH) if spent else (0, 0))
    left = {gateway: minor for gateway, minor in (await club.paid(after)).items() if minor}
    assert left == ({} if spent else {"pass": 2 * EACH, "sandbox": 2 * NIGHT_PRICE})


async def lose(club: Club, booking: Booking) -> None:
    """The booking ran out and its place was given back before the money came."""

    async def end(tx: Tx) -> None:
        found, _ = await find(tx, booking_id=booking.id, caller=OPERATOR)
        await release_everything(tx, found, Verb.EXPIRE, now=club.desk.now)

    await club.desk.database.run(end)
    assert await club.left() == (2, 2 * EACH)


async def test_a_pass_that_can_not_pay_changes_nothing(database: Database, cards: Provider) -> None:
    club = await Club.open(database, plan={"days": 2})
    held = await club.desk.hold()

    with pytest.raises(PassRefused) as refused:
        await club.begin(booking=held)

    until = datetime.fromisoformat(str(refused.value.extensions["validUntil"]))
    assert (refused.value.extensions["reason"], until) == ("after_end", club.held.valid_until)
    assert (await current(club.desk, held)).total == kzt(2 * NIGHT_PRICE)
    assert await club.left() == (10, 10 * EACH)
