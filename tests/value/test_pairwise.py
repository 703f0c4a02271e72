"""Everything of value, alone and in pairs, with every way of paying and every end: the sums are exact to the tiyn.

A kind of value more is one entry of KINDS: how it is made, what it leaves of the price, and what it pays of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
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
from smartbooking.bookings.errors import PaymentDeclined
from smartbooking.bookings.service import basket, checkout, holds, rescheduling
from smartbooking.bookings.service.checkout import Begun, Payment
from smartbooking.bookings.service.holds import Order
from smartbooking.catalog.domain import Confirmation, PaymentTiming, Policy
from smartbooking.infra.db import Database, Tx
from smartbooking.payments.service import purse_of
from smartbooking.payments.service.books_check import check_books
from smartbooking.pricing.domain import DepositKind, Unit
from smartbooking.pricing.service import LineWanted
from tests.bookings.conftest import cards, provider
from tests.bookings.desk import ON_SITE, PREPAID, Desk
from tests.bookings.factory import GUEST, NIGHT_PRICE, TERMS, set_price
from tests.bookings.test_lifecycle_money import carry_out_refunds, current, finish
from tests.payments.provider import Provider
from tests.pricing.factory import make_promo
from tests.value.factory import make_member_price, make_plan, sell_membership, sell_with_code
from tests.value.pairwise import Row, covering, pairs_in, pairs_of

__all__ = ["cards", "provider"]
ON_CARD = 5_000_00  # less than any first payment, so that something is left to pay first
NIGHTS = {"dearer": 3, "cheaper": 1}  # the others stay at two
# Late costs the first night, of which the law leaves the business the fifth it can prove.
FIFTH = {"preset": "flexible", "costs": {"kind": "percent", "value": 2000}}
TERMS_OF_LATE: dict[str, Any] = {"policy": Policy.CUSTOM, "custom_policy": FIFTH}
DECLINED = Payment(method="sandbox", token="tok_declined")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value. `made` makes it at a desk and tells its code."""

    made: Callable[[Tx, Desk], Awaitable[str]]
    of_price: Fraction = Fraction(1)
    pays: int = 0


async def _promo(tx: Tx, desk: Desk) -> str:
    return (await make_promo(tx, vendor_id=desk.place.vendor_id, code="TENTH", percent=10)).code


async def _card(tx: Tx, desk: Desk) -> str:
    return (await sell_with_code(tx, vendor_id=desk.place.vendor_id, minor=ON_CARD, now=desk.now))[1]


async def _member(tx: Tx, desk: Desk) -> str:
    plan = await make_plan(tx, vendor_id=desk.place.vendor_id)
    await make_member_price(tx, plan, percent=-20)
    today = desk.now.astimezone(ZoneInfo("Asia/Almaty")).date()
    return (await sell_membership(tx, plan, today=today, now=desk.now))[1]


KINDS = {
    "promo": Kind(_promo, of_price=Fraction(9, 10)),
    "card": Kind(_card, pays=ON_CARD),
    "member": Kind(_member, of_price=Fraction(4, 5)),
}
PAYING = {
    "in advance": (PaymentTiming.PREPAY, Confirmation.INSTANT, Fraction(1)),
    "deposit": (PaymentTiming.DEPOSIT, Confirmation.INSTANT, Fraction(3, 10)),
    "on site": (PaymentTiming.ON_SITE, Confirmation.INSTANT, Fraction(0)),
    "on request": (PaymentTiming.PREPAY, Confirmation.REQUEST, Fraction(1)),
}
FACTORS = {
    "value": [*KINDS, *map("+".join, combinations(KINDS, 2))],
    "paying": [*PAYING],
    "end": ["as is", "dearer", "cheaper", "in time", "late", "declined"],
}


def test_every_pair_of_values_is_tried() -> None:
    rows = covering(FACTORS)

    assert set().union(*map(pairs_in, rows)) == pairs_of(FACTORS)
    assert len(pairs_of(FACTORS)) == 6 * 4 + 6 * 6 + 4 * 6
    assert len(rows) < 6 * 4 * 6 // 3


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
        codes = {kind: await KINDS[kind].made(tx, desk) for kind in row["value"].split("+")}
    booking = await held(desk, codes)
    booking = await (refused if row["end"] == "declined" else agreed)(desk, booking, codes, row)
    await ended(desk, booking, row["end"])
    await carry_out_refunds(desk, booking)
    found, wanted = await seen(desk, booking, bank), should(row)
    return [f"{what}: {found[what]}, not {much}" for what, much in wanted.items() if found[what] != much]


async def held(desk: Desk, codes: dict[str, str]) -> Booking:
    async def hold(tx: Tx) -> Booking:
        quote = await basket.price(
            tx, lines=[line(desk)], promo_code=codes.get("promo"), customer_id=None, member_code=codes.get("member"),
            now=desk.now,
        )  # fmt: skip
        return await holds.place_hold(tx, Order(quote=quote, caller=desk.staff, locale="ru"), terms=TERMS, now=desk.now)

    return await desk.database.run(hold)


def line(desk: Desk, ahead: int = 3, count: int = 2) -> LineWanted:
    nights = desk.nights(ahead=ahead, count=count)
    return LineWanted(resource_id=desk.place.resource.id, start=nights.arrival, end=nights.departure, quantity=1)


async def checked_out(desk: Desk, booking: Booking, codes: dict[str, str], payment: Payment) -> Begun:
    return await desk.run(
        checkout.check_out, booking, desk.guest(booking), contact=GUEST, payment=payment, note="",
        approval_for=TERMS.approval_for, value_code=codes.get("card"),
    )  # fmt: skip


async def agreed(desk: Desk, booking: Booking, codes: dict[str, str], row: Row) -> Booking:
    """Checked out, approved where that is asked for, and paid as far as it is due first."""
    payment = ON_SITE if row["paying"] == "on site" else PREPAID
    begun = await checked_out(desk, booking, codes, payment)
    if row["paying"] == "on request":
        approved = await desk.approve(begun.booking)
        begun = await desk.run(checkout.pay, approved, desk.guest(approved), payment=payment)
    return await finish(desk, begun) if begun.attempt_id else begun.booking


async def refused(desk: Desk, booking: Booking, codes: dict[str, str], row: Row) -> Booking:
    """The business says no, the bank says no and the hold runs out, or the guest leaves where nobody can say no."""
    if row["paying"] == "on site":
        await desk.release(booking)
        return booking
    asked = row["paying"] == "on request"
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


async def ended(desk: Desk, booking: Booking, end: str) -> None:
    if end in NIGHTS:
        await moved(desk, booking, NIGHTS[end])
    elif end == "in time":
        await desk.cancel(booking)
    elif end == "late":
        desk.now = booking.starts_at - timedelta(hours=2)
        await desk.cancel(booking)


async def moved(desk: Desk, booking: Booking, count: int) -> None:
    async def move(tx: Tx) -> None:
        quote = await basket.price_again(
            tx, lines=[line(desk, ahead=12, count=count)], kept=booking.quote.promo, member=booking.quote.member,
            customer_id=None, now=desk.now,
        )  # fmt: skip
        await rescheduling.reschedule(
            tx, booking_id=booking.id, caller=desk.guest(booking), quote=quote, locale="ru", now=desk.now,
            agreed_total=Decimal(quote.total.minor) / 100,
        )  # fmt: skip

    await desk.database.run(move)


def should(row: Row) -> dict[str, Any]:
    """What everything comes to, worked out apart from the code that does it."""
    kinds = [KINDS[kind] for kind in row["value"].split("+")]
    total = price(kinds, 2)
    of_card = sum(kind.pays for kind in kinds)
    of_bank = max(int(total * PAYING[row["paying"]][2]) - of_card, 0)
    end, final = row["end"], price(kinds, NIGHTS.get(row["end"], 2))
    if end == "declined":
        return {
            "due": total, "paid": 0, "back": 0, "unpaid": 0, "on card": of_card or None, "bank": 0, "on": False,
            "promo": 0 if "promo" in row["value"] else None, "member": 0 if "member" in row["value"] else None,
        }  # fmt: skip
    paid = of_card + of_bank
    kept = {"in time": 0, "late": total // 5}.get(end, final)
    back = max(paid - kept, 0)
    back_to_bank = min(back, of_bank)
    on = end not in ("in time", "late")
    return {
        "due": final, "paid": paid, "back": back, "unpaid": max(final - paid, 0) if on else 0,
        "on card": (back - back_to_bank) if of_card else None, "bank": of_bank - back_to_bank, "on": on,
        "promo": 1 if "promo" in row["value"] else None, "member": int(on) if "member" in row["value"] else None,
    }  # fmt: skip


def price(kinds: list[Kind], nights: int) -> int:
    """The price of some nights, in minor units."""
    whole = Fraction(nights * NIGHT_PRICE)
    for kind in kinds:
        whole *= kind.of_price
    assert whole.denominator == 1
    return int(whole)


_LIVE = """
    select (select balance_minor from value.account where vendor_id = :vendor) as card,
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
        "on card": live.card, "bank": book.get("capture", 0) + book.get("refund", 0), "promo": live.promo,
        "member": live.member, "on": booking.status is Status.CONFIRMED and credited(purse) >= purse.left,
    }  # fmt: skip
