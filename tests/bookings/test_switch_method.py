"""Another way to pay in the middle of paying a balance, and balances that come by phone or by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from smartbooking.bookings.domain import Booking, PaymentStatus
from smartbooking.bookings.errors import NothingToPay
from smartbooking.bookings.service import money
from smartbooking.bookings.service.checkout import Payment
from smartbooking.bookings.service.payable import Desk as PayableDesk
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.principal import SYSTEM
from smartbooking.payments import service as payments
from smartbooking.payments.errors import PaymentInProgress
from smartbooking.payments.gateways.kaspi_biller import KaspiBiller
from smartbooking.payments.gateways.kaspi_manual import KaspiManual
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.sandbox import Sandbox
from tests.bookings.desk import Desk
from tests.bookings.factory import GUEST
from tests.bookings.test_booking_money import DEPOSIT, REST, TOTAL, booked, seen, told, with_deposit
from tests.payments.factory import make_sandbox
from tests.payments.provider import Provider

AT_BANK = Payment(method="sandbox", token="tok_3ds")
OTHER = Payment(method="other_card", token="tok_success")
PAGE = "http://localhost:8000/pay/transfer"


class OtherCard(Sandbox):
    """A second provider of cards."""

    name = "other_card"


@pytest.fixture
async def ways(provider: Provider) -> AsyncIterator[Provider]:
    first = make_sandbox(provider.url, timeout_seconds=5.0)
    second = make_sandbox(provider.url, timeout_seconds=5.0)
    second.__class__ = OtherCard
    biller = KaspiBiller(page=PAGE, addresses=("127.0.0.0/8",))
    payments.install_gateways((OnSite(), first, second, KaspiManual(page=PAGE), biller))
    payments.install_desk("bookings", PayableDesk())
    provider.disarm()
    yield provider
    await first.close()
    await second.close()


async def at_the_bank(desk: Desk, booking: Booking) -> str:
    begun = await desk.run(money.pay_balance, booking, desk.guest(booking), payment=AT_BANK)
    assert begun.attempt_id is not None
    page = (await payments.run_attempt(desk.database, begun.attempt_id, now=desk.now)).redirect_url
    assert page is not None
    return page


async def choose(desk: Desk, booking: Booking, payment: Payment) -> str | None:
    """What the request does: make way, write down, call. The page to visit, if there is one."""
    guest = desk.guest(booking)
    await money.make_way(desk.database, booking_id=booking.id, caller=guest, payment=payment, now=desk.now)
    begun = await desk.run(money.pay_balance, booking, guest, payment=payment)
    assert begun.attempt_id is not None
    return (await payments.run_attempt(desk.database, begun.attempt_id, now=desk.now)).redirect_url


async def offer(desk: Desk, method: str, **terms: object) -> None:
    async def switch_on(tx: Tx) -> None:
        await payments.set_terms(
            tx, principal=SYSTEM, vendor_id=desk.place.vendor_id, method=method, values={"enabled": True, **terms},
            now=desk.now,
        )  # fmt: skip

    await desk.database.run(switch_on)


async def test_another_card_ends_the_first_page_and_pays_once(database: Database, ways: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)
    page = await at_the_bank(desk, booking)

    await choose(desk, booking, OTHER)
    ways.press(f"{page}/bank", answer="confirm")  # the first tab is still open
    await told(desk, booking)

    assert ways.money(booking.id.hex) == {"capture": TOTAL}
    assert (await seen(desk, booking)).booking.payment_status is PaymentStatus.PAID


async def test_whoever_has_paid_at_the_first_page_does_not_pay_again(database: Database, ways: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)
    page = await at_the_bank(desk, booking)
    ways.press(f"{page}/bank", answer="confirm")

    with pytest.raises(NothingToPay):
        await choose(desk, booking, OTHER)

    assert ways.money(booking.id.hex) == {"capture": TOTAL}


async def test_while_the_first_provider_is_silent_no_second_payment_begins(database: Database, ways: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)
    await at_the_bank(desk, booking)
    ways.arm("error", "void", times=5)

    with pytest.raises(PaymentInProgress):
        await choose(desk, booking, OTHER)

    assert ways.money(booking.id.hex) == {"capture": DEPOSIT}


async def test_a_balance_is_paid_by_hand_after_the_card_page_was_left(database: Database, ways: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)
    await offer(desk, "kaspi_manual", phone="+77015550418")
    page = await at_the_bank(desk, booking)

    shown = await choose(desk, booking, Payment(method="kaspi_manual"))
    async with database.reading() as read:
        (waiting,) = await payments.unfinished_intents(read, vendor_id=booking.vendor_id, booking_id=booking.id)
    await desk.database.run(
        lambda tx: payments.confirm_by_hand(
            tx, principal=SYSTEM, vendor_id=booking.vendor_id, intent_id=waiting, amount=None, now=desk.now
        )
    )
    await told(desk, booking)

    assert shown is not None
    assert shown.startswith(PAGE)
    assert ways.press(f"{page}/bank", answer="confirm").status_code < 500
    assert ways.money(booking.id.hex) == {"capture": DEPOSIT}
    assert (await seen(desk, booking)).outstanding.minor == 0


async def test_a_balance_is_found_by_the_phone_of_who_booked(database: Database, ways: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)
    await offer(desk, "kaspi_biller", account_name="Номера")
    await choose(desk, booking, Payment(method="kaspi_biller"))

    async with database.reading() as read:
        found = await payments.find_payable(
            read, gateway="kaspi_biller", account=(GUEST.phone or "")[1:], vendor_id=booking.vendor_id, now=desk.now
        )

    assert found is not None
    assert (found.attempt.booking_id, found.attempt.amount.minor, found.standing.value) == (booking.id, REST, "open")
