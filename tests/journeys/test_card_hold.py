"""A card that secures a visit, in a browser: the guest reads what is held, the owner charges who did not come."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from smartbooking.kernel.ids import public_id
from tests.journeys.browser import DESK, Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_help_desk import sign_in

pytestmark = pytest.mark.journey
SECURED = "select id from catalog.service where payment_timing = 'card_hold'"
BOOKING = "select id, vendor_id, status, payment_status, total_minor from bookings.booking where contact_phone = $1"
# The visit began yesterday: every moment of it, as it was promised.
YESTERDAY = """
    update bookings.booking set starts_at = starts_at - make_interval(days => $2),
        ends_at = ends_at - make_interval(days => $2),
        quote = jsonb_set(quote, '{parts,0,local}', (
            select jsonb_agg(to_char(local::timestamp - make_interval(days => $2), 'YYYY-MM-DD"T"HH24:MI:SS'))
            from jsonb_array_elements_text(quote #> '{parts,0,local}') as local))
    where id = $1
"""


def secure(guest: Visitor, product: Product, day: str) -> str:
    """Book the service that needs a card, and let the bank hold it; the phone of who booked."""
    page = guest.page
    (row,) = product.rows(SECURED)
    guest.open(f"/v/salon/srv_{row['id']}?date={day}")
    guest.tap(page.locator(".panel .slot:not(.taken)").first)
    expect(page.locator(".panel .prices")).to_contain_text("Удержим на карте, не спишем")
    guest.tap(page.locator(".bottom-bar .button"))
    page.wait_for_url("**/c/*")
    guest.introduce(phone := new_phone())
    expect(page.locator(".checkout-form")).to_contain_text("Если не придёте, эта сумма спишется")
    expect(page.get_by_role("radio", name="На месте")).to_have_count(0)
    expect(guest.pay_button()).to_have_text(re.compile(r"Удержать \d{2}.\d{3}.₸ на карте"))
    assert guest.accessibility_faults() == []
    guest.tap(guest.pay_button())
    page.wait_for_url("**/pay/*")
    page.locator("button[value=pay]").click()
    # The worker confirms; on a busy machine that takes a while.
    page.wait_for_url("**/done/*", timeout=60_000)
    return phone


def test_a_guest_knows_what_is_held_and_what_cancelling_late_costs(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest = visit()
    page = guest.page
    phone = secure(guest, running_product, day(2))
    page.get_by_role("link", name="Изменить или отменить").click()
    page.wait_for_url("**/m/*")

    expect(page.locator("section").filter(has_text="На карте удержано")).to_contain_text("не списаны")
    page.get_by_role("button", name="Отменить").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(re.compile("с карты спишется|освободятся"))
    assert guest.accessibility_faults() == []
    dialog.get_by_role("button", name="Отменить").click()
    expect(page.locator(".tag").first).to_have_text("Отменена")

    (row,) = running_product.rows(BOOKING, phone)
    assert row["status"] == "cancelled"


def test_an_owner_sees_the_bill_and_charges_who_did_not_come(visit: Visit, running_product: Product, day: Day) -> None:
    phone = secure(visit(), running_product, day(3))
    (row,) = running_product.rows(BOOKING, phone)
    assert (row["status"], row["payment_status"]) == ("confirmed", "due_on_site")
    price = f"{row['total_minor'] // 100:,}".replace(",", ".")
    running_product.change(YESTERDAY, row["id"], 4)
    owner = visit(DESK)
    page = owner.page
    path = f"/b/ven_{row['vendor_id']}/bookings/{public_id('bkg', row['id'])}"
    owner.open("/login?lang=ru")
    sign_in(owner, "salon@demo.example")
    owner.open(f"{path}?lang=ru")

    card = page.locator(".booking-card")
    expect(card).to_contain_text("удержано")
    card.get_by_role("button", name="Не пришёл").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(re.compile(f"С карты спишется: {price}"))
    expect(dialog).to_contain_text("полная цена")
    assert owner.accessibility_faults() == []
    dialog.get_by_role("button", name="Не пришёл").click()

    # The worker asks the provider, and the page asks the server every few seconds.
    expect(card).to_contain_text(re.compile(f"списано {price}"), timeout=60_000)
    expect(dialog).to_have_count(0)
    (row,) = running_product.rows(BOOKING, phone)
    assert row["status"] == "no_show"
