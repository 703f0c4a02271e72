"""How many taps and fields things cost. The numbers are the promise; the browser counts them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout

pytestmark = pytest.mark.journey


def booked(guest: Visitor, date: str, slot: int = 0) -> None:
    """A booking of the court, whose effort does not count."""
    to_checkout(guest, date, slot=slot)
    guest.introduce(new_phone())
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")
    guest.begin()


def to_its_link(guest: Visitor) -> None:
    guest.page.get_by_role("link", name="Изменить или отменить").click()
    guest.page.wait_for_url("**/m/*")


def test_who_was_here_before_books_again_in_two_taps_without_typing(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest = visit()
    booked(guest, day(17))
    guest.open("/")
    guest.page.locator(".again .slot").first.wait_for()
    guest.begin()
    guest.tap(guest.page.locator(".again .slot").first)
    guest.page.wait_for_url("**/c/*")
    expect(guest.page.locator("input[name=name]")).to_have_value("Дияс Әбенов")
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")
    guest.counted("again", screens=2)
    assert (guest.taps, guest.fields, guest.keys) == (2, 0, 0)
    assert guest.seconds(screens=2) <= 10


def test_from_the_page_of_a_place_to_a_code_in_three_taps_and_two_fields(
    visit: Visit, running_product: Product, day: Day
) -> None:
    (court,) = running_product.rows("select id from catalog.resource where name ->> 'en' = 'Padel court 1'")
    guest = visit()
    guest.open(f"/v/x/res_{court['id']}?date={day(18)}&lang=ru")
    guest.begin()
    guest.tap(guest.page.locator(".panel .slot:not(.taken)").first)
    guest.tap(guest.page.locator(".bottom-bar .button"))
    guest.page.wait_for_url("**/c/*")
    assert guest.page.locator(".checkout-form input:not([type=radio])").count() <= 3
    guest.introduce(new_phone())
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")
    guest.counted("from sauna", screens=3)
    assert guest.taps == 3
    assert guest.fields == 2
    assert guest.seconds(screens=3) <= 45


def test_moving_a_booking_by_its_link_takes_three_taps(visit: Visit, day: Day) -> None:
    guest = visit()
    booked(guest, day(19))
    to_its_link(guest)
    guest.begin()
    guest.tap(guest.page.get_by_role("button", name="Перенести"))
    guest.tap(guest.page.locator("dialog[open] .slot:not(.taken)").nth(1))
    guest.tap(guest.page.locator("dialog[open] .button.primary"))
    expect(guest.page.locator("dialog[open]")).to_have_count(0)
    guest.counted("move", screens=2)
    assert guest.taps == 3


def test_cancelling_by_its_link_takes_two_taps_and_shows_the_refund_before(visit: Visit, day: Day) -> None:
    guest = visit()
    booked(guest, day(20))
    to_its_link(guest)
    guest.begin()
    guest.tap(guest.page.get_by_role("button", name="Отменить", exact=True))
    expect(guest.page.locator("dialog[open] .notice")).to_contain_text(re.compile("Возвращать нечего|Вернём"))
    guest.tap(guest.page.locator("dialog[open] .button.danger"))
    expect(guest.page.locator(".tag").first).to_have_text("Отменена")
    guest.counted("cancel", screens=2)
    assert guest.taps == 2


# One offer of every other kind of business, by what is tapped before the panel's button.
KINDS = {
    "hotel": ("resource", 2), "clinic": ("service", 1), "salon": ("service", 1), "coworking": ("resource", 1),
    "restaurant": ("resource", 1), "event": ("resource", 0), "pool": ("resource", 1), "other": ("resource", 1),
}  # fmt: skip


@pytest.mark.slow_journey
@pytest.mark.parametrize("vertical", KINDS)
def test_from_the_page_of_any_place_to_a_code_or_the_payment_in_six_taps(
    visit: Visit, running_product: Product, day: Day, vertical: str
) -> None:
    kind, picks = KINDS[vertical]
    guest = visit()
    found = guest.page.request.get(f"{guest.url}/api/v1/resources/search?vertical={vertical}&limit=50").json()["data"]
    offer = next(one["id"] for one in found if one["id"].startswith("srv_" if kind == "service" else "res_"))
    guest.open(f"/v/x/{offer}?lang=ru" + ("" if vertical in ("hotel", "event") else f"&date={day(5)}"))
    free = guest.page.locator(
        ".month button:not([aria-disabled=true]), .panel .slot:not(.taken):not([aria-disabled=true])"
    )
    if picks:
        free.first.wait_for()
    guest.begin()
    for place in range(picks):
        guest.tap(free.nth(3 + 2 * place) if picks > 1 else free.first)
    guest.tap(guest.page.locator(".bottom-bar .button"))
    guest.page.wait_for_url("**/c/*")
    shown = guest.page.locator(".checkout-form input:not([type=radio])").count()
    guest.introduce(new_phone())
    guest.tap(guest.pay_button())
    guest.page.wait_for_url(re.compile("/(done|pay)/"))
    guest.counted(f"from {vertical}", screens=3)
    assert shown <= 3
    assert (guest.taps <= 6, guest.fields) == (True, 2)
