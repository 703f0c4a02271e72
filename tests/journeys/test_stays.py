"""Nights from a month of prices, paid by card at the provider's own page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.browser import DESK, PHONE, Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product

pytestmark = pytest.mark.journey


def choose_nights(guest: Visitor, product: Product, *, room: str, arrival: int, nights: int) -> None:
    """Two taps on the grid: the day to come and the day to go, so many free days from its first."""
    (row,) = product.rows("select id from catalog.resource where name ->> 'en' = $1", room)
    guest.open(f"/v/room/res_{row['id']}")
    guest.tap(guest.page.get_by_role("button", name="Следующий месяц"))
    days = guest.page.locator(".month").first.locator("button:not([aria-disabled=true])")
    expect(days.nth(arrival)).to_be_visible()
    guest.tap(days.nth(arrival))
    guest.tap(days.nth(arrival + nights))


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nights_are_paid_by_card_after_a_first_refusal(visit: Visit, running_product: Product, width: int) -> None:
    guest = visit(width)
    page = guest.page
    choose_nights(guest, running_product, room="Twin room", arrival=4 if width == PHONE else 12, nights=2)
    total = page.locator(".panel .total dd").inner_text()
    guest.tap(page.locator(".bottom-bar .button"))
    page.wait_for_url("**/c/*")
    expect(page.locator(".total dd")).to_have_text(total)
    guest.introduce(phone := new_phone())
    guest.tap(guest.pay_button())
    page.wait_for_url("**/pay/*")
    page.locator("summary").click()
    page.locator("button[value=decline]").click()
    expect(page.locator(".notice.bad")).to_contain_text("отклонил", timeout=30_000)  # by way of the worker
    expect(page.locator("input[name=phone]")).to_have_value(phone)
    guest.tap(guest.pay_button())
    page.wait_for_url("**/pay/*")
    page.locator("button[value=pay]").click()
    page.wait_for_url("**/done/*")
    expect(page.locator(".ticket-code")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Забронировано")
    rows = running_product.rows(
        "select b.status, b.payment_status from bookings.booking b where contact_phone = $1", phone
    )
    assert [(row["status"], row["payment_status"]) for row in rows] == [("confirmed", "deposit_paid")]


def test_who_pays_before_the_ways_to_pay_are_known_still_pays_for_a_stay(
    visit: Visit, running_product: Product
) -> None:
    guest = visit()
    page = guest.page
    choose_nights(guest, running_product, room="Twin room", arrival=16, nights=1)
    late: list[Route] = []

    def keep(route: Route) -> None:
        late.append(route)

    page.route("**/payment-methods*", keep)
    guest.tap(page.locator(".bottom-bar .button"))
    page.wait_for_url("**/c/*")
    guest.introduce(new_phone())
    guest.tap(guest.pay_button())
    expect(guest.pay_button()).to_have_attribute("aria-busy", "true")
    for route in late:
        route.continue_()
    page.wait_for_url("**/pay/*", timeout=60_000)


def test_a_code_from_the_business_makes_it_cheaper(visit: Visit, running_product: Product, day: Day) -> None:
    guest = visit(DESK)
    page = guest.page
    (row,) = running_product.rows("select id from catalog.resource where name ->> 'en' = 'Padel court 1'")
    guest.open(f"/v/court/res_{row['id']}?date={day(6)}")
    guest.tap(page.locator(".panel .slot:not(.taken)").nth(3))
    before = page.locator(".panel .total dd")
    full = before.inner_text()
    guest.tap(page.get_by_text("Есть промокод"))
    page.locator("input[name=promo]").fill("tenth")
    guest.tap(page.get_by_role("button", name="Применить"))
    expect(before).not_to_have_text(full)
    guest.tap(page.locator(".bottom-bar .button"))
    page.wait_for_url("**/c/*")
    expect(page.locator(".total dd")).not_to_have_text(full)
