"""Money of a booking in a browser: the guest pays the rest by her link; the owner takes cash, returns, closes a day."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from smartbooking.kernel.ids import public_id
from tests.journeys.browser import DESK, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_after_booking import confirmed
from tests.journeys.test_owner_pages import home_of
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey
STATUS = "select payment_status from bookings.booking where code = $1"


def test_a_guest_pays_by_her_link_what_is_still_to_pay(visit: Visit, running_product: Product, day: Day) -> None:
    guest = visit()
    page = guest.page
    code = confirmed(guest, day(14), new_phone())
    page.get_by_role("link", name="Изменить или отменить").click()
    page.wait_for_url("**/m/*")
    manage = page.url
    expect(page.locator("section").filter(has_text="Осталось заплатить")).to_contain_text("сейчас или на месте")
    assert guest.accessibility_faults() == []

    page.get_by_role("button", name="Заплатить").click()
    page.locator("dialog[open]").get_by_role("radio").first.wait_for()
    page.locator("dialog[open] .button.primary").click()
    page.wait_for_url("**/pay/*")
    page.locator("button[value=pay]").click()
    page.wait_for_url("**/done/*")
    page.goto(manage)

    expect(page.locator("section").filter(has_text="Оплачено:")).to_be_visible()
    expect(page.get_by_role("button", name="Заплатить")).to_have_count(0)
    for _ in range(120):  # the page counts the money itself; the booking's own word comes with the worker
        if running_product.rows(STATUS, code)[0]["payment_status"] == "paid":
            break
        page.wait_for_timeout(250)
    assert running_product.rows(STATUS, code)[0]["payment_status"] == "paid"


def test_an_owner_takes_cash_returns_some_of_it_and_closes_the_day(visit: Visit, running_product: Product) -> None:
    owner = visit(DESK)
    page = owner.page
    set_up(owner, "salon", "Проба кассы")
    owner.tap(page.get_by_role("button", name="Записаться самому для пробы"))
    page.locator(".notice.sun").wait_for()
    home = home_of(owner)
    vendor = int(home.rpartition("_")[2])
    (row,) = running_product.rows("select id, code, starts_at from bookings.booking where vendor_id = $1", vendor)
    owner.open(f"{home}/bookings/{public_id('bkg', row['id'])}?lang=ru")

    card = page.locator(".booking-card")
    card.get_by_role("button", name="Записать оплату").click()
    page.locator("dialog[open]").get_by_role("button", name="Записать оплату").click()
    expect(card).to_contain_text("Оплачено")
    expect(card.get_by_role("button", name="Записать оплату")).to_have_count(0)
    assert owner.accessibility_faults() == []

    card.get_by_role("button", name="Вернуть деньги").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Сумма").fill("100")
    dialog.get_by_label("Причина").fill("Долго ждали")
    expect(dialog).to_contain_text("из кассы")
    dialog.get_by_role("button", name="Вернуть деньги").click()
    card.get_by_role("button", name="Деньги отдал").click()
    expect(card).to_contain_text("вернулись")

    owner.open(f"{home}/bookings?lang=ru&view=all")
    page.get_by_role("button", name="Отменить несколько").click()
    dialog = page.locator("dialog[open]")
    owner.choose_date(dialog.get_by_role("button", name="Последний день"), row["starts_at"].date())
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    assert owner.accessibility_faults() == []
    dialog.get_by_label("Причина").fill("Прорвало трубу")
    dialog.get_by_role("button", name="Отменить 1 бронь").click()
    expect(dialog).to_contain_text("Отменено 1 из 1")
    (ended,) = running_product.rows("select status from bookings.booking where id = $1", row["id"])
    assert ended["status"] == "cancelled"
