"""Whatever call of the booking path fails: no blank page, nothing typed is lost, nothing is booked twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.browser import Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import booked, card

pytestmark = pytest.mark.journey
CALLS: Final = {
    "search": r"/resources/search\?",
    "slots": r"/slots\?",
    "quote": r"/quotes$",
    "hold": r"/holds$",
    "booking": r"/bookings/bkg_\w+$",
    "methods": r"/payment-methods",
}
FAULTS: Final = ("offline", "429", "500", "timeout")
LEAST_WORDS: Final = 40
SHORT: Final = [("search", "500"), ("slots", "offline"), ("hold", "429"), ("methods", "timeout")]
LONG: Final = [(call, fault) for call in CALLS for fault in FAULTS if (call, fault) not in SHORT]


def answered(fault: str) -> Callable[[Route], None]:
    """What happens to a request instead of its answer."""
    if not fault.isdigit():
        return lambda route: route.abort("internetdisconnected" if fault == "offline" else "timedout")
    problem = {"type": "/problems/test", "title": "Not now", "status": int(fault), "detail": "", "requestId": "req_1"}
    return lambda route: route.fulfill(
        status=int(fault), content_type="application/problem+json", body=json.dumps(problem)
    )


def not_blank(guest: Visitor) -> None:
    """There is something to read and something to do."""
    expect(guest.page.get_by_text(re.compile("Повторить|Не получилось|Нет связи|запросов")).first).to_be_visible()
    assert len(guest.said()) > LEAST_WORDS


def go_on(page: Page) -> None:
    """What the page offers to go on with; what it renews by itself needs no tap."""
    again = page.get_by_role("button", name="Повторить")
    if again.count():
        again.first.click()


def travel(guest: Visitor, product: Product, date: str, broken: str, fault: str) -> None:
    """From the results to a code, with one call failing until the guest tries again."""
    page, pattern = guest.page, re.compile(CALLS[broken])
    (court,) = product.rows("select id from catalog.resource where name ->> 'en' = 'Padel court 1'")
    phone = new_phone()

    def breaking(step: Callable[[], None]) -> None:
        page.route(pattern, answered(fault))
        step()
        not_blank(guest)
        page.unroute(pattern)

    if broken == "search":
        breaking(lambda: guest.open(f"/s?vertical=sauna&date={date}&lang=ru"))
        go_on(page)
        expect(card(guest).first).to_be_visible()
    place = f"/v/x/res_{court['id']}?date={date}&lang=ru"
    if broken == "slots":
        breaking(lambda: guest.open(place))
        go_on(page)
    else:
        guest.open(place)
    slot = page.locator(".panel .slot:not(.taken)").first
    if broken == "quote":
        breaking(slot.click)
        go_on(page)
    else:
        slot.click()
    expect(page.locator(".panel .total")).to_be_visible()
    book = page.locator(".bottom-bar .button")
    if broken == "hold":
        breaking(book.click)
    book.click()
    page.wait_for_url("**/c/*")
    guest.introduce(phone)
    if broken in ("booking", "methods"):
        page.route(pattern, answered(fault))
        page.reload()
        expect(page.locator("input[name=phone]")).to_have_value(phone)
        assert len(guest.said()) > LEAST_WORDS
        page.unroute(pattern)
        page.reload()
    expect(page.locator("input[name=name]")).to_have_value("Дияс Әбенов")
    guest.pay_button().click()
    page.wait_for_url("**/done/*")
    assert booked(product, phone) == ["confirmed"]


@pytest.mark.parametrize(("broken", "fault"), SHORT)
def test_a_call_that_fails_costs_one_more_tap(
    visit: Visit, running_product: Product, day: Day, broken: str, fault: str
) -> None:
    guest = visit(expects=(429, 500))
    travel(guest, running_product, day(21 + SHORT.index((broken, fault))), broken, fault)
    guest.complaints[:] = [text for text in guest.complaints if "net::" not in text]


@pytest.mark.slow_journey
@pytest.mark.parametrize(("broken", "fault"), LONG)
def test_any_call_that_fails_in_any_way_costs_one_more_tap(
    visit: Visit, running_product: Product, day: Day, broken: str, fault: str
) -> None:
    guest = visit(expects=(429, 500))
    travel(guest, running_product, day(26 + LONG.index((broken, fault))), broken, fault)
    guest.complaints[:] = [text for text in guest.complaints if "net::" not in text]


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_booking_again_after_a_lost_connection_books_once(
    visit: Visit, running_product: Product, day: Day, lost: str
) -> None:
    guest, phone = visit(), new_phone()
    page = guest.page
    guest.open(f"/s?vertical=sauna&date={day(25)}&lang=ru")
    card(guest).locator(".slot").nth(0 if lost == "answer" else 2).click()
    page.wait_for_url("**/c/*")
    guest.introduce(phone)

    def lose(route: Route) -> None:
        if lost == "answer":
            route.fetch()
        route.abort("connectionreset")

    page.route("**/api/v1/bookings", lose)
    guest.pay_button().click()
    expect(page.get_by_text("Ответ не пришёл")).to_be_visible()
    expect(page.locator("input[name=phone]")).to_have_value(phone)
    page.unroute("**/api/v1/bookings")
    guest.pay_button().click()
    page.wait_for_url("**/done/*")
    assert booked(running_product, phone) == ["confirmed"]
    guest.complaints[:] = [text for text in guest.complaints if "net::" not in text]
