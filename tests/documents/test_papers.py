"""Receipts, invoices and credit notes: written once, numbered without gaps, frozen."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from smartbooking.books import service as books
from smartbooking.documents import service
from smartbooking.documents.domain import Buyer, Document, DocumentKind
from smartbooking.documents.errors import DocumentNotFound
from smartbooking.infra.db import Database, Tx, constraint_of
from smartbooking.kernel.money import Money
from smartbooking.payments.service.books_check import check_books
from smartbooking.pricing.domain import Collect
from smartbooking.vendors import service as vendors
from tests.documents.factory import NOW, book, deliver, give_back, papers, pay, printed, set_seller, taxed_rooms

pytestmark = pytest.mark.usefixtures("desk")


def kzt(minor: int) -> Money:
    return Money(minor, "KZT")


async def invoice(database: Database, vendor_id: int, booking_id: object, **facts: object) -> Document:
    buyer = Buyer(name="ТОО «Арман»", number="960440000220", address="Алматы")

    async def write(tx: Tx) -> Document:
        return await service.issue_invoice(
            tx, vendor_id=vendor_id, booking_id=booking_id, buyer=buyer, due=date(2026, 12, 1), now=NOW,  # type: ignore[arg-type]
        )  # fmt: skip

    return await database.run(write)


async def test_a_payment_has_one_receipt_however_often_it_is_told(database: Database) -> None:
    booking = await book(database, await taxed_rooms(database))
    await pay(database, booking)
    await deliver(database)

    (receipt,) = await papers(database, booking)
    assert (receipt.kind, receipt.number, receipt.total) == (DocumentKind.RECEIPT, "R-2026-000001", kzt(58_000_00))
    assert [(tax.points, tax.included, tax.tax) for tax in receipt.taxes] == [(1600, True, kzt(8_000_00))]
    assert receipt.seller.legal_name == "ТОО Алатау"
    assert receipt.buyer.name == "Айгерім"


async def test_deposit_and_balance_contain_exactly_the_tax_of_the_whole(database: Database) -> None:
    booking = await book(database, await taxed_rooms(database, price=10_001_00))
    for minor in (3_333_00, 3_333_00, 20_002_00 - 6_666_00):
        await pay(database, booking, kzt(minor))

    found = await papers(database, booking)
    assert [paper.settled_before for paper in found] == [kzt(0), kzt(3_333_00), kzt(6_666_00)]
    assert sum(paper.taxes[0].tax.minor for paper in found) == found[0].lines[0].tax.minor == 275_890


async def test_tax_that_is_added_to_the_price_is_told_so(database: Database) -> None:
    booking = await book(database, await taxed_rooms(database, price=10_000_00, inclusive=False))
    await pay(database, booking)

    (receipt,) = await papers(database, booking)
    assert (receipt.total, receipt.lines[0].net, receipt.lines[0].tax) == (
        kzt(23_200_00),
        kzt(20_000_00),
        kzt(3_200_00),
    )
    assert (receipt.taxes[0].included, receipt.taxes[0].tax) == (False, kzt(3_200_00))


async def test_a_refund_has_a_credit_note_with_its_share_of_the_tax(database: Database) -> None:
    booking = await book(database, await taxed_rooms(database))
    intent = await pay(database, booking)
    await give_back(database, intent, 14_500_00)
    await give_back(database, intent, 43_500_00)

    receipt, first, second = await papers(database, booking)
    assert (first.kind, first.number, first.corrects) == (DocumentKind.CREDIT_NOTE, "C-2026-000001", receipt.number)
    assert [first.taxes[0].tax, second.taxes[0].tax] == [kzt(2_000_00), kzt(6_000_00)]
    async with database.reading() as read:
        assert await check_books(read) == []


async def test_each_paper_names_the_way_its_own_payment_went(database: Database) -> None:
    booking = await book(database, await taxed_rooms(database))
    async with database.transaction() as tx:
        await tx.execute(
            text("update bookings.booking set payment_method = 'sandbox' where id = :id"), {"id": booking.id}
        )
    intent = await pay(database, booking)
    await give_back(database, intent, 14_500_00)

    assert [paper.method for paper in await papers(database, booking)] == ["pay_on_site", "pay_on_site"]


async def test_a_security_deposit_is_no_turnover(database: Database) -> None:
    place = await taxed_rooms(database, security_minor=20_000_00, security_collect=Collect.NOW)
    booking = await book_with_card(database, place)
    intent = await pay(database, booking, kzt(78_000_00))
    await give_back(database, intent, 20_000_00)

    receipt, credit = await papers(database, booking)
    assert (receipt.deposit, receipt.taxes[0].tax) == (kzt(20_000_00), kzt(8_000_00))
    assert credit.taxes[0].tax == kzt(0)


async def book_with_card(database: Database, place: object):  # noqa: ANN201
    """A booking with money due now can not be made at the desk: its row is what a card's checkout would leave."""
    from smartbooking.bookings.service import holds
    from tests.bookings.factory import TERMS, nights, order_for

    async with database.transaction() as tx:
        order = await order_for(tx, place.resource.id, nights())  # type: ignore[attr-defined]
        return await holds.place_hold(tx, order, terms=TERMS, now=NOW)


async def test_an_invoice_is_for_the_firm_that_asked(database: Database) -> None:
    place = await taxed_rooms(database)
    await set_seller(database, place.vendor_id)
    booking = await book(database, place)

    made = await invoice(database, place.vendor_id, booking.id)

    assert (made.number, made.total, made.buyer.name) == ("I-2026-000001", kzt(58_000_00), "ТОО «Арман»")
    words = printed(made)
    for expected in (
        "Счёт на оплату I-2026-000001 от 21.11.2026", "960440000220", "60001 0012345", "Оплатить до 01.12.2026",
        "KZ86125KZT5004100100", "в том числе НДС 16 % 8 000 ₸", "К оплате 58 000 ₸",
    ):  # fmt: skip
        assert expected in words
    with pytest.raises(DocumentNotFound):
        await invoice(database, place.vendor_id + 1, booking.id)


async def test_fifty_parallel_invoices_have_fifty_numbers_without_a_gap(database: Database) -> None:
    """Every fifth transaction fails after it took its number: the number is given again."""
    booking = await book(database, await taxed_rooms(database))

    async def one(turn: int) -> str | None:
        async def write(tx: Tx) -> str:
            made = await service.issue_invoice(
                tx, vendor_id=booking.vendor_id, booking_id=booking.id, buyer=Buyer(name="x"), due=None, now=NOW
            )
            if turn % 5 == 0:
                raise RuntimeError("the process died here")
            return made.number

        try:
            return await database.run(write, attempts=20)
        except RuntimeError:
            return None

    numbers = [number for number in await asyncio.gather(*(one(turn) for turn in range(50))) if number]

    assert sorted(numbers) == [f"I-2026-{n:06d}" for n in range(1, 41)]


async def test_a_paper_keeps_what_it_said_when_the_business_changes(database: Database) -> None:
    place = await taxed_rooms(database)
    booking = await book(database, place)
    await pay(database, booking)
    async with database.transaction() as tx:
        await tx.execute(text("update vendors.vendor set legal_name = 'ТОО Другое', version = version + 1"))
        assert (await vendors.get_vendor(tx, vendor_id=place.vendor_id)).legal_name == "ТОО Другое"

    (receipt,) = await papers(database, booking)
    assert receipt.seller.legal_name == "ТОО Алатау"
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction() as tx:
            await tx.execute(text("update documents.document set total_minor = 1"))


async def test_a_paper_outlives_the_person_on_it(database: Database) -> None:
    booking = await book(database, await taxed_rooms(database))
    await pay(database, booking)
    async with database.transaction() as tx:
        assert await service.erase_buyers(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=NOW) == 1

    (receipt,) = await papers(database, booking)
    assert (receipt.buyer.name, receipt.buyer.phone, receipt.buyer.erased) == ("А.", "", True)
    words = printed(receipt)
    assert "Айгерім" not in words
    assert "Оплачено 58 000 ₸" in words
    with pytest.raises(IntegrityError) as refused:
        async with database.transaction() as tx:
            await tx.execute(text("update documents.buyer set phone = '+77015550418'"))
    assert constraint_of(refused.value) == "buyers_are_only_erased"


async def test_what_the_desk_took_is_in_its_till(database: Database) -> None:
    booking = await book(database, await taxed_rooms(database))
    await pay(database, booking)
    async with database.reading() as read:
        found = {one.account: one.amount for one in await books.balances(read, vendor_id=booking.vendor_id)}
    assert found == {"till:pay_on_site": kzt(58_000_00), "vendor": kzt(-58_000_00)}
