"""After the booking and at the reception: every call fails in four ways, and a second try does it exactly once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_bad_network import FAULTS, LEAST_WORDS, answered
from tests.journeys.test_guest_books_a_court import to_checkout
from tests.journeys.test_owner_pages import home_of
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey
TROUBLE: Final = re.compile("Повторить|Не получилось|Нет связи|запросов|Ответ не пришёл|не отвечает|обновлено")


@dataclass(frozen=True, slots=True)
class Call:
    """A call, how the page comes to it, and what stands in the database when it has been answered."""

    pattern: str
    way: str
    status: str


MANAGE: Final = {
    "booking": Call(r"/bookings/bkg_\w+$", "open", "confirmed"),
    "refund": Call(r"/refund-preview", "cancel", "cancelled"),
    "cancelling": Call(r"/bookings/bkg_\w+/cancel", "cancel", "cancelled"),
    "times": Call(r"/slots\?", "move", "confirmed"),
    "moving": Call(r"/bookings/bkg_\w+/reschedule", "move", "confirmed"),
}
CORE: Final = [("cancelling", "timeout"), ("moving", "500")]
REST: Final = [(call, fault) for call in MANAGE for fault in FAULTS if (call, fault) not in CORE]


def broken(page: Page, pattern: str, fault: str, step: Callable[[], object]) -> None:
    """The step while the call fails: the page says so, and is not blank."""
    page.route(re.compile(pattern), answered(fault))
    step()
    expect(page.get_by_text(TROUBLE).locator("visible=true").first).to_be_visible(timeout=30_000)
    assert len(page.locator("main").first.inner_text()) > LEAST_WORDS
    page.unroute(re.compile(pattern))


def again(page: Page) -> None:
    button = page.get_by_role("button", name="Повторить").locator("visible=true")
    if button.count():
        button.first.click()


def open_dialog(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.locator("dialog[open]").wait_for()


def manage(guest: Visitor, call: str, fault: str) -> None:
    """One call of the page behind the link fails once; then everything is done to the end."""
    page, case = guest.page, MANAGE[call]
    link = page.url
    if call == "booking":
        broken(page, case.pattern, fault, lambda: page.goto(link))
        again(page)
        expect(page.get_by_role("button", name="Перенести")).to_be_visible()
        return
    cancelling = case.way == "cancel"
    opening, confirm = ("Отменить", ".button.danger") if cancelling else ("Перенести", ".button.primary")
    if call in ("refund", "times"):
        broken(page, case.pattern, fault, lambda: open_dialog(page, opening))
        again(page)
    else:
        open_dialog(page, opening)
    if not cancelling:
        page.locator("dialog[open] .slot:not(.taken)").nth(1).click()
    press = page.locator(f"dialog[open] {confirm}")
    expect(press).to_be_enabled()
    if call in ("cancelling", "moving"):
        broken(page, case.pattern, fault, press.click)
    press.click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def check(visit: Visit, product: Product, date: str, call: str, fault: str) -> None:
    guest, phone = visit(expects=(429, 500)), new_phone()
    to_checkout(guest, date)
    guest.introduce(phone)
    guest.pay_button().click()
    guest.page.wait_for_url("**/done/*")
    guest.page.get_by_role("link", name="Изменить или отменить").click()
    guest.page.get_by_role("button", name="Перенести").wait_for()
    read = "select status, starts_at, version from bookings.booking where contact_phone = $1"
    (before,) = product.rows(read, phone)
    manage(guest, call, fault)
    (after,) = product.rows(read, phone)
    assert after["status"] == MANAGE[call].status
    assert (after["starts_at"] != before["starts_at"]) == (MANAGE[call].way == "move")
    guest.complaints[:] = [text for text in guest.complaints if "net::" not in text]


@pytest.mark.parametrize(("call", "fault"), CORE)
def test_what_failed_behind_the_link_is_done_once_by_the_next_tap(
    visit: Visit, running_product: Product, day: Day, call: str, fault: str
) -> None:
    check(visit, running_product, day(52 + CORE.index((call, fault))), call, fault)


@pytest.mark.slow_journey
@pytest.mark.parametrize(("call", "fault"), REST)
def test_whatever_fails_behind_the_link_is_done_once_by_the_next_tap(
    visit: Visit, running_product: Product, day: Day, call: str, fault: str
) -> None:
    check(visit, running_product, day(54 + REST.index((call, fault)) // 4), call, fault)


@pytest.mark.slow_journey
@pytest.mark.parametrize("fault", FAULTS)
def test_the_reception_loses_nothing_and_books_nothing_twice(
    visit: Visit, running_product: Product, fault: str
) -> None:
    owner, phone = visit(DESK, expects=(429, 500)), new_phone()
    page = owner.page
    set_up(owner, "sauna", f"Проба сети {fault}")
    calendar = f"{owner.url}{home_of(owner)}/calendar?lang=ru&view=day"
    broken(page, r"/calendar\?from=", fault, lambda: page.goto(calendar))
    again(page)
    page.locator(".cal").wait_for()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    press = dialog.locator("button[type=submit]:not([disabled])")
    press.wait_for()
    page.keyboard.type(phone)
    dialog.get_by_role("textbox", name="Имя").fill("Ербол")
    page.route(re.compile("/desk-bookings$"), answered(fault))
    press.click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Имя")).to_have_value("Ербол")
    expect(dialog.get_by_role("combobox", name="Клиент")).to_have_value(phone)
    page.unroute(re.compile("/desk-bookings$"))
    press.click()
    expect(page.locator(".toast").filter(has_text="Записано")).to_be_visible()
    read = "select starts_at from bookings.booking where contact_phone = $1"
    (booked,) = running_product.rows(read, phone)
    (day,) = running_product.rows(
        "select (starts_at at time zone timezone)::date as day from bookings.booking where contact_phone = $1", phone
    )
    page.goto(f"{calendar}&date={day['day']}")
    piece = page.locator(".piece[data-booking]")
    piece.wait_for()

    def later() -> None:
        piece.focus()
        page.keyboard.press("m")
        for _ in range(4):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")

    page.route(re.compile("/reschedule$"), answered(fault))
    later()
    expect(page.locator(".toast").first).to_be_visible()
    assert running_product.rows(read, phone) == [booked]
    page.unroute(re.compile("/reschedule$"))
    later()
    expect(page.get_by_role("button", name="Отменить")).to_be_visible()
    (moved,) = running_product.rows(read, phone)
    assert (moved["starts_at"] - booked["starts_at"]).total_seconds() == 3600
    owner.complaints[:] = [text for text in owner.complaints if "net::" not in text]
