"""Somebody asks to be called; an operator finds her, calls, cancels for her; and decides about a business."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from smartbooking.entrypoints.demo_data.accounts import password_for
from smartbooking.infra.settings import Settings
from tests.journeys.browser import DESK, PHONE, Visitor
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import SECRET_KEY, Product
from tests.journeys.test_guest_books_a_court import to_checkout

pytestmark = pytest.mark.journey


def sign_in(person: Visitor, login: str) -> None:
    """By the form, with the password of the demo account."""
    secret = Settings(secret_key=SECRET_KEY)
    person.page.locator("input[autocomplete=username]").fill(login)
    person.page.locator("input[autocomplete=current-password]").fill(password_for(secret, login))
    person.page.locator("form button[type=submit]").click()
    expect(person.page.locator("input[autocomplete=username]")).to_have_count(0)


def sign_in_as_operator(operator: Visitor, path: str) -> None:
    """Asked to sign in, and back to where she wanted to go."""
    operator.open(path)
    operator.page.wait_for_url("**/login")
    sign_in(operator, "operator@demo.example")
    operator.page.wait_for_url(f"**{path}")


def test_a_guest_is_called_back_and_the_operator_sees_her_booking(visit: Visit, day: Day) -> None:
    guest = visit(PHONE)
    to_checkout(guest, day(9))
    guest.introduce()
    guest.pay_button().click()
    guest.page.wait_for_url("**/done/*")
    code = guest.page.locator(".ticket-code").inner_text()
    guest.page.get_by_role("button", name="Помощь").click()
    dialog = guest.page.get_by_role("dialog")
    dialog.locator("textarea").fill("Перенесите, пожалуйста")
    dialog.get_by_role("button", name="Перезвоните мне").click()
    expect(dialog.locator(".notice")).to_contain_text("Позвоним до")
    assert guest.accessibility_faults() == []

    operator = visit(DESK)
    sign_in_as_operator(operator, "/ops")
    call = operator.page.locator(".ops-call", has_text="Перенесите, пожалуйста")
    call.get_by_role("button", name="Я позвоню").click()
    call.get_by_label("О чём договорились").fill("Отменяем")
    assert operator.accessibility_faults() == []

    operator.page.keyboard.press("Escape")
    operator.page.get_by_label("Кто звонит?").fill(code)
    operator.begin()
    operator.page.get_by_role("link", name=re.compile(code)).wait_for()
    operator.counted("operator finds", screens=0)
    operator.page.get_by_role("link", name=re.compile(code)).click()
    expect(operator.page.get_by_role("heading", level=1)).to_have_text(code)
    expect(operator.page.locator(".ops-facts")).to_contain_text("Дияс Әбенов")
    assert operator.accessibility_faults() == []
    operator.page.get_by_role("button", name="Отменить").click()
    operator.page.get_by_role("dialog").get_by_role("button").last.click()
    expect(operator.page.locator(".ops-head .tag")).to_have_text("Отменена")

    operator.page.get_by_role("link", name="Стол помощи").click()
    call = operator.page.locator(".ops-call", has_text="Перенесите, пожалуйста")
    call.get_by_role("button", name="Поговорили").click()
    expect(call).to_have_count(0)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_operator_decides_about_a_business_with_a_reason(visit: Visit, running_product: Product, width: int) -> None:
    running_product.change("update vendors.vendor set status = 'submitted' where slug = $1", _slug(running_product))
    operator = visit(width)
    sign_in_as_operator(operator, "/ops/businesses")
    operator.page.locator(".ops-rows a").first.click()
    decision = operator.page.locator(".ops-card", has_text="Решение")
    expect(decision.get_by_role("button", name="Принять")).to_be_disabled()
    decision.get_by_role("button", name="Данные проверены").click()
    assert operator.accessibility_faults() == []
    decision.get_by_role("button", name="Принять").click()
    expect(operator.page.locator(".ops-head .tag")).to_have_text("Проверен")

    operator.page.get_by_role("link", name="Журнал действий").click()
    expect(operator.page.locator(".ops-rows li").first).to_contain_text("vendor.verified")
    assert operator.page.evaluate("document.documentElement.scrollWidth") <= width
    assert operator.accessibility_faults() == []


def test_the_console_is_for_operators_only(visit: Visit) -> None:
    customer = visit(PHONE)
    customer.open("/login")
    sign_in(customer, "customer@demo.example")
    customer.open("/ops")

    expect(customer.page.get_by_role("heading", level=2)).to_have_text("Этот раздел для операторов")


def _slug(product: Product) -> str:
    (vendor,) = product.rows("select slug from vendors.vendor where status = 'verified' order by id desc limit 1")
    return str(vendor["slug"])
