"""A card that is kept by wish, in a browser: next time it pays with one tap, and its owner removes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, Visitor
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_account import registered
from tests.journeys.test_gift_cards import sold
from tests.journeys.test_guest_books_a_court import booked, to_checkout

pytestmark = pytest.mark.journey
CARDS = """
    select c.brand, c.last4, c.token from payments.saved_card c join identity.account a on a.id = c.account_id
    where a.phone = $1 and c.unwanted_at is null
"""
PAID = "select gateway, captured_minor from payments.attempt where booking_id = $1 and status = 'captured'"
CARD = "Visa •••• 4242"


def pay_on_the_page_and_keep(guest: Visitor, day: str) -> None:
    """The first booking of somebody with an account: she ticks the wish and pays on the provider's page."""
    page = guest.page
    to_checkout(guest, day, slot=1)
    expect(page.locator("input[name=name]")).to_have_value("Айгүл Серікова")
    expect(page.get_by_label("Сохранить карту")).to_have_count(0)  # she would pay at the venue
    guest.tap(page.get_by_role("radio", name="Карта"))
    expect(page.locator(".keep-card")).to_contain_text("Номер хранит платёжный сервис")
    guest.tap(page.get_by_label("Сохранить карту"))
    assert guest.accessibility_faults() == []
    guest.tap(guest.pay_button())
    page.wait_for_url("**/pay/*")
    page.locator("button[value=pay]").click()
    # The worker confirms; on a busy machine that takes a while.
    page.wait_for_url("**/done/*", timeout=60_000)


def test_a_kept_card_pays_with_one_tap_and_goes_when_its_owner_wishes(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest = visit(PHONE)
    page = guest.page
    phone, _ = registered(guest)
    pay_on_the_page_and_keep(guest, day(5))
    (row,) = running_product.rows(CARDS, phone)
    assert (row["brand"], row["last4"]) == ("visa", "4242")

    to_checkout(guest, day(6), slot=1)
    guest.tap(page.get_by_role("radio", name=CARD))
    assert guest.accessibility_faults() == []
    assert guest.overflow() == 0
    guest.tap(guest.pay_button())
    page.wait_for_url("**/done/*")
    assert booked(running_product, phone) == ["confirmed", "confirmed"]

    guest.open("/profile?lang=ru")
    kept = page.locator("section").filter(has_text="Сохранённые карты")
    expect(kept).to_contain_text(CARD)
    kept.get_by_role("button", name="Удалить").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Платёжный сервис тоже её забудет")
    assert guest.accessibility_faults() == []
    dialog.get_by_role("button", name="Удалить").click()
    expect(kept).to_contain_text("Пока ни одной")
    assert running_product.rows(CARDS, phone) == []


def test_a_gift_card_pays_a_part_of_the_rest_and_a_kept_card_the_other_part_with_one_tap(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest = visit(PHONE)
    page = guest.page
    phone, _ = registered(guest)
    pay_on_the_page_and_keep(guest, day(20))
    _, code = sold(running_product, 1_000_00)
    to_checkout(guest, day(21), slot=1)
    expect(page.locator("input[name=name]")).to_have_value("Айгүл Серікова")
    guest.tap(guest.pay_button())
    page.wait_for_url("**/done/*")
    page.get_by_role("link", name="Изменить или отменить").click()
    page.wait_for_url("**/m/*")

    page.get_by_role("button", name="Заплатить").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_text("Есть подарочная карта?").click()
    guest.type("gift", code)
    dialog.locator(".gift-line .button").click()
    expect(dialog.locator("[role=status]")).to_contain_text("Останется заплатить")
    assert guest.accessibility_faults() == []
    dialog.get_by_role("button", name="Заплатить картой").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("section").filter(has_text="Оплачено подарочной картой")).to_be_visible()

    page.get_by_role("button", name="Заплатить").click()
    guest.tap(dialog.get_by_role("radio", name=CARD))
    dialog.locator(".button.primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_role("button", name="Заплатить")).to_have_count(0)
    (booked,) = running_product.rows(
        "select id, total_minor from bookings.booking where contact_phone = $1 order by created_at desc limit 1", phone
    )
    paid = running_product.rows(PAID, booked["id"])
    assert {row["gateway"]: row["captured_minor"] for row in paid} == {
        "gift_card": 1_000_00, "sandbox": booked["total_minor"] - 1_000_00,
    }  # fmt: skip
