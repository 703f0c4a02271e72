"""Receipts for the tax office: one for every movement of money, registered once, in nobody's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.events import BookingEnded
from smartbooking.documents import service, subscribers
from smartbooking.documents.domain import FiscalReceipt, FiscalTerms, Recorder
from smartbooking.documents.errors import ReceiptClosed
from smartbooking.documents.fiscal.webkassa import Webkassa
from smartbooking.infra.db import Database
from smartbooking.kernel.principal import SYSTEM
from smartbooking.sandbox_provider.protocols.webkassa import ACCOUNT
from tests.documents.factory import NOW, book, give_back, pay, set_seller, taxed_rooms
from tests.payments.provider import Provider, running

pytestmark = pytest.mark.usefixtures("desk")
WEBKASSA = FiscalTerms(recorder=Recorder.WEBKASSA, cashbox=ACCOUNT["cashbox"])
PATIENCE = 30.0  # seconds: far beyond what a busy machine needs
IMPATIENCE = 2.0  # seconds: only where the peer is silent on purpose


class Peer:
    """The running peer, and a client of ours to it."""

    def __init__(self, provider: Provider) -> None:
        self.provider, self.url = provider, provider.url + "/webkassa"
        self.client = self.recorder(timeout_seconds=PATIENCE)

    def recorder(self, *, timeout_seconds: float) -> Webkassa:
        return Webkassa(
            url=self.url, api_key=ACCOUNT["api_key"], login=ACCOUNT["login"], password=ACCOUNT["password"],
            timeout_seconds=timeout_seconds,
        )  # fmt: skip

    def arm(self, kind: str, operation: str = "check", *, times: int = 1, seconds: float = 0) -> None:
        self.provider.arm(kind, operation, times=times, seconds=seconds, provider="webkassa")

    def control(self, method: str, path: str) -> Any:
        reply = httpx2.request(method, f"{self.url}/control/{path}", headers={"x-api-key": ACCOUNT["api_key"]})
        return reply.json()

    def registered(self, receipts: list[FiscalReceipt]) -> list[tuple[int, float]]:
        """What the peer has of these receipts: kind of operation and sum, in its order."""
        ours = {receipt.id.hex for receipt in receipts}
        return [
            (one["OperationType"], one["Payments"][0]["Sum"])
            for one in self.control("GET", "receipts")["receipts"]
            if one["ExternalCheckNumber"] in ours
        ]


@pytest.fixture(scope="session")
def peer_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("webkassa")) as provider:
        yield provider


@pytest.fixture
async def peer(peer_process: Provider) -> AsyncIterator[Peer]:
    peer_process.disarm()
    made = Peer(peer_process)
    service.install_recorder({Recorder.WEBKASSA: made.client})
    yield made
    service.install_recorder({})
    await made.client.close()


async def receipts(database: Database, booking: Booking) -> list[FiscalReceipt]:
    async with database.reading() as read:
        found = await service.list_fiscal(read, vendor_id=booking.vendor_id, status=None, limit=100)
    return list(reversed(found))


async def paid(database: Database, terms: FiscalTerms = WEBKASSA) -> Booking:
    place = await taxed_rooms(database)
    await set_seller(database, place.vendor_id, terms)
    booking = await book(database, place)
    await pay(database, booking)
    return booking


async def test_a_payment_is_registered_once_with_its_tax(database: Database, peer: Peer) -> None:
    booking = await paid(database)

    await asyncio.gather(*(service.send_due(database, now=NOW) for _ in range(4)))

    (receipt,) = await receipts(database, booking)
    assert (receipt.status, receipt.kind, bool(receipt.number)) == ("done", "sale", True)
    assert peer.registered([receipt]) == [(2, 58000.0)]
    sent = next(
        one for one in peer.control("GET", "receipts")["receipts"] if one["ExternalCheckNumber"] == receipt.id.hex
    )
    assert sent["Positions"] == [
        {"Count": 1, "Price": 58000.0, "TaxType": 100, "TaxPercent": 16.0, "Tax": 8000.0, "PositionName": "Комфорт",
         "UnitCode": 796}
    ]  # fmt: skip
    assert sent["Payments"] == [{"Sum": 58000.0, "PaymentType": 0}]


async def test_a_refund_names_the_sale_it_undoes(database: Database, peer: Peer) -> None:
    place = await taxed_rooms(database)
    await set_seller(database, place.vendor_id, WEBKASSA)
    booking = await book(database, place)
    intent = await pay(database, booking)
    await give_back(database, intent, 20_000_00)
    await give_back(database, intent, 38_000_00)

    await service.send_due(database, now=NOW)

    found = await receipts(database, booking)
    assert [(one.kind, one.status) for one in found] == [("sale", "done"), ("refund", "done"), ("refund", "done")]
    assert peer.registered(found) == [(2, 58000.0), (3, 20000.0), (3, 38000.0)]


async def test_every_movement_in_the_books_has_exactly_one_receipt(database: Database, peer: Peer) -> None:
    place = await taxed_rooms(database)
    await set_seller(database, place.vendor_id, WEBKASSA)
    for refund in (0, 10_000_00, 58_000_00):
        booking = await book(database, place)
        intent = await pay(database, booking)
        if refund:
            await give_back(database, intent, refund)
    await service.send_due(database, now=NOW)

    async with database.reading() as read:
        counted = await read.execute(
            text("""
                select (select count(*) from books.posting where kind in ('captured', 'refund_paid')) as moved,
                       (select count(*) from documents.fiscal_receipt where status = 'done') as registered""")
        )
        row = counted.one()
    assert (row.moved, row.registered) == (5, 5)


@pytest.mark.parametrize("kind", ["error_after", "lost_reply", "reset"])
async def test_a_lost_answer_is_found_under_our_number(database: Database, peer: Peer, kind: str) -> None:
    """The receipt is registered, we do not hear of it: error 14 brings it back, no second one is made."""
    booking = await paid(database)
    peer.arm(kind)

    await service.send_due(database, now=NOW)
    (waiting,) = await receipts(database, booking)
    assert (waiting.status, waiting.tries) == ("waiting", 1)
    await service.send_due(database, now=NOW + timedelta(minutes=1))

    (receipt,) = await receipts(database, booking)
    assert receipt.status == "done"
    assert peer.registered([receipt]) == [(2, 58000.0)]


async def test_silence_for_longer_than_the_timeout_is_a_lost_answer(database: Database, peer: Peer) -> None:
    booking = await paid(database)
    hasty = peer.recorder(timeout_seconds=IMPATIENCE)
    service.install_recorder({Recorder.WEBKASSA: hasty})
    peer.arm("hang", seconds=3 * IMPATIENCE)
    await service.send_due(database, now=NOW)
    assert [one.status for one in await receipts(database, booking)] == ["waiting"]
    await hasty.close()
    service.install_recorder({Recorder.WEBKASSA: peer.client})

    await until_registered(peer, await receipts(database, booking))
    await service.send_due(database, now=NOW + timedelta(minutes=1))
    found = await receipts(database, booking)
    assert [one.status for one in found] == ["done"]
    assert peer.registered(found) == [(2, 58000.0)]


async def until_registered(peer: Peer, found: list[FiscalReceipt]) -> None:
    """The peer goes on with what it began after we have hung up."""
    async with asyncio.timeout(30):
        while not peer.registered(found):
            await asyncio.sleep(0.1)


async def test_error_14_without_the_receipt_asks_for_it(database: Database, peer: Peer) -> None:
    booking = await paid(database)
    peer.arm("lost_reply")
    await service.send_due(database, now=NOW)
    peer.control("POST", "shift?duplicates=short")

    await service.send_due(database, now=NOW + timedelta(minutes=1))
    (receipt,) = await receipts(database, booking)
    assert (receipt.status, bool(receipt.number)) == ("done", True)
    assert peer.registered([receipt]) == [(2, 58000.0)]


async def test_a_shift_of_25_hours_is_closed_and_the_receipt_goes_into_the_next(database: Database, peer: Peer) -> None:
    first = await paid(database)
    await service.send_due(database, now=NOW)
    peer.control("POST", "shift")
    second = await paid(database)

    await service.send_due(database, now=NOW)
    found = [*(await receipts(database, first)), *(await receipts(database, second))]
    assert [one.status for one in found] == ["done", "done"]
    assert len(peer.registered(found)) == 2


async def test_an_ended_session_is_begun_anew(database: Database, peer: Peer) -> None:
    first = await paid(database)
    await service.send_due(database, now=NOW)
    peer.control("DELETE", "sessions")
    second = await paid(database)
    await service.send_due(database, now=NOW)

    assert [one.status for one in (*await receipts(database, first), *await receipts(database, second))] == ["done"] * 2


async def test_a_recorder_that_is_down_blocks_no_booking(database: Database, peer: Peer) -> None:
    peer.arm("error", times=100)
    booking = await paid(database)
    for minute in range(5):
        await service.send_due(database, now=NOW + timedelta(minutes=minute))
    (receipt,) = await receipts(database, booking)
    assert (receipt.status, receipt.tries) == ("waiting", 5)

    peer.provider.disarm()
    await service.send_due(database, now=NOW + timedelta(minutes=30))
    assert [one.status for one in await receipts(database, booking)] == ["done"]


async def test_what_is_refused_waits_for_a_person_and_can_be_sent_again(database: Database, peer: Peer) -> None:
    wrong = FiscalTerms(recorder=Recorder.WEBKASSA, cashbox="SWK99999999")
    booking = await paid(database, wrong)
    await service.send_due(database, now=NOW)
    (refused,) = await receipts(database, booking)
    assert (refused.status, refused.refusal) == ("refused", "3: no such cash box")

    async with database.transaction() as tx:
        again = await service.try_again(
            tx, vendor_id=booking.vendor_id, receipt_id=refused.id, principal=SYSTEM, now=NOW
        )
    assert again.status == "waiting"


async def test_the_chain_of_a_prepayment_is_settled_with_what_was_not_given_back(database: Database) -> None:
    """Prepaid 58 000, refunded 8 000 before the visit: the closing receipt is about 50 000."""
    place = await taxed_rooms(database)
    await set_seller(database, place.vendor_id, FiscalTerms(recorder=Recorder.MANUAL, chain=True))
    booking = await book(database, place)
    intent = await pay(database, booking)
    await give_back(database, intent, 8_000_00)

    for _ in range(2):
        await end(database, booking, "completed", booking.ends_at)

    found = await receipts(database, booking)
    assert [(one.kind, one.amount.minor, one.status) for one in found] == [
        ("prepay", 58_000_00, "manual"), ("refund", 8_000_00, "manual"), ("settle", 50_000_00, "manual"),
    ]  # fmt: skip


async def test_a_visit_that_did_not_take_place_settles_nothing(database: Database) -> None:
    place = await taxed_rooms(database)
    await set_seller(database, place.vendor_id, FiscalTerms(recorder=Recorder.MANUAL, chain=True))
    booking = await book(database, place)
    await pay(database, booking)

    await end(database, booking, "no_show", booking.ends_at)
    assert [one.kind for one in await receipts(database, booking)] == ["prepay"]


async def end(database: Database, booking: Booking, status: str, now: datetime) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            text("update bookings.booking set status = :to where id = :id"), {"to": status, "id": booking.id}
        )
        event = BookingEnded(vendor_id=booking.vendor_id, booking_id=booking.id, status=status)
        await subscribers.booking_ended(tx, event, now=now)


async def test_a_person_says_under_which_number_she_registered_it(database: Database) -> None:
    booking = await paid(database, FiscalTerms(recorder=Recorder.MANUAL))
    (receipt,) = await receipts(database, booking)
    async with database.transaction() as tx:
        done = await service.finish_by_hand(
            tx, vendor_id=booking.vendor_id, receipt_id=receipt.id, number="Z-17", principal=SYSTEM, now=NOW
        )
    assert (done.status, done.number) == ("done", "Z-17")
    with pytest.raises(ReceiptClosed):
        async with database.transaction() as tx:
            await service.finish_by_hand(
                tx, vendor_id=booking.vendor_id, receipt_id=receipt.id, number="Z-18", principal=SYSTEM, now=NOW
            )


async def test_a_business_that_registers_elsewhere_has_no_receipts_here(database: Database) -> None:
    assert await receipts(database, await paid(database, FiscalTerms())) == []
