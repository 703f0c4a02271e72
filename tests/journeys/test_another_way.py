"""Leaving the provider's page and paying in another way, in a browser: the first payment is ended, one is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from smartbooking.kernel.ids import parse_uuid
from tests.journeys.browser import PHONE, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout

pytestmark = pytest.mark.journey
TRANSFERS = """
    insert into payments.vendor_terms (vendor_id, method, enabled, phone, note, minutes_to_pay, updated_at)
    select vendor_id, 'kaspi_manual', true, '+77015550418', '', 60, now() from bookings.booking where id = $1
    on conflict (vendor_id, method) do update set enabled = true
"""
ATTEMPTS = "select gateway, status from payments.attempt where booking_id = $1 order by created_at"


def test_who_left_the_card_page_pays_by_kaspi_and_the_card_page_is_over(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest = visit(PHONE)
    page = guest.page
    booking = to_checkout(guest, day(4), slot=1)
    running_product.change(TRANSFERS, parse_uuid("bkg", booking))
    page.reload()
    guest.introduce(new_phone())
    guest.tap(page.get_by_role("radio", name="Карта"))
    guest.tap(guest.pay_button())
    page.wait_for_url("**/pay/*")
    card_page = page.url

    guest.open(f"/c/{booking}?lang=ru")
    expect(page.get_by_role("heading", name="Проверяем оплату")).to_be_visible()
    expect(page.locator(".checkout-form")).to_contain_text("первый платёж мы отменим")
    assert guest.accessibility_faults() == []
    guest.tap(page.get_by_role("button", name="Оплатить по-другому"))
    guest.tap(page.get_by_role("radio", name="Kaspi"))
    guest.tap(guest.pay_button())
    page.wait_for_url("**/pay/transfer*")

    rows = running_product.rows(ATTEMPTS, parse_uuid("bkg", booking))
    assert [(row["gateway"], row["status"]) for row in rows] == [
        ("sandbox", "voided"),
        ("kaspi_manual", "requires_action"),
    ]
    page.goto(card_page)
    expect(page.locator("button[value=pay]")).to_have_count(0)
