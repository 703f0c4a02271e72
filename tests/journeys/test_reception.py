"""The day at the reception: a caller is written in without a mouse; a visit is moved by hand, taken back, by keys."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, KEY_SECONDS, SCREEN_SECONDS, new_phone
from tests.journeys.conftest import Visit
from tests.journeys.product import Product
from tests.journeys.test_owner_pages import home_of
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey
HOUR = timedelta(hours=1)


def starts(product: Product, phone: str) -> list[datetime]:
    rows = product.rows(
        "select starts_at from bookings.booking where contact_phone = $1 and status = 'confirmed'", phone
    )
    return [row["starts_at"] for row in rows]


def day_of(product: Product, phone: str) -> date:
    rows = product.rows(
        "select (starts_at at time zone timezone)::date as day from bookings.booking where contact_phone = $1", phone
    )
    found: date = rows[0]["day"]
    return found


def in_the_book(product: Product, phone: str) -> None:
    """The worker writes clients into the book; nobody types faster than it works."""
    deadline = time.monotonic() + 60
    while not product.rows("select 1 from bookings.client where phone = $1", phone):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def write_in(page: Page, phone: str, name: str, *, at: str | None = None) -> int:
    """N, the phone, the name, Enter; how many keys that took. With `at`, a time of the day after tomorrow is chosen."""
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    dialog.locator("button[type=submit]:not([disabled])").wait_for()
    if at is not None:
        for _ in range(2):
            dialog.get_by_role("button", name="Вперёд").click()
        dialog.get_by_label("Время").select_option(at)
        dialog.get_by_role("combobox", name="Клиент").focus()
    page.keyboard.type(phone)
    page.keyboard.press("Enter")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    return 3 + len(phone) + len(name)


def test_a_caller_is_written_in_by_the_keyboard_alone(visit: Visit, running_product: Product) -> None:
    owner, phone = visit(DESK), new_phone()
    set_up(owner, "sauna", "Проба стойки")
    owner.open(f"{home_of(owner)}/calendar?lang=ru")
    owner.page.get_by_role("heading", level=1).first.wait_for()

    keys = write_in(owner.page, phone, "Ербол")

    expect(owner.page.locator(".toast").filter(has_text="Записано")).to_be_visible()
    assert len(starts(running_product, phone)) == 1
    # Everything but the caller's own number and name, which nobody can spare anybody.
    own = keys - len(phone) - len("Ербол")
    assert KEY_SECONDS * own + SCREEN_SECONDS * 2 <= 6


def test_a_known_caller_is_written_in_with_twelve_keys(visit: Visit, running_product: Product) -> None:
    owner, phone = visit(DESK), new_phone()
    set_up(owner, "sauna", "Проба знакомых")
    owner.open(f"{home_of(owner)}/calendar?lang=ru")
    owner.page.get_by_role("heading", level=1).first.wait_for()
    write_in(owner.page, phone, "Ербол")
    expect(owner.page.locator(".toast").filter(has_text="Записано")).to_be_visible()
    in_the_book(running_product, phone)
    owner.open(f"{home_of(owner)}/calendar?lang=ru")
    owner.page.get_by_role("heading", level=1).first.wait_for()

    owner.begin()
    owner.page.keyboard.press("n")
    dialog = owner.page.get_by_role("dialog")
    dialog.locator("button[type=submit]:not([disabled])").wait_for()
    owner.page.keyboard.type(phone[-4:])
    expect(dialog.locator(".found").get_by_role("option")).to_contain_text("Ербол")
    owner.page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Записать", exact=True)).to_be_focused()
    owner.page.keyboard.press("Enter")
    expect(owner.page.locator(".toast").filter(has_text="Записано")).to_be_visible()

    owner.keys = len("n") + 4 + 2 * len(["Enter"])
    owner.counted("known caller", screens=1)
    assert len(starts(running_product, phone)) == 2
    assert owner.keys <= 12
    assert owner.seconds(screens=1) <= 6


def test_a_visit_is_moved_by_hand_taken_back_and_moved_by_keys(visit: Visit, running_product: Product) -> None:
    owner, phone = visit(DESK), new_phone()
    set_up(owner, "sauna", "Проба переноса")
    home = home_of(owner)
    owner.open(f"{home}/calendar?lang=ru")
    owner.page.get_by_role("heading", level=1).first.wait_for()
    write_in(owner.page, phone, "Ербол", at="12:00")
    expect(owner.page.locator(".toast").filter(has_text="Записано")).to_be_visible()
    (before,) = starts(running_product, phone)
    owner.open(f"{home}/calendar?lang=ru&view=day&date={day_of(running_product, phone)}")
    piece = owner.page.locator(".piece[data-booking]")
    piece.wait_for()
    hour = float(
        owner.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.cal')).getPropertyValue('--minute'))")
    )
    box = piece.bounding_box()
    assert box is not None

    owner.page.mouse.move(box["x"] + 20, box["y"] + 12)
    owner.page.mouse.down()
    owner.page.mouse.move(box["x"] + 20, box["y"] + 12 + hour * 60, steps=6)
    owner.page.mouse.up()
    undo = owner.page.get_by_role("button", name="Отменить")
    expect(undo).to_be_visible()
    assert starts(running_product, phone) == [before + HOUR]

    undo.click()
    expect(owner.page.locator(".toast").filter(has_text="Возвращено на место")).to_be_visible()
    assert starts(running_product, phone) == [before]

    piece.focus()
    owner.page.keyboard.press("m")
    for _ in range(4):
        owner.page.keyboard.press("ArrowDown")
    owner.page.keyboard.press("Enter")
    expect(undo).to_be_visible()
    assert starts(running_product, phone) == [before + HOUR]
