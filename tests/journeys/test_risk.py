"""Somebody who did not come before is asked for one more step; the business reads why, an operator decides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout
from tests.journeys.test_help_desk import sign_in, sign_in_as_operator

pytestmark = pytest.mark.journey
# Another booking of the same business as one of somebody's past.
PAST = """
    insert into bookings.booking
    select (jsonb_populate_record(one, jsonb_build_object(
      'id', gen_random_uuid(), 'code', upper(substr(md5(random()::text), 1, 9)), 'status', $2::text,
      'contact_phone', $1::text, 'expires_at', null, 'external_ref', null,
      'created_at', now() - interval '90 days'))).*
    from (select b from bookings.booking b where vendor_id = $3 limit 1) found(one)
"""


@pytest.fixture
def business(running_product: Product) -> Iterator[int]:
    """The number of the court's business; risk is off again afterwards."""
    rows = running_product.rows("select vendor_id from catalog.resource where name ->> 'en' = 'Padel court 1'")
    yield rows[0]["vendor_id"]
    running_product.change("delete from risk.setting")


def past(product: Product, business: int, phone: str, *, no_shows: int, cancelled: int = 0) -> None:
    for status, count in (("no_show", no_shows), ("cancelled", cancelled)):
        for _ in range(count):
            product.change(PAST, phone, status, business)


def status_of(product: Product, phone: str) -> list[str]:
    rows = product.rows(
        "select status from bookings.booking where contact_phone = $1 and status not in ('no_show', 'cancelled')", phone
    )
    return [row["status"] for row in rows]


def test_from_the_switches_to_the_decision(visit: Visit, running_product: Product, business: int, day: Day) -> None:
    operator = visit(DESK)
    sign_in_as_operator(operator, "/ops/risk")
    operator.page.get_by_role("button", name="Просить шаг").click()
    expect(operator.page.get_by_role("button", name="Просить шаг")).to_have_attribute("aria-pressed", "true")
    expect(operator.page.locator("main")).to_contain_text("Броней на проверке нет")
    assert operator.accessibility_faults() == []

    owner = visit(DESK)
    owner.open(f"/b/ven_{business}/settings")
    owner.page.wait_for_url("**/login")
    sign_in(owner, "sauna@demo.example")
    owner.page.get_by_label("Просить шаг").check()
    expect(owner.page.locator(".toast")).to_be_visible()
    expect(owner.page.get_by_label("Просить шаг")).to_be_checked()
    assert owner.accessibility_faults() == []

    # Twice not come: the money first, and the place is kept meanwhile.
    once_more = new_phone()
    past(running_product, business, once_more, no_shows=2)
    guest = visit(PHONE, expects=(409,))
    to_checkout(guest, day(12))
    guest.introduce(once_more)
    guest.page.get_by_label("Оплата на месте").check()
    guest.pay_button().click()
    expect(guest.page.locator("main")).to_contain_text("Эту бронь оплачивают вперёд")
    assert guest.accessibility_faults() == []
    assert status_of(running_product, once_more) == []

    # Worse than that: the business says yes first.
    unreliable = new_phone()
    past(running_product, business, unreliable, no_shows=2, cancelled=4)
    other = visit(PHONE)
    to_checkout(other, day(13))
    other.introduce(unreliable)
    other.page.get_by_label("Оплата на месте").check()
    other.pay_button().click()
    other.page.wait_for_url("**/done/*")
    assert status_of(running_product, unreliable) == ["awaiting_approval"]
    booking = other.page.url.rpartition("/")[2].partition("?")[0]

    owner.open(f"/b/ven_{business}/bookings/{booking}")
    hint = owner.page.get_by_role("region", name="О госте")
    expect(hint).to_contain_text("Первый визит, 2 неявки раньше, 4 отмены раньше")
    expect(hint).to_contain_text("ждёт вашего согласия")
    assert owner.accessibility_faults() == []

    operator.page.reload()
    case = operator.page.locator(".ops-call").first
    expect(case).to_contain_text("Не приходил несколько раз: 2")
    expect(case).to_contain_text("У клиента попросили: согласие бизнеса")
    expect(case.get_by_role("button", name="Всё в порядке")).to_be_disabled()
    case.get_by_label("Почему так решено").fill("Позвонили: придёт")
    assert operator.accessibility_faults() == []
    case.get_by_role("button", name="Всё в порядке").click()
    expect(operator.page.locator("main")).to_contain_text("Броней на проверке нет")
    assert status_of(running_product, unreliable) == ["confirmed"]
    operator.page.get_by_role("button", name="Решённые").click()
    expect(operator.page.locator(".ops-call").first).to_contain_text("Позвонили: придёт")
    operator.page.get_by_role("link", name="Журнал действий").click()
    expect(operator.page.locator(".ops-rows li").first).to_contain_text("risk.released")
    assert operator.page.evaluate("document.documentElement.scrollWidth") <= DESK
