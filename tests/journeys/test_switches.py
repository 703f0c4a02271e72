"""An administrator turns a switch after seeing what it touches, and a guest meets it; fees with their effect."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.test_help_desk import sign_in

pytestmark = pytest.mark.journey


def admin_at(visit: Visit, width: int, path: str) -> Visitor:
    admin = visit(width)
    admin.open(path)
    admin.page.wait_for_url("**/login")
    sign_in(admin, "admin@demo.example")
    admin.page.wait_for_url(f"**{path}")
    return admin


def turn(admin: Visitor, name: str, button: str, reason: str) -> None:
    """In the row of the switch; the numbers are read before the reason is written."""
    row = admin.page.locator(".ops-rows > li", has=admin.page.get_by_text(name, exact=True))
    row.get_by_role("button", name=button).first.click()
    dialog = admin.page.locator("dialog[open]")
    expect(dialog.locator(".notice")).to_contain_text("За последние 7 дней")
    expect(dialog.get_by_role("button", name=button)).to_be_disabled()
    dialog.get_by_label("Причина, попадёт в журнал").fill(reason)
    assert admin.accessibility_faults() == []
    dialog.get_by_role("button", name=button).click()
    expect(admin.page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_guest_meets_what_was_switched_off(visit: Visit, width: int) -> None:
    admin = admin_at(visit, width, "/ops/switches")
    expect(admin.page.get_by_text("hold_minutes")).to_be_visible()
    assert admin.accessibility_faults() == []
    assert admin.overflow() <= 0
    turn(admin, "Просьбы перезвонить", "Выключить", "За столом никого нет")
    row = admin.page.locator(".ops-rows > li", has_text="Просьбы перезвонить")
    expect(row).to_contain_text("За столом никого нет")

    guest = visit(width, expects=(409,))
    guest.open("/")
    guest.page.get_by_role("button", name="Помощь").click()
    dialog = guest.page.get_by_role("dialog")
    dialog.locator("input[autocomplete=tel]").fill("8 701 555 04 18")
    dialog.get_by_role("button", name="Перезвоните мне").click()
    expect(dialog.get_by_text("Сейчас отключено")).to_be_visible()

    turn(admin, "Просьбы перезвонить", "Включить", "Вернулись")
    dialog.get_by_role("button", name="Перезвоните мне").click()
    expect(dialog.locator(".notice")).to_contain_text("Позвоним до")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_fee_is_agreed_on_from_a_day_with_its_effect_in_numbers(visit: Visit, width: int) -> None:
    admin = admin_at(visit, width, "/ops/businesses")
    admin.page.get_by_role("button", name="Все", exact=True).click()
    admin.page.locator(".ops-rows a").first.click()
    card = admin.page.locator(".ops-card", has_text="Комиссия платформы")
    card.get_by_label("С платежа, %").fill("3,5")
    expect(card.locator(".notice")).to_contain_text("по-новому была бы")
    assert admin.accessibility_faults() == []
    assert admin.overflow() <= 0
    card.get_by_role("button", name="Договориться").click()
    expect(card.locator(".ops-rows li").first).to_contain_text("3,5 %")
    own = admin.page.locator(".ops-card", has_text="Перенос брони самим клиентом")
    expect(own.get_by_role("button", name="Выключить").first).to_be_visible()
