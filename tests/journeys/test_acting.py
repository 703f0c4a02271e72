"""An operator acts in a customer's name: a reason first, red around every page, both names kept, over by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from smartbooking.kernel.ids import public_id
from tests.journeys.browser import DESK, PHONE, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.product import Product
from tests.journeys.test_help_desk import sign_in, sign_in_as_operator

pytestmark = pytest.mark.journey
PAGES = ("/", "/s?q=padel", "/bookings", "/profile", "/b")


def person(product: Product, email: str) -> str:
    (row,) = product.rows("select id from identity.account where email = $1", email)
    return f"/ops/people/{public_id('usr', row['id'])}"


def begin(operator: Visitor, reason: str) -> None:
    page = operator.page
    page.get_by_role("button", name="Действовать от имени").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Начать")).to_be_disabled()
    dialog.get_by_label("Причина, её прочитает человек").fill(reason)
    assert operator.accessibility_faults() == []
    dialog.get_by_role("button", name="Начать").click()
    page.wait_for_url("**/bookings")
    expect(page.locator(".acting-bar")).to_contain_text(reason)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_red_around_every_page_until_it_ends_by_itself(visit: Visit, running_product: Product, width: int) -> None:
    operator = visit(width, expects=(401,))
    page = operator.page
    page.clock.install()
    address = person(running_product, "customer@demo.example")
    sign_in_as_operator(operator, address)
    name = page.get_by_role("heading", level=1).inner_text()
    reason = f"Перенести бронь, попросил по телефону {width}"
    begin(operator, reason)

    for path in PAGES:
        operator.open(path)
        expect(page.locator(".acting-bar")).to_contain_text(f"Вы действуете от имени: {name}")
        expect(page.locator(".acting-left")).to_contain_text("осталось 1")
        assert page.locator(".acting-edge").is_visible()
        assert operator.overflow() <= 0, path
    operator.open("/profile")
    expect(page.get_by_text("Кто действовал от вашего имени")).to_be_visible()
    expect(page.get_by_text("Открыто сейчас")).to_have_count(1)
    expect(page.locator("input[autocomplete=current-password]")).to_have_count(0)
    assert operator.accessibility_faults() == []
    if width == PHONE:
        page.clock.fast_forward("15:01")
    else:
        over(running_product)
        page.reload()
    expect(page.get_by_text(f"Действие от имени {name} завершено")).to_be_visible()
    assert operator.accessibility_faults() == []
    page.get_by_role("button", name="Вернуться в консоль").click()
    page.wait_for_url(f"**{address}")
    expect(page.locator(".acting-bar")).to_have_count(0)
    expect(page.locator(".acted li", has_text=reason)).to_be_visible()


def test_the_person_reads_why_and_the_trail_names_both(visit: Visit, running_product: Product) -> None:
    operator = visit(DESK)
    sign_in_as_operator(operator, person(running_product, "customer@demo.example"))
    begin(operator, "Проверить чек вместе с клиентом")
    customer = visit(PHONE)
    customer.open("/login")
    sign_in(customer, "customer@demo.example")
    customer.page.wait_for_url("**/bookings")
    customer.open("/profile")
    row = customer.page.locator(".acted li", has_text="Проверить чек вместе с клиентом")
    expect(row).to_contain_text("Открыто сейчас")
    assert customer.accessibility_faults() == []
    operator.page.locator(".acting-bar").get_by_role("button", name="Завершить").click()
    operator.page.wait_for_url("**/ops/people/*")
    customer.page.reload()
    expect(row).to_be_visible()
    expect(row.get_by_text("Открыто сейчас")).to_have_count(0)

    operator.open("/ops/trail")
    entry = operator.page.locator(".ops-rows li", has_text="acting.started").first
    expect(entry).to_contain_text("от имени: user:")
    expect(entry).to_contain_text("act_")
    assert operator.accessibility_faults() == []


def over(product: Product) -> None:
    """As if a quarter of an hour had passed."""
    product.change(
        "update identity.acting set started_at = started_at - interval '16 minutes',"
        " expires_at = expires_at - interval '16 minutes'"
    )
