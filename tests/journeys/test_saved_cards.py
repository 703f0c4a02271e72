"""A card that is kept by wish, in a browser: next time it pays with one tap, and its owner removes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, Visitor
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_account import registered
from tests.journeys.test_guest_books_a_court import booked, to_checkout

pytestmark = pytest.mark.journey
CARDS = """
    select c.brand, c.last4, c.token from payments.saved_card c join identity.account a on a.id = c.account_id
    where a.phone = $1 and c.unwanted_at is null
"""
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
