"""A service with whoever is free, and several tickets of an event."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_service_with_anyone_finds_somebody(visit: Visit, running_product: Product, day: Day, width: int) -> None:
    guest = visit(width)
    page = guest.page
    (row,) = running_product.rows("select id from catalog.service where name ->> 'en' = 'Dental check-up'")
    guest.open(f"/v/clinic/srv_{row['id']}?date={day(2 if width == PHONE else 4)}")
    expect(page.get_by_role("radio", name="Любой специалист").or_(page.get_by_text("Любой специалист"))).to_be_visible()
    guest.tap(page.locator(".panel .slot:not(.taken)").first)
    guest.tap(page.locator(".bottom-bar .button"))
    page.wait_for_url("**/c/*")
    guest.introduce(phone := new_phone())
    guest.tap(guest.pay_button())
    page.wait_for_url("**/done/*")
    assert guest.taps <= 6
    rows = running_product.rows(
        "select jsonb_array_length(claims) as claims, status from bookings.booking where contact_phone = $1", phone
    )
    assert [(row["status"], row["claims"] >= 1) for row in rows] == [("confirmed", True)]


def test_three_tickets_cost_three_times_one(visit: Visit, running_product: Product) -> None:
    guest = visit()
    page = guest.page
    (row,) = running_product.rows(
        "select id from catalog.resource where timing = 'session' and capacity > 60 and session_start > now()"
        " order by session_start desc limit 1"
    )
    guest.open(f"/v/event/res_{row['id']}")
    total = page.locator(".panel .total dd")
    one = digits(total.inner_text())
    more = page.locator(".stepper button").last
    guest.tap(more)
    guest.tap(more)
    expect(total).to_have_text(re.compile(rf"^{f'{3 * one:,}'.replace(',', '.')}.₸$"))
    guest.tap(page.locator(".bottom-bar .button"))
    page.wait_for_url("**/c/*")
    expect(page.locator(".summary")).to_contain_text("× 3")


def digits(amount: str) -> int:
    return int(re.sub(r"\D", "", amount))
