"""Eight currencies from the quote to the paper: rounded per line, nothing lost on the way."""

from __future__ import annotations

import pytest

from smartbooking.books import service as books
from smartbooking.infra.db import Database
from smartbooking.kernel.money import Money
from smartbooking.payments.service.books_check import check_books
from tests.documents.factory import book, give_back, papers, pay, printed, taxed_rooms

pytestmark = pytest.mark.usefixtures("desk")


@pytest.mark.parametrize(
    ("currency", "price", "tax", "shown"),
    [
        ("KZT", 24_999_00, 6_896_28, "49 998 ₸"),
        ("RUB", 3_333_33, 919_54, "6 666,66 ₽"),
        ("UZS", 250_001_00, 68_965_79, "500 002 UZS"),
        ("USD", 49_99, 13_79, "99,98 $"),
        ("EUR", 45_55, 12_57, "91,10 €"),
        ("INR", 2_499_50, 689_52, "4 999,00 INR"),
        ("JPY", 7_777, 2_145, "15 554 JPY"),
        ("KWD", 15_505, 4_277, "31,010 KWD"),
    ],
)
async def test_quote_capture_books_and_paper_say_the_same(
    database: Database, currency: str, price: int, tax: int, shown: str
) -> None:
    booking = await book(database, await taxed_rooms(database, price=price, currency=currency))
    assert booking.total == Money(2 * price, currency)
    first = booking.total.ratio(1, 3)

    await pay(database, booking, first)
    intent = await pay(database, booking, booking.total - first)
    await give_back(database, intent, 1)

    one, two, credit = await papers(database, booking)
    assert one.total + two.total == booking.total
    assert one.taxes[0].tax + two.taxes[0].tax == Money(tax, currency)
    assert credit.total == Money(1, currency)
    assert f"Стоимость бронирования {shown}" in printed(two)
    async with database.reading() as read:
        assert await check_books(read) == []
        found = {entry.account: entry.amount for entry in await books.balances(read, vendor_id=booking.vendor_id)}
    left = booking.total - Money(1, currency)
    assert found == {"till:pay_on_site": left, "vendor": -left}
