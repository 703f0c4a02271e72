"""Passes in a browser: the desk sells one, its holder uses visits, and frozen, over and empty passes say so."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from smartbooking.kernel.ids import uuid7
from smartbooking.value.domain import code_hash, printed
from smartbooking.value.domain.passes import new_pass_code
from tests.journeys.browser import DESK, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout
from tests.journeys.test_owner_pages import home_of
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey
COURT = "select vendor_id from catalog.resource where name ->> 'en' = 'Padel court 1'"
LEFT = "select visits_left, frozen_at from value.pass where id = $1"
TERMS = {
    "name": {"ru": "10 посещений", "kk": "10 рет келу", "en": "10 visits"}, "price": 20_000_00, "currency": "KZT",
    "visits": 10, "days": 90, "starts": "sale", "freeze": 14, "counted": "booking", "each": 1, "covers": None,
}  # fmt: skip


def sold(product: Product) -> tuple[object, str]:
    """A pass of ten visits of the court's business, sold at its desk before this journey begins."""
    (court,) = product.rows(COURT)
    vendor, plan, one, code = court["vendor_id"], uuid7(), uuid7(), new_pass_code()
    product.change(
        """insert into value.pass_plan (vendor_id, id, name, price_minor, currency, visits, days, starts, counted,
             freeze_days, everything, created_at, updated_at)
           values ($1, $2, $3, 2000000, 'KZT', 10, 90, 'sale', 'booking', 14, true, now(), now())""",
        vendor, plan, json.dumps(TERMS["name"]),
    )  # fmt: skip
    product.change(
        """insert into value.pass (vendor_id, id, plan_id, terms, currency, code_hash, tail, issued_at, valid_until)
           values ($1, $2, $3, $4, 'KZT', $5, $6, now(), now() + interval '90 days')""",
        vendor, one, plan, json.dumps(TERMS), code_hash(code), code[-4:],
    )  # fmt: skip
    product.change(
        """insert into value.pass_movement (vendor_id, pass_id, kind, visits, amount_minor, cause, at, actor)
           values ($1, $2, 'issued', 10, 2000000, $3, now(), 'journey')""",
        vendor, one, f"journey:{one}",
    )  # fmt: skip
    return one, printed(code)


def test_a_visit_pays_for_a_court_and_a_cancellation_gives_it_back(
    visit: Visit, running_product: Product, day: Day
) -> None:
    held, code = sold(running_product)
    guest, phone = visit(), new_phone()
    page = guest.page
    to_checkout(guest, day(18))
    page.get_by_text("Есть подарочная карта или абонемент?").click()
    guest.type("gift", code.lower().replace("-", " "))
    page.locator(".gift-line .button").click()
    expect(page.locator(".gift-used")).to_contain_text(f"Абонемент ··{code[-4:]}, спишем посещений: 1")
    expect(page.locator(".gift-used")).to_contain_text("Останется посещений: 9.")
    expect(page.locator("input[name=method]")).to_have_count(0)
    expect(page.locator(".summary .prices")).to_contain_text("1 посещение")
    expect(page.locator(".summary .total")).to_have_text(re.compile(r"Оплатить сейчас\s*0\s₸"))
    assert guest.accessibility_faults() == []
    guest.introduce(phone)
    guest.tap(guest.pay_button())
    page.wait_for_url("**/done/*")

    (booked,) = running_product.rows(
        "select total_minor, payment_status from bookings.booking where contact_phone = $1", phone
    )
    assert (booked["total_minor"], booked["payment_status"]) == (2_000_00, "paid")
    assert running_product.rows(LEFT, held)[0]["visits_left"] == 9
    page.get_by_role("link", name="Изменить или отменить").click()
    page.wait_for_url("**/m/*")
    expect(page.get_by_text("Оплачено абонементом")).to_be_visible()
    page.get_by_role("button", name="Отменить").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".notice")).to_have_text("На абонемент вернётся посещений: 1.")
    dialog.get_by_role("button", name="Отменить бронь").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert running_product.rows(LEFT, held)[0]["visits_left"] == 10


def test_a_holder_freezes_her_pass_and_what_is_frozen_or_over_says_so_at_the_checkout(
    visit: Visit, running_product: Product, day: Day
) -> None:
    held, code = sold(running_product)
    (business,) = running_product.rows(
        "select slug from vendors.vendor v join catalog.resource r on r.vendor_id = v.id "
        "where r.name ->> 'en' = 'Padel court 1'"
    )
    guest = visit(expects=(409,))
    page = guest.page
    guest.open(f"/at/{business['slug']}/pass?lang=ru#{code}")
    expect(page.locator(".pass-left")).to_contain_text("10")
    expect(page.locator(".pass-card .qr svg")).to_be_visible()
    assert guest.accessibility_faults() == []
    page.get_by_role("button", name="Заморозить").click()
    expect(page.locator(".pass-card .tag")).to_have_text("Заморожен")

    to_checkout(guest, day(19))
    page.get_by_text("Есть подарочная карта или абонемент?").click()
    refused = page.locator(".gift .field-error")
    guest.type("gift", code)
    page.locator(".gift-line .button").click()
    expect(refused).to_contain_text("Абонемент заморожен")
    running_product.change(
        """update value.pass set frozen_at = null, issued_at = now() - interval '100 days',
             valid_until = now() - interval '1 day' where id = $1""",
        held,
    )
    page.locator(".gift-line .button").click()
    expect(refused).to_contain_text("Срок абонемента прошёл")
    expect(guest.pay_button()).to_be_enabled()
    guest.open(f"/at/{business['slug']}/pass?lang=ru#{code}")
    expect(page.locator(".pass-card .tag")).to_have_text("Срок прошёл")


def test_the_desk_makes_a_plan_sells_a_pass_and_uses_a_visit(visit: Visit, running_product: Product) -> None:
    owner = visit(DESK)
    page = owner.page
    set_up(owner, "salon", "Проба абонементов")
    home = home_of(owner)
    vendor = int(home.rpartition("_")[2])
    owner.open(f"{home}/passes?lang=ru")
    expect(page.get_by_text("Абонементов пока нет")).to_be_visible()
    page.get_by_role("button", name="Добавить").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Название на русском").fill("Три стрижки")
    dialog.get_by_label("Цена").fill("10 000")
    dialog.get_by_label("Посещений").fill("3")
    dialog.get_by_label("Заморозка, дней").fill("5")
    assert owner.accessibility_faults() == []
    dialog.get_by_role("button", name="Сохранить").click()
    expect(page.locator(".pass-plan")).to_contain_text("Три стрижки")

    page.get_by_role("button", name="Продать абонемент").first.click()
    dialog.get_by_label("Имя покупателя").fill("Айгерім")
    dialog.get_by_role("button", name="Продать абонемент").click()
    code = dialog.locator(".gift-code b").inner_text()
    (held,) = running_product.rows("select id, code_hash from value.pass where vendor_id = $1", vendor)
    assert held["code_hash"] == code_hash(code.replace("-", ""))
    dialog.get_by_role("button", name="Списать посещение").click()
    dialog.get_by_role("button", name="Списать посещение").click()
    expect(dialog.locator(".gift-standing")).to_contain_text("2 из 3")
    dialog.get_by_role("button", name="Отменить списание").click()
    expect(dialog.locator(".gift-standing")).to_contain_text("3 из 3")
    dialog.get_by_role("button", name="Заморозить").click()
    expect(dialog.locator(".gift-standing")).to_contain_text("Заморожен")
    dialog.get_by_role("button", name="Разморозить").click()
    expect(dialog.locator(".gift-standing")).to_contain_text("Действует")
    expect(dialog.locator(".gift-history li").first).to_contain_text("Разморожен")
    assert owner.accessibility_faults() == []
    assert running_product.rows(LEFT, held["id"])[0] == {"visits_left": 3, "frozen_at": None}
