"""Paying with a card that was kept: whose it is, what the bank says of it, and that it goes when its owner wishes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.bookings.domain import Booking, Status
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import PaymentDeclined
from smartbooking.bookings.service import checkout, switching
from smartbooking.bookings.service.checkout import Payment
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.identity.events import AccountStatusChanged
from smartbooking.infra import events
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Acting, Principal
from smartbooking.kernel.problem import Invalid
from smartbooking.payments import service as payments
from smartbooking.payments.domain.saved_cards import SavedCard
from smartbooking.payments.errors import SavedCardNotFound
from smartbooking.payments.gateways.on_site import OnSite
from tests.bookings.desk import Desk
from tests.bookings.test_booking_money import TOTAL
from tests.bookings.test_card_hold import secured
from tests.bookings.test_lifecycle_money import current
from tests.drills import errands
from tests.identity.factory import bearer, make_user
from tests.payments.factory import make_sandbox
from tests.payments.peers import make_stripe
from tests.payments.provider import Provider

KEEP = {"sandbox": Payment(method="sandbox", save_card=True), "stripe": Payment(method="stripe", save_card=True)}


@pytest.fixture(autouse=True)
def deliveries() -> Iterator[None]:
    errands.route()
    yield
    events.route(())


@pytest.fixture
async def cards(provider: Provider, settings: Settings) -> AsyncIterator[Provider]:
    """Both gateways that keep cards, and the desk."""
    payments.install_signer(Signer(settings))
    sandbox, stripe = make_sandbox(provider.url, timeout_seconds=5.0), make_stripe(provider.url + "/stripe")
    payments.install_gateways((OnSite(), sandbox, stripe))
    provider.disarm()
    yield provider
    await sandbox.close()
    await stripe.close()


def signed_in(booking: Booking, account: UUID) -> Caller:
    return Caller(principal=Principal(user_id=account, name="Aigerim"), link_to=booking.id)


async def begun(desk: Desk, account: UUID, payment: Payment, ahead: int) -> tuple[Booking, str | None]:
    """A booking by somebody with an account, and the page its payment leads to."""
    booking = await desk.hold(ahead)
    made = await desk.check_out(booking, payment, signed_in(booking, account))
    assert made.attempt_id is not None
    _, outcome = await checkout.finish_payment(
        desk.database, booking_id=booking.id, attempt_id=made.attempt_id, now=desk.now
    )
    return made.booking, outcome.redirect_url


async def kept(desk: Desk, cards: Provider, account: UUID, method: str = "sandbox", ahead: int = 3) -> SavedCard:
    """The card an account keeps after paying on the provider's page."""
    booking, page = await begun(desk, account, KEEP[method], ahead)
    assert page is not None
    cards.press(page, choice="pay")
    assert booking.intent_id is not None
    async with desk.database.reading() as read:
        intent, _ = await payments.get_payment(
            read, principal=Principal(), intent_id=booking.intent_id, client_secret=None, link_to=booking.id
        )
    assert intent.current_attempt_id is not None
    await payments.poll_attempt(desk.database, intent.current_attempt_id, now=desk.now)
    await errands.run_due(desk.database, desk.now)
    (card,) = await cards_of(desk.database, account)
    return card


async def cards_of(database: Database, account: UUID) -> tuple[SavedCard, ...]:
    async with database.reading() as read:
        return await payments.saved_cards(read, account_id=account)


def with_card(card: SavedCard) -> Payment:
    return Payment(method=card.gateway, saved_card=card.id)


async def prepaid(database: Database) -> Desk:
    return await Desk.open(database, timing=PaymentTiming.PREPAY)


@pytest.mark.parametrize("method", ["sandbox", "stripe"])
async def test_a_card_is_kept_by_wish_and_pays_the_next_booking_at_once(
    database: Database, cards: Provider, method: str
) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account, method)

    booking, page = await begun(desk, account, with_card(card), ahead=9)

    assert (card.gateway, card.brand, card.last4) == (method, "visa", "4242")
    assert card.consented_at <= card.saved_at
    assert (page, (await current(desk, booking)).status) == (None, Status.CONFIRMED)
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_without_the_wish_nothing_is_kept(database: Database, cards: Provider) -> None:
    desk, account = await prepaid(database), uuid7()

    _, page = await begun(desk, account, Payment(method="sandbox"), ahead=3)
    assert page is not None
    cards.press(page, choice="pay")
    await errands.run_due(database, desk.now)

    assert await cards_of(database, account) == ()


async def test_the_same_card_is_kept_once(database: Database, cards: Provider) -> None:
    desk, account = await prepaid(database), uuid7()

    first = await kept(desk, cards, account)
    again = await kept(desk, cards, account, ahead=9)

    assert again.id == first.id
    async with database.reading() as read:
        # The provider has forgotten the second name of it.
        assert await read.scalar(text("select count(*) from payments.saved_card")) == 1


async def test_a_declined_card_leaves_the_place_and_another_way_pays(database: Database, cards: Provider) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account)
    cards.card_plays("sandbox", card.token, "tok_declined")
    booking = await desk.hold(9)
    caller = signed_in(booking, account)
    made = await desk.check_out(booking, with_card(card), caller)
    assert made.attempt_id is not None

    with pytest.raises(PaymentDeclined):
        await checkout.finish_payment(database, booking_id=booking.id, attempt_id=made.attempt_id, now=desk.now)
    again = await desk.run(checkout.pay, booking, caller, payment=Payment(method="sandbox", token="tok_success"))
    assert again.attempt_id is not None
    await checkout.finish_payment(database, booking_id=booking.id, attempt_id=again.attempt_id, now=desk.now)

    assert (await current(desk, booking)).status is Status.CONFIRMED
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


@pytest.mark.parametrize("method", ["sandbox", "stripe"])
async def test_the_bank_may_ask_first_and_then_the_card_pays(database: Database, cards: Provider, method: str) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account, method)
    cards.card_plays(method, card.token, {"sandbox": "tok_3ds", "stripe": "pm_card_authenticationRequired"}[method])

    booking, page = await begun(desk, account, with_card(card), ahead=9)
    assert page is not None
    assert cards.money(booking.id.hex) == {}
    cards.press(page + "/bank", answer="confirm")
    paid = await switching.make_way(
        database, booking_id=booking.id, caller=signed_in(booking, account), payment=Payment(method="sandbox"),
        now=desk.now,
    )  # fmt: skip

    assert (paid, (await current(desk, booking)).status) == (True, Status.CONFIRMED)
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_who_is_asked_by_her_bank_may_take_the_page_of_the_same_provider_instead(
    database: Database, cards: Provider
) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account)
    cards.card_plays("sandbox", card.token, "tok_3ds")
    booking, bank = await begun(desk, account, with_card(card), ahead=9)
    caller, way = signed_in(booking, account), Payment(method="sandbox", token="tok_success")

    await switching.make_way(database, booking_id=booking.id, caller=caller, payment=way, now=desk.now)
    again = await desk.run(checkout.pay, booking, caller, payment=way)
    assert again.attempt_id is not None
    await checkout.finish_payment(database, booking_id=booking.id, attempt_id=again.attempt_id, now=desk.now)
    cards.press(f"{bank}/bank", answer="confirm")  # the bank's tab is still open

    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_an_answer_that_was_lost_stays_unknown_until_the_provider_says(
    database: Database, cards: Provider
) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account)
    cards.arm("lost_reply", "start")

    booking, _ = await begun(desk, account, with_card(card), ahead=9)
    assert booking.intent_id is not None
    async with database.reading() as read:
        silent = await payments.payment_status(read, intent_id=booking.intent_id)
    desk.now += timedelta(seconds=3)
    await errands.run_due(database, desk.now)

    assert silent.status.value == "unknown"
    assert (await current(desk, booking)).status is Status.CONFIRMED
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_somebody_elses_card_is_unknown_and_nothing_is_written(database: Database, cards: Provider) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account)
    booking = await desk.hold(9)

    for caller in (signed_in(booking, uuid7()), desk.guest(booking)):
        with pytest.raises(SavedCardNotFound):
            await desk.check_out(booking, with_card(card), caller)

    seen = await current(desk, booking)
    assert (seen.status, seen.intent_id) == (Status.HELD, None)


async def test_an_operator_in_her_name_neither_pays_with_her_card_nor_has_one_kept(
    database: Database, cards: Provider
) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account)
    booking = await desk.hold(9)
    acting = Acting(id=uuid7(), operator_id=uuid7())
    helper = Caller(principal=Principal(user_id=account, acting=acting), link_to=booking.id)

    with pytest.raises(SavedCardNotFound):
        await desk.check_out(booking, with_card(card), helper)
    with pytest.raises(Invalid):
        await desk.check_out(booking, KEEP["sandbox"], helper)


async def test_a_guest_without_an_account_keeps_no_card(database: Database, cards: Provider) -> None:
    desk = await prepaid(database)

    with pytest.raises(Invalid):
        await desk.check_out(await desk.hold(), KEEP["sandbox"])


@pytest.mark.parametrize("method", ["sandbox", "stripe"])
async def test_a_removed_card_is_forgotten_here_and_there(database: Database, cards: Provider, method: str) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account, method)
    booking = await desk.hold(9)

    async with database.transaction() as tx:
        await payments.forget_card(tx, account_id=account, card_id=card.id, now=desk.now)
    assert await cards_of(database, account) == ()
    await errands.run_due(database, desk.now)

    with pytest.raises(SavedCardNotFound):
        await desk.check_out(booking, with_card(card), signed_in(booking, account))
    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from payments.saved_card")) == 0


@pytest.mark.parametrize("method", ["sandbox", "stripe"])
async def test_a_removed_card_does_not_come_back_when_its_hold_is_charged(
    database: Database, cards: Provider, method: str
) -> None:
    desk, account = await secured(database), uuid7()
    card = await kept(desk, cards, account, method)
    booking_id, vendor_id = await only_booking(database)
    async with database.transaction() as tx:
        await payments.forget_card(tx, account_id=account, card_id=card.id, now=desk.now)
    await errands.run_due(database, desk.now)

    async with database.transaction() as tx:
        hold = await payments.hold_of(tx, vendor_id=vendor_id, booking_id=booking_id)
        assert hold is not None
        zero = Money.zero("KZT")
        assert await payments.charge_hold(tx, intent_id=hold.intent_id, amount=hold.amount, tax=zero, now=desk.now)
    await errands.run_due(database, desk.now)

    assert cards.money(booking_id.hex) == {"capture": hold.amount.minor}
    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from payments.saved_card")) == 0


async def only_booking(database: Database) -> tuple[UUID, int]:
    async with database.reading() as read:
        row = (await read.execute(text("select id, vendor_id from bookings.booking"))).one()
    return row.id, row.vendor_id


async def test_a_silent_provider_is_asked_again_until_it_has_forgotten(database: Database, cards: Provider) -> None:
    desk, account = await prepaid(database), uuid7()
    card = await kept(desk, cards, account)
    cards.arm("error", "forget", times=1)

    async with database.transaction() as tx:
        await payments.forget_card(tx, account_id=account, card_id=card.id, now=desk.now)
    await errands.run_due(database, desk.now)
    early = await payments.forget_due(database, now=desk.now)
    done = await payments.forget_due(database, now=desk.now + timedelta(minutes=6))

    assert (early, done) == (0, 1)


async def test_a_closed_account_keeps_no_card_also_not_from_a_payment_under_way(
    database: Database, cards: Provider
) -> None:
    desk, account = await prepaid(database), uuid7()
    await kept(desk, cards, account)
    _, page = await begun(desk, account, KEEP["sandbox"], ahead=9)
    assert page is not None

    async with database.transaction() as tx:
        closed = AccountStatusChanged(user_id=account, status="deleted")
        await payments.account_changed(tx, closed, now=desk.now)
    cards.press(page, choice="pay")
    await payments.poll_open(database, now=desk.now + timedelta(minutes=2))
    await errands.run_due(database, desk.now)

    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from payments.saved_card")) == 0


async def test_over_http_the_owner_sees_and_removes_her_cards_and_a_stranger_does_not(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database, cards: Provider
) -> None:
    errands.route()  # after the application's start, which delivers to every module
    async with database.transaction() as tx:
        owner, stranger = await make_user(tx), await make_user(tx)
    desk = await prepaid(database)
    card = await kept(desk, cards, owner.id)
    address = f"/api/v1/saved-cards/{public_id('crd', card.id)}"
    mine, other = await bearer(runtime, owner), await bearer(runtime, stranger)

    shown = await client.get("/api/v1/saved-cards", headers=mine)
    refused = await client.delete(address, headers=other)
    removed = await client.delete(address, headers=mine)

    (seen,) = shown.json()
    assert (seen["brand"], seen["last4"], seen["method"], seen["expired"]) == ("visa", "4242", "sandbox", False)
    assert not {"token", "payer", "fingerprint", "country"} & seen.keys()
    assert (refused.status_code, refused.json()["code"]) == (404, "saved-card-not-found")
    assert (removed.status_code, (await client.get("/api/v1/saved-cards", headers=mine)).json()) == (204, [])
    assert (await client.get("/api/v1/saved-cards")).status_code == 401
