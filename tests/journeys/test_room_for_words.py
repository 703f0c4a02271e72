"""Small windows, large letters, long words and strange names: nothing overflows, nothing runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import longer_words
from tests.journeys.browser import PHONE, Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout
from tests.journeys.test_page_quality import screens, settled

pytestmark = pytest.mark.journey
# A window of 1,280 pixels at 200 %.
ZOOMED = 640
NAMES = (
    "Ә",
    "Нұрсұлтан-Мұхаммед Әбдірахманұлы Жолдасбеков-Төлегенов және серіктері, 80 белгі!",
    "👩🏽‍🚀 Айша",
    "محمد بن راشد",
    "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>",
)


def too_wide(visitor: Visitor, product: Product, date: str) -> dict[str, int]:
    wide = {}
    for name, path in screens(product, date).items():
        settled(visitor, path)
        if over := visitor.overflow():
            wide[name] = over
    return wide


def test_words_longer_by_two_fifths_fit_a_small_phone(visit: Visit, running_product: Product, day: Day) -> None:
    visitor = visit(320)
    longer_words.speak(visitor.page)
    visitor.open("/?lang=ru")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("минутуөұіә")
    assert too_wide(visitor, running_product, day(2)) == {}


def test_letters_twice_as_large_fit_a_desk(visit: Visit, running_product: Product, day: Day) -> None:
    assert too_wide(visit(ZOOMED), running_product, day(2)) == {}


def test_any_name_books_shows_and_hurts_nothing(visit: Visit, running_product: Product, day: Day) -> None:
    for number, name in enumerate(NAMES):
        guest, phone = visit(PHONE), new_phone()
        to_checkout(guest, day(40 + number))
        guest.introduce(phone, name)
        assert guest.overflow() == 0
        guest.pay_button().click()
        guest.page.wait_for_url("**/done/*")
        assert guest.overflow() == 0
        (row,) = running_product.rows("select contact_name from bookings.booking where contact_phone = $1", phone)
        assert row["contact_name"] == name
        statement = guest.page.get_by_role("link", name="Чек").get_attribute("href")
        guest.open(str(statement))
        expect(guest.page.get_by_text(name, exact=True)).to_be_visible()
        assert guest.overflow() == 0
        assert guest.page.evaluate("window.hurt") is None
