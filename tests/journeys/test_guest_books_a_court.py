"""The shortest way: from a card in the results to a code, without an account."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.browser import DESK, PHONE, Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
COURT = "Падел, корт 1"


def card(visitor: Visitor, name: str = COURT) -> Locator:
    return visitor.page.locator(".listing").filter(has=visitor.page.get_by_role("heading", name=name))


def to_checkout(visitor: Visitor, date: str, *, slot: int = 0) -> str:
    """From the results into a checkout of the court; the booking's id."""
    visitor.open(f"/s?vertical=sauna&date={date}&lang=ru")
    visitor.tap(card(visitor).locator(".slot").nth(slot))
    visitor.page.wait_for_url("**/c/*")
    return visitor.page.url.rpartition("/")[2]


def booked(product: Product, phone: str) -> list[str]:
    found = product.rows("select status from bookings.booking where contact_phone = $1 and status = 'confirmed'", phone)
    return [row["status"] for row in found]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_card_leads_to_a_code_in_four_taps_and_two_fields(
    visit: Visit, running_product: Product, day: Day, width: int
) -> None:
    guest, phone = visit(width), new_phone()
    guest.begin()
    to_checkout(guest, day(2), slot=0 if width == PHONE else 2)
    guest.introduce(phone)
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Забронировано")
    if width == PHONE:
        guest.counted("from a card", screens=3)
    assert guest.taps <= 4
    assert guest.fields == 2
    code = guest.page.locator(".ticket-code").inner_text()
    rows = running_product.rows("select code, status from bookings.booking where contact_phone = $1", phone)
    assert [(row["code"], row["status"]) for row in rows] == [(code, "confirmed")]


def test_a_double_click_books_once(visit: Visit, running_product: Product, day: Day) -> None:
    guest, phone = visit(), new_phone()
    to_checkout(guest, day(3))
    guest.introduce(phone)
    guest.pay_button().dblclick()
    guest.page.wait_for_url("**/done/*")
    assert booked(running_product, phone) == ["confirmed"]


def test_a_reload_keeps_the_hold_and_what_was_typed(visit: Visit, day: Day) -> None:
    guest = visit()
    to_checkout(guest, day(3), slot=1)
    guest.introduce()
    guest.page.reload()
    expect(guest.page.locator("input[name=phone]")).to_have_value("8 701 555 04 18")
    expect(guest.page.locator("input[name=name]")).to_have_value("Дияс Әбенов")
    assert guest.page.get_by_role("timer").inner_text()[:2] in ("9:", "10")
    expect(guest.pay_button()).to_be_enabled()


def test_back_after_the_confirmation_does_not_offer_to_book_again(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest, phone = visit(), new_phone()
    to_checkout(guest, day(4))
    guest.introduce(phone)
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")
    guest.page.go_back()
    guest.page.wait_for_url("**/s?*")
    expect(guest.pay_button()).to_have_count(0)
    assert booked(running_product, phone) == ["confirmed"]


def test_what_is_missing_is_said_on_top_and_leads_to_the_field(visit: Visit, day: Day) -> None:
    guest = visit()
    to_checkout(guest, day(4), slot=2)
    guest.tap(guest.pay_button())
    summary = guest.page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("button").last.click()
    expect(guest.page.locator("input[name=name]")).to_be_focused()


def test_leaving_the_checkout_gives_the_place_back(visit: Visit, running_product: Product, day: Day) -> None:
    guest = visit()
    to_checkout(guest, day(5))
    with guest.page.expect_response(lambda reply: "/release" in reply.url):
        guest.tap(guest.page.get_by_role("button", name="Назад"))
    guest.page.wait_for_url("**/s?*")
    expect(card(guest).locator(".slot").first).to_be_visible()
