"""Promo codes and gift cards with every way of paying, to agree and to end: the sums always agree."""

from __future__ import annotations

from itertools import product

from sqlalchemy import text

from smartbooking.bookings.domain import Booking, Status
from smartbooking.bookings.domain.balance import credited, outstanding, payable
from smartbooking.bookings.domain.cancelling import MassCancellation
from smartbooking.bookings.service import basket, checkout, holds, mass_cancellation, money, rescheduling
from smartbooking.bookings.service.covering import Codes
from smartbooking.bookings.service.holds import Order
from smartbooking.catalog.domain import Confirmation, PaymentTiming, Policy
from smartbooking.infra.db import Database, Tx
from smartbooking.payments.service import purse_of
from smartbooking.payments.service.books_check import check_books
from smartbooking.pricing.domain import DepositKind, Effect, Unit
from smartbooking.pricing.service import LineWanted
from smartbooking.value import service as value
from smartbooking.value.domain import Account
from tests.bookings.desk import ON_SITE, OPERATOR, PREPAID, Desk
from tests.bookings.factory import GUEST, NIGHT_PRICE, TERMS, set_price
from tests.bookings.test_lifecycle_money import carry_out_refunds, current, finish
from tests.payments.provider import Provider
from tests.pricing.factory import make_promo
from tests.value.factory import sell_with_code

TOTAL = 2 * NIGHT_PRICE * 9 // 10  # a tenth off
TENTH = NIGHT_PRICE // 10
WHOLE, PART = TOTAL + 5_000_00, TOTAL // 5
DUE_NOW = {PaymentTiming.PREPAY: TOTAL, PaymentTiming.DEPOSIT: TOTAL * 3 // 10, PaymentTiming.ON_SITE: 0}
CONFIRMATIONS = (Confirmation.INSTANT, Confirmation.REQUEST)
ENDINGS = ("customer", "business", "goodwill", "nobody")


async def open_desk(database: Database, timing: PaymentTiming, confirmation: Confirmation) -> Desk:
    desk = await Desk.open(database, timing=timing, confirmation=confirmation, capacity=8, policy=Policy.FLEXIBLE)
    async with database.transaction() as tx:
        await set_price(
            tx, desk.place.resource, currency="KZT", unit=Unit.NIGHT, amount=NIGHT_PRICE,
            deposit=DepositKind.PERCENT, deposit_value=3000,
        )  # fmt: skip
        await make_promo(tx, vendor_id=desk.place.vendor_id, code="TENTH", effect=Effect.PERCENT, value=1000)
    return desk


async def held_with_promo(desk: Desk) -> Booking:
    async def hold(tx: Tx) -> Booking:
        nights = desk.nights()
        line = LineWanted(resource_id=desk.place.resource.id, start=nights.arrival, end=nights.departure, quantity=1)
        caller = desk.staff
        quote = await basket.price(tx, lines=[line], promo_code="TENTH", customer_id=None, now=desk.now)
        return await holds.place_hold(tx, Order(quote=quote, caller=caller, locale="ru"), terms=TERMS, now=desk.now)

    return await desk.database.run(hold)


async def agreed(desk: Desk, timing: PaymentTiming) -> Booking:
    """Checked out, approved where that is needed, and paid as far as it is due."""
    payment = ON_SITE if timing is PaymentTiming.ON_SITE else PREPAID
    begun = await desk.check_out(await held_with_promo(desk), payment)
    if begun.booking.status is Status.AWAITING_APPROVAL:
        approved = await desk.approve(begun.booking)
        if approved.status is Status.CONFIRMED:
            return approved
        begun = await desk.run(checkout.pay, approved, desk.guest(approved), payment=payment)
    return await finish(desk, begun) if begun.attempt_id else begun.booking


async def agreed_with_card(desk: Desk, timing: PaymentTiming, card: int, code: str) -> Booking:
    """The same with a gift card; whoever has nothing left to pay first says that she pays at the venue."""
    held = await held_with_promo(desk)
    payment = PREPAID if DUE_NOW[timing] > card else ON_SITE
    begun = await desk.run(
        checkout.check_out, held, desk.guest(held), contact=GUEST, payment=payment, note="",
        approval_for=TERMS.approval_for, codes=Codes.of(code),
    )  # fmt: skip
    if begun.booking.status is Status.AWAITING_APPROVAL:
        approved = await desk.approve(begun.booking)
        if approved.status is Status.CONFIRMED:
            return approved
        begun = await desk.run(checkout.pay, approved, desk.guest(approved), payment=payment)
    return await finish(desk, begun) if begun.attempt_id else begun.booking


async def ended(desk: Desk, booking: Booking, how: str) -> None:
    if how == "customer":
        await desk.cancel(booking)
    elif how == "business":
        await closed_day(desk, booking)
    elif how == "goodwill":
        if await owed(desk, booking):
            await desk.run(money.record_at_desk, booking, desk.staff, amount=None)
        await desk.run(money.give_back, booking, OPERATOR, amount=100, reason="Долго ждали")


async def closed_day(desk: Desk, booking: Booking) -> None:
    async def start(tx: Tx) -> MassCancellation:
        return await mass_cancellation.start(
            tx, vendor_id=booking.vendor_id, booking_ids=[booking.id], reason="closed", caller=desk.staff, now=desk.now
        )

    command = await desk.database.run(start)
    await mass_cancellation.carry_on(
        desk.database, vendor_id=booking.vendor_id, cancellation_id=command.id, now=desk.now
    )


async def owed(desk: Desk, booking: Booking) -> int:
    async with desk.database.reading() as read:
        return (await money.money_of(read, booking_id=booking.id, caller=OPERATOR, now=desk.now)).outstanding.minor


async def test_a_promo_code_goes_with_every_way_to_pay_to_agree_and_to_end(database: Database, cards: Provider) -> None:
    wrong = []
    for timing, confirmation in product(DUE_NOW, CONFIRMATIONS):
        desk = await open_desk(database, timing, confirmation)
        for ending in ENDINGS:
            booking = await agreed(desk, timing)
            await ended(desk, booking, ending)
            await carry_out_refunds(desk, booking)
            wrong += [
                f"{timing} {confirmation} {ending}: {fault}" for fault in await faults(desk, booking, cards, ending)
            ]
    assert wrong == []


async def test_a_gift_card_goes_with_a_promo_code_every_way_to_pay_to_agree_and_to_end(
    database: Database, cards: Provider
) -> None:
    wrong = []
    # Every pair of timing, confirmation, ending and size meets; all four of them need not.
    for number, (timing, ending) in enumerate(product(DUE_NOW, ENDINGS)):
        for confirmation, held in ((CONFIRMATIONS[number % 2], WHOLE), (CONFIRMATIONS[(number + 1) % 2], PART)):
            desk = await open_desk(database, timing, confirmation)
            async with database.transaction() as tx:
                card, code = await sell_with_code(tx, vendor_id=desk.place.vendor_id, minor=held, now=desk.now)
            booking = await agreed_with_card(desk, timing, held, code)
            await ended(desk, booking, ending)
            await carry_out_refunds(desk, booking)
            wrong += [
                f"{timing} {confirmation} {held} {ending}: {fault}"
                for fault in await card_faults(desk, booking, cards, ending, card)
            ]
    assert wrong == []
    async with database.reading() as read:
        assert await check_books(read) == []


async def card_faults(desk: Desk, booking: Booking, cards: Provider, ending: str, card: Account) -> list[str]:
    """What does not agree between the booking, the card, the provider and the desk."""
    booking = await current(desk, booking)
    async with desk.database.reading() as read:
        purse = await purse_of(read, vendor_id=booking.vendor_id, booking_id=booking.id, currency="KZT")
        now, _ = await value.card_of(read, vendor_id=booking.vendor_id, account_id=card.id)
    held = card.balance.minor
    gave = min(held, TOTAL)
    online = max(DUE_NOW[booking.quote.parts[0].payment_timing] - gave, 0)
    all_back, goodwill = ending in ("customer", "business"), 100_00 if ending == "goodwill" else 0
    of_card = gave if all_back else goodwill if not online else 0
    of_bank = online if all_back else goodwill if online else 0
    desk_took = TOTAL - gave - online if ending == "goodwill" else 0
    book = cards.money(booking.id.hex)
    said = {
        "price": (booking.total.minor, TOTAL),
        "card": (now.balance.minor, held - gave + of_card),
        "provider": (book.get("capture", 0) + book.get("refund", 0), online - of_bank),
        "left": (purse.left.minor, gave + online + desk_took - of_card - of_bank),
        "unpaid": (outstanding(booking, purse).minor, TOTAL - gave - online if ending == "nobody" else 0),
        "credited": (credited(purse).minor, gave + online + desk_took),
        "status": (booking.status, Status.CANCELLED if all_back else Status.CONFIRMED),
    }
    return [f"{what}: {is_}, not {should}" for what, (is_, should) in said.items() if is_ != should]


async def faults(desk: Desk, booking: Booking, cards: Provider, ending: str) -> list[str]:
    """What does not agree between the booking, its payments, the provider's own book and the promo code."""
    timing = booking.quote.parts[0].payment_timing
    booking = await current(desk, booking)
    async with desk.database.reading() as read:
        purse = await purse_of(read, vendor_id=booking.vendor_id, booking_id=booking.id, currency="KZT")
        live = await read.scalar(
            text("select count(*) from pricing.promo_redemption where booking_id = :id and released_at is null"),
            {"id": booking.id},
        )
    book = cards.money(booking.id.hex)
    online = sum(one.left.minor for one in purse.payments if one.gateway == "sandbox")
    left = {"customer": 0, "business": 0, "goodwill": TOTAL - 100_00, "nobody": DUE_NOW[timing]}[ending]
    unpaid = TOTAL - DUE_NOW[timing] if ending == "nobody" else 0
    said = {
        "price": (booking.total.minor, TOTAL),
        "provider": (book.get("capture", 0) + book.get("refund", 0), online),
        "left": (purse.left.minor, left),
        "unpaid": (outstanding(booking, purse).minor, unpaid),
        "credited": (credited(purse) <= payable(booking), True),
        "promo code in use": (live, 1),
        "status": (booking.status in (Status.CANCELLED, Status.CONFIRMED), True),
    }
    return [f"{what}: {is_}, not {should}" for what, (is_, should) in said.items() if is_ != should]


async def moved(desk: Desk, booking: Booking, count: int) -> Booking:
    """Moved to `count` other nights, with the code the booking has."""
    nights = desk.nights(ahead=30, count=count)
    line = LineWanted(resource_id=desk.place.resource.id, start=nights.arrival, end=nights.departure, quantity=1)

    async def move(tx: Tx) -> Booking:
        quote = await basket.price_again(tx, lines=[line], kept=booking.quote.promo, customer_id=None, now=desk.now)
        return await rescheduling.reschedule(
            tx, booking_id=booking.id, caller=desk.guest(booking), quote=quote, locale="ru", now=desk.now
        )

    return await desk.database.run(move)


async def test_a_booking_that_moves_keeps_its_code_and_the_budget_follows_its_price(database: Database) -> None:
    desk = await open_desk(database, PaymentTiming.ON_SITE, Confirmation.INSTANT)
    first, second = await agreed(desk, PaymentTiming.ON_SITE), await agreed(desk, PaymentTiming.ON_SITE)
    async with database.transaction() as tx:
        await tx.execute(
            text("""
            update pricing.promo_code set max_redemptions = 2, per_customer = 1, valid_until = now() - interval '1 day',
                valid_from = now() - interval '9 days', budget_minor = spent_minor + :tenth"""),
            {"tenth": TENTH},
        )

    longer = await moved(desk, first, count=3)
    beyond = await moved(desk, second, count=4)

    assert longer.total.minor == 3 * NIGHT_PRICE * 9 // 10
    assert beyond.total.minor == 4 * NIGHT_PRICE  # the budget had one more night's tenth, not two
    async with database.reading() as read:
        code = (await read.execute(text("select redeemed, spent_minor, budget_minor from pricing.promo_code"))).one()
        live = await read.scalar(text("select count(*) from pricing.promo_redemption where released_at is null"))
    assert (code.redeemed, code.spent_minor, live) == (1, 3 * TENTH, 1)
    assert code.budget_minor == 5 * TENTH
