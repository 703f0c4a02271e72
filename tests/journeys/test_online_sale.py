"""Somebody buys a gift card on her phone, and a booking is paid with its code."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_gift_cards import COURT
from tests.journeys.test_guest_books_a_court import to_checkout

pytestmark = pytest.mark.journey
SHOP = """
    insert into sales.shop (vendor_id, amounts_minor, pass_plan_ids, membership_plan_ids, updated_at)
    values ($1, array[10000000], '{}', '{}', now())
"""
SALE = "select status, recipient from sales.sale where buyer_phone = $1"
CODE = re.compile(r"G[0-9A-Z]{3}(-[0-9A-Z]{4}){3}")


def test_a_card_is_bought_on_the_providers_page_and_its_code_pays_a_booking(
    visit: Visit, running_product: Product, day: Day
) -> None:
    (court,) = running_product.rows(COURT)
    running_product.change(SHOP, court["vendor_id"])
    (business,) = running_product.rows("select slug from vendors.vendor where id = $1", court["vendor_id"])
    buyer, phone = visit(), new_phone()
    page = buyer.page
    buyer.open(f"/at/{business['slug']}?lang=ru")
    buyer.tap(page.get_by_role("link", name="Подарочные карты и абонементы"))
    buyer.tap(page.locator("input[name=goods]"))
    buyer.type("recipient", "Дана")
    buyer.introduce(phone)
    buyer.tap(page.get_by_role("radio", name="Карта (учебная оплата)"))
    assert (buyer.accessibility_faults(), buyer.overflow()) == ([], 0)
    buyer.tap(page.get_by_role("button", name=re.compile("Оплатить 100")))
    page.wait_for_url("**/pay/*")
    page.locator("button[value=pay]").click()
    # The worker issues; on a busy machine that takes a while.
    page.wait_for_url("**/bought/*", timeout=60_000)
    expect(page.get_by_role("heading", name="Готово, оплачено")).to_be_visible(timeout=60_000)
    assert running_product.rows(SALE, phone) == [{"status": "issued", "recipient": "Дана"}]

    buyer.tap(page.get_by_role("button", name="Показать код"))
    shown = page.locator(".shop-code b")
    expect(shown).to_have_text(CODE)
    code = shown.inner_text()
    assert (buyer.accessibility_faults(), buyer.overflow()) == ([], 0)
    page.reload()
    expect(page.get_by_role("button", name="Показать код")).to_be_visible()
    expect(page.locator(".shop-code")).to_have_count(0)

    guest, another = visit(DESK), new_phone()
    to_checkout(guest, day(17))
    guest.page.get_by_text("Есть подарочная карта или абонемент?").click()
    guest.type("gift", code)
    guest.page.locator(".gift-line .button").click()
    expect(guest.page.locator(".gift-used")).to_contain_text(f"Карта ··{code[-4:]} оплатит")
    guest.introduce(another)
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")
    (booked,) = running_product.rows("select payment_status from bookings.booking where contact_phone = $1", another)
    assert booked["payment_status"] == "paid"
