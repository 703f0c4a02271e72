"""An administrator turns a switch after seeing what it touches, and a guest meets it; fees with their effect."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

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

    dialog = _help(visit(width))
    expect(dialog.get_by_text("Сейчас мы не перезваниваем")).to_be_visible()
    expect(dialog.locator("input[autocomplete=tel]")).to_have_count(0)

    turn(admin, "Просьбы перезвонить", "Включить", "Вернулись")
    dialog = _help(visit(width))
    dialog.locator("input[autocomplete=tel]").fill("8 701 555 04 18")
    dialog.get_by_role("button", name="Перезвоните мне").click()
    expect(dialog.locator(".notice")).to_contain_text("Позвоним до")


def _help(guest: Visitor) -> Locator:
    guest.open("/")
    guest.page.get_by_role("button", name="Помощь").click()
    return guest.page.get_by_role("dialog")


def test_forms_say_that_they_are_closed_before_anybody_fills_them_in(visit: Visit) -> None:
    admin = admin_at(visit, DESK, "/ops/switches")
    closed = (
        ("Новые учётные записи", "/register", "Регистрация сейчас отключена"),
        ("Новые бизнесы", "/b/setup", "Новые бизнесы сейчас не подключаем"),
    )
    for name, path, said in closed:
        turn(admin, name, "Выключить", "Проверяем новый договор")
        guest = visit(PHONE)
        guest.open(path)
        expect(guest.page.get_by_text(said)).to_be_visible()
        expect(guest.page.locator("form input")).to_have_count(0)
        assert guest.accessibility_faults() == []
        turn(admin, name, "Включить", "Договор подписан")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_limit_is_changed_with_a_reason_and_put_back_from_its_history(visit: Visit, width: int) -> None:
    admin = admin_at(visit, width, "/ops/switches")
    row = admin.page.locator(".ops-limit", has_text="acting_minutes")
    for value, shown in (("20", "изменено здесь"), ("15", "по умолчанию")):
        row.get_by_role("button", name="Изменить").click()
        dialog = admin.page.locator("dialog[open]")
        expect(dialog.get_by_role("heading", name="Прежние изменения")).to_be_visible()
        expect(dialog.get_by_text("От 1 до 60")).to_be_visible()
        dialog.get_by_label("Новое значение").fill(value)
        dialog.get_by_label("Причина, попадёт в журнал").fill("Столько и нужно")
        assert admin.accessibility_faults() == []
        dialog.get_by_role("button", name="Изменить").click()
        expect(admin.page.locator("dialog[open]")).to_have_count(0)
        expect(row.locator("b")).to_have_text(value)
        expect(row).to_contain_text(shown)
    row.get_by_role("button", name="Изменить").click()
    dialog = admin.page.locator("dialog[open]")
    past = dialog.locator("li", has=admin.page.get_by_text("20", exact=True)).first
    past.get_by_role("button", name="Вернуть").click()
    expect(dialog.get_by_label("Новое значение")).to_have_value("20")
    assert admin.overflow() <= 0


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
