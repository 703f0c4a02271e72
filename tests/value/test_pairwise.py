"""Everything of value in pairs, with every way of paying and every end: the sums are exact to the tiyn.

A kind of value more is one entry of KINDS: how it is made, what it leaves of the price, and what it pays of it. Where a
pass is among them, two rooms are booked: its visits are enough for one, the other is paid as it would be alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from smartbooking.bookings.domain import Booking, Status
from smartbooking.bookings.domain.balance import credited, outstanding
from smartbooking.bookings.errors import NothingToPay, PaymentDeclined
from smartbooking.bookings.service import basket, checkout, holds, money, rescheduling
from smartbooking.bookings.service.checkout import Begun, Payment
from smartbooking.bookings.service.covering import Codes
from smartbooking.bookings.service.holds import Order
from smartbooking.catalog.domain import Confirmation, PaymentTiming, Policy
from smartbooking.infra.db import Database, Tx
from smartbooking.payments.errors import RefundExceedsCapture
from smartbooking.payments.service import purse_of
from smartbooking.payments.service.books_check import check_books
from smartbooking.pricing.domain import DepositKind, Unit
from smartbooking.pricing.service import LineWanted
from tests.bookings.conftest import cards, provider
from tests.bookings.desk import ON_SITE, OPERATOR, PREPAID, Desk
from tests.bookings.factory import GUEST, NIGHT_PRICE, TERMS, set_price
from tests.bookings.test_lifecycle_money import carry_out_refunds, current, finish
from tests.payments.provider import Provider
from tests.pricing.factory import make_promo
from tests.value.factory import kzt, make_member_price, make_plan, sell_membership, sell_pass, sell_with_code
from tests.value.pairwise import Row, covering, pairs_in, pairs_of

__all__ = ["cards", "provider"]
ON_CARD = 5_000_00  # less than any first payment, so that something is left to pay first
ON_SECOND_CARD = 200_000_00  # more than any balance
GOODWILL = 1_000_00
VISITS, EACH_NIGHT = 11, 5
PASS_PRICE = 10_004_55
ONE_VISIT = PASS_PRICE // VISITS  # rounded down; the last visit would be worth more
NIGHTS = {"dearer": 3, "cheaper": 1}  # the others stay at two
# Late costs the first night, of which the law leaves the business the fifth it can prove; not coming all of it.
FIFTH = {"preset": "flexible", "costs": {"kind": "percent", "value": 2000}}
TERMS_OF_LATE: dict[str, Any] = {"policy": Policy.CUSTOM, "custom_policy": FIFTH}
KEPT = {"in time": Fraction(0), "late": Fraction(1, 5), "no-show": Fraction(1, 2)}
DECLINED = Payment(method="sandbox", token="tok_declined")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value. `made` makes it at a desk and tells its code."""

    made: Callable[[Tx, Desk], Awaitable[str]]
    of_price: Fraction = Fraction(1)
    pays: int = 0
    visits: int = 0


async def _promo(tx: Tx, desk: Desk) -> str:
    return (await make_promo(tx, vendor_id=desk.place.vendor_id, code="TENTH", percent=10)).code


async def _card(tx: Tx, desk: Desk) -> str:
    return (await sell_with_code(tx, vendor_id=desk.place.vendor_id, minor=ON_CARD, now=desk.now))[1]


async def _member(tx: Tx, desk: Desk) -> str:
    plan = await make_plan(tx, vendor_id=desk.place.vendor_id)
    await make_member_price(tx, plan, percent=-20)
    today = desk.now.astimezone(ZoneInfo("Asia/Almaty")).date()
    return (await sell_membership(tx, plan, today=today, now=desk.now))[1]


async def _pass(tx: Tx, desk: Desk) -> str:
    about: dict[str, Any] = {"price": kzt(PASS_PRICE), "visits": VISITS, "visits_each": EACH_NIGHT}
    return (await sell_pass(tx, vendor_id=desk.place.vendor_id, now=desk.now, **about))[1]


KINDS = {
    "promo": Kind(_promo, of_price=Fraction(9, 10)),
    "card": Kind(_card, pays=ON_CARD),
    "member": Kind(_member, of_price=Fraction(4, 5)),
    "pass": Kind(_pass, visits=2 * EACH_NIGHT),
}
PAYING = {
    "in advance": (PaymentTiming.PREPAY, Confirmation.INSTANT, Fraction(1)),
    "deposit": (PaymentTiming.DEPOSIT, Confirmation.INSTANT, Fraction(3, 10)),
    "on site": (PaymentTiming.ON_SITE, Confirmation.INSTANT, Fraction(0)),
    "on request": (PaymentTiming.PREPAY, Confirmation.REQUEST, Fraction(1)),
    "deposit on request": (PaymentTiming.DEPOSIT, Confirmation.REQUEST, Fraction(3, 10)),
}
FACTORS = {
    "value": [*map("+".join, combinations(KINDS, 2))],
    "paying": [*PAYING],
    "end": ["as is", "dearer", "cheaper", "in time", "late", "declined", "no-show", "goodwill", "balance by card"],
}


def test_every_pair_of_values_is_tried() -> None:
    rows = covering(FACTORS)

    assert set().union(*map(pairs_in, rows)) == pairs_of(FACTORS)
    assert len(pairs_of(FACTORS)) == 6 * 5 + 6 * 9 + 5 * 9
    assert len(rows) < 6 * 5 * 9 // 4
    assert {kind for row in rows for kind in kinds_of(row)} == {*KINDS}


async def test_the_sums_agree_whatever_goes_with_whatever(database: Database, cards: Provider) -> None:
    wrong = []
    for row in covering(FACTORS):
        wrong += [f"{' | '.join(row.values())}: {fault}" for fault in await faults(database, cards, row)]

    assert wrong == [], "\n".join(wrong)
    async with database.reading() as read:
        assert await check_books(read) == []


async def faults(database: Database, bank: Provider, row: Row) -> list[str]:
    """Carry one row out; what is not as it should be afterwards."""
    timing, confirmation, _ = PAYING[row["paying"]]
    desk = await Desk.open(database, timing=timing, confirmation=confirmation, capacity=2, **TERMS_OF_LATE)
    async with database.transaction() as tx:
        await set_price(
            tx, desk.place.resource, currency="KZT", unit=Unit.NIGHT, amount=NIGHT_PRICE,
            deposit=DepositKind.PERCENT, deposit_value=3000,
        )  # fmt: skip
        codes = {kind: await KINDS[kind].made(tx, desk) for kind in kinds_of(row)}
    booking = await held(desk, codes)
    booking = await (refused if row["end"] == "declined" else agreed)(desk, booking, codes, row)
    await ended(desk, booking, row)
    await carry_out_refunds(desk, booking)
    found, wanted = await seen(desk, booking, bank), should(row)
    return [f"{what}: {found[what]}, not {much}" for what, much in wanted.items() if found[what] != much]


def kinds_of(row: Row) -> list[str]:
    return row["value"].split("+")


async def held(desk: Desk, codes: dict[str, str]) -> Booking:
    async def hold(tx: Tx) -> Booking:
        quote = await basket.price(
            tx, lines=[line(desk)] * (2 if "pass" in codes else 1), promo_code=codes.get("promo"), customer_id=None,
            member_code=codes.get("member"), now=desk.now,
        )  # fmt: skip
        return await holds.place_hold(tx, Order(quote=quote, caller=desk.staff, locale="ru"), terms=TERMS, now=desk.now)

    return await desk.database.run(hold)


def line(desk: Desk, ahead: int = 3, count: int = 2) -> LineWanted:
    nights = desk.nights(ahead=ahead, count=count)
    return LineWanted(resource_id=desk.place.resource.id, start=nights.arrival, end=nights.departure, quantity=1)


async def checked_out(desk: Desk, booking: Booking, codes: dict[str, str], payment: Payment) -> Begun:
    return await desk.run(
        checkout.check_out, booking, desk.guest(booking), contact=GUEST, payment=payment, note="",
        approval_for=TERMS.approval_for, codes=Codes(visits=codes.get("pass"), card=codes.get("card")),
    )  # fmt: skip


async def agreed(desk: Desk, booking: Booking, codes: dict[str, str], row: Row) -> Booking:
    """Checked out, approved where that is asked for, and paid as far as it is due first."""
    payment = ON_SITE if row["paying"] == "on site" else PREPAID
    begun = await checked_out(desk, booking, codes, payment)
    if row["paying"].endswith("on request"):
        approved = await desk.approve(begun.booking)
        begun = await desk.run(checkout.pay, approved, desk.guest(approved), payment=payment)
    return await finish(desk, begun) if begun.attempt_id else begun.booking


async def refused(desk: Desk, booking: Booking, codes: dict[str, str], row: Row) -> Booking:
    """The business says no, the bank says no and the hold runs out, or the guest leaves where nobody can say no."""
    if row["paying"] == "on site":
        await desk.release(booking)
        return booking
    asked = row["paying"].endswith("on request")
    begun = await checked_out(desk, booking, codes, PREPAID if asked else DECLINED)
    if asked:
        return await desk.decline(begun.booking)
    try:
        await finish(desk, begun)
    except PaymentDeclined:
        desk.now += timedelta(hours=1)
        await desk.sweep()
        return booking
    raise AssertionError("the bank said yes")


async def ended(desk: Desk, booking: Booking, row: Row) -> None:
    match row["end"]:
        case "dearer" | "cheaper" as end:
            await moved(desk, booking, NIGHTS[end], "pass" in kinds_of(row))
        case "in time":
            await desk.cancel(booking)
        case "late":
            desk.now = booking.starts_at - timedelta(hours=2)
            await desk.cancel(booking)
        case "no-show":
            desk.now = booking.starts_at + timedelta(hours=2)
            await desk.no_show(booking)
        case "goodwill":
            with suppress(RefundExceedsCapture):
                await desk.run(money.give_back, booking, OPERATOR, amount=Decimal(GOODWILL) / 100, reason="wet")
        case "balance by card":
            await balance_by_card(desk, booking)


async def balance_by_card(desk: Desk, booking: Booking) -> None:
    async with desk.database.transaction() as tx:
        _, code = await sell_with_code(tx, vendor_id=desk.place.vendor_id, minor=ON_SECOND_CARD, now=desk.now)
    with suppress(NothingToPay):
        await desk.run(money.pay_with_card, booking, desk.guest(booking), code=code)


async def moved(desk: Desk, booking: Booking, count: int, by_pass: bool) -> None:
    """To other days, and to more or fewer of them; what visits pay for stays as long as it is."""
    lines = [line(desk, ahead=12, count=count)]
    if by_pass:
        lines.insert(0, line(desk, ahead=12))

    async def move(tx: Tx) -> None:
        quote = await basket.price_again(
            tx, lines=lines, kept=booking.quote.promo, member=booking.quote.member, customer_id=None, now=desk.now
        )
        caller = desk.guest(booking)
        _, found = await rescheduling.preview(tx, booking_id=booking.id, caller=caller, quote=quote, now=desk.now)
        await rescheduling.reschedule(
            tx, booking_id=booking.id, caller=caller, quote=quote, locale="ru", now=desk.now,
            agreed_total=Decimal(found.after.minor) / 100,
        )  # fmt: skip

    await desk.database.run(move)


def should(row: Row) -> dict[str, Any]:
    """What everything comes to, worked out apart from the code that does it."""
    kinds = [KINDS[kind] for kind in kinds_of(row)]
    end, price_first, price_last = row["end"], price(kinds, 2), price(kinds, NIGHTS.get(row["end"], 2))
    visits = sum(kind.visits for kind in kinds)
    of_card, of_visits = sum(kind.pays for kind in kinds), visits * ONE_VISIT
    of_bank = max(int(price_first * PAYING[row["paying"]][2]) - of_card, 0)
    counted = {"promo": 1 if "promo" in row["value"] else None, "member": 1 if "member" in row["value"] else None}
    if end == "declined":
        price_seen = price_first + (of_visits if row["paying"] != "on site" else price(kinds, 2) if visits else 0)
        return {
            "due": price_seen, "paid": 0, "back": 0, "unpaid": 0, "on cards": of_card or None, "bank": 0, "on": False,
            "visits": VISITS if visits else None, **{name: one and 0 for name, one in counted.items()},
        }  # fmt: skip
    over = end in KEPT
    of_rest = price_last - of_card - of_bank if end == "balance by card" else 0
    paid = of_card + of_bank + of_rest
    kept = int(price_first * KEPT[end]) if over else price_last
    back = min(GOODWILL, paid) if end == "goodwill" else max(paid - kept, 0)
    back_to_bank = min(back, of_bank)
    # A sum is given back from money first, and of visits all of a room or none.
    visits_back = visits - int(visits * KEPT[end]) if over else 0
    on_cards = back - back_to_bank + (ON_SECOND_CARD - of_rest if end == "balance by card" else 0)
    return {
        "due": price_last + of_visits, "paid": paid + of_visits, "back": back + visits_back * ONE_VISIT,
        "unpaid": 0 if over else max(price_last - paid, 0),
        "on cards": on_cards if of_card or end == "balance by card" else None, "bank": of_bank - back_to_bank,
        "on": not over, "visits": VISITS - visits + visits_back if visits else None,
        "promo": counted["promo"], "member": counted["member"] and int(not over or end == "no-show"),
    }  # fmt: skip


def price(kinds: list[Kind], nights: int) -> int:
    """The price of some nights, in minor units."""
    whole = Fraction(nights * NIGHT_PRICE)
    for kind in kinds:
        whole *= kind.of_price
    assert whole.denominator == 1
    return int(whole)


_LIVE = """
    select (select sum(balance_minor)::bigint from value.account where vendor_id = :vendor) as cards,
      (select visits_left from value.pass where vendor_id = :vendor) as visits,
      (select count(*) filter (where released_at is null) from pricing.promo_redemption where vendor_id = :vendor
         having count(*) > 0) as promo,
      (select count(*) filter (where released_at is null) from value.membership_use where vendor_id = :vendor
         having count(*) > 0) as member
"""


async def seen(desk: Desk, booking: Booking, bank: Provider) -> dict[str, Any]:
    """What the booking, its payments, the card, the codes and the bank's own book say."""
    booking = await current(desk, booking)
    async with desk.database.reading() as read:
        purse = await purse_of(read, vendor_id=booking.vendor_id, booking_id=booking.id, currency="KZT")
        live = (await read.execute(text(_LIVE), {"vendor": booking.vendor_id})).one()
    book = bank.money(booking.id.hex)
    nothing = booking.status in (Status.DECLINED, Status.EXPIRED, Status.ABANDONED)
    paid = purse.taken.minor
    return {
        "due": booking.total.minor, "paid": 0 if nothing and paid == purse.returned.minor else paid,
        "back": 0 if nothing else purse.returned.minor, "unpaid": outstanding(booking, purse).minor,
        "on cards": live.cards, "visits": live.visits, "bank": book.get("capture", 0) + book.get("refund", 0),
        "promo": live.promo, "member": live.member,
        "on": booking.status is Status.CONFIRMED and credited(purse) >= purse.left,
    }  # fmt: skip
