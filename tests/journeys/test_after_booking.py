"""By the link from the confirmation: another time, or cancel with the refund shown first; with an account: a list."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout

pytestmark = pytest.mark.journey


def confirmed(guest: Visitor, date: str, phone: str, *, slot: int = 0) -> str:
    to_checkout(guest, date, slot=slot)
    guest.introduce(phone)
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")
    return guest.page.locator(".ticket-code").inner_text()


def test_the_link_moves_the_booking_and_then_cancels_it(visit: Visit, running_product: Product, day: Day) -> None:
    guest = visit()
    page = guest.page
    code = confirmed(guest, day(12), new_phone())
    page.get_by_role("link", name="Изменить или отменить").click()
    page.wait_for_url("**/m/*")
    (before,) = running_product.rows("select starts_at from bookings.booking where code = $1", code)
    page.get_by_role("button", name="Перенести").click()
    page.locator("dialog[open] .day").nth(3).click()
    page.locator("dialog[open] .slot:not(.taken)").nth(2).click()
    page.locator("dialog[open] .button.primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    (after,) = running_product.rows("select starts_at from bookings.booking where code = $1", code)
    assert after["starts_at"] != before["starts_at"]
    page.get_by_role("button", name="Отменить").click()
    expect(page.locator("dialog[open] .notice")).to_contain_text(
        re.compile("Возвращать нечего|вернётся|Вернём", re.IGNORECASE)
    )
    page.locator("dialog[open] .button.danger").click()
    expect(page.locator(".tag").first).to_have_text("Отменена")
    (row,) = running_product.rows("select status from bookings.booking where code = $1", code)
    assert row["status"] == "cancelled"


def test_another_device_finds_the_booking_by_its_code(visit: Visit, day: Day) -> None:
    phone = new_phone()
    code = confirmed(visit(), day(13), phone)
    other = visit(DESK)
    other.open("/bookings")
    fields = other.page.locator(".find input")
    fields.nth(0).fill(code.lower())
    fields.nth(1).fill(f"8 ({phone[2:5]}) {phone[5:8]}-{phone[8:10]}-{phone[10:]}")
    other.page.locator(".find button").click()
    other.page.wait_for_url("**/m/*")
    expect(other.page.get_by_text(code)).to_be_visible()


def test_an_account_is_made_left_and_entered_again_and_lists_its_bookings(visit: Visit, day: Day) -> None:
    guest = visit(PHONE)
    page = guest.page
    login, password = new_phone(), f"{secrets.token_hex(9)}-Жол"
    guest.open("/register")
    page.get_by_label("Имя").fill("Айгүл Серікова")
    page.get_by_label("Телефон").fill(login)
    page.get_by_label("Пароль").fill(password)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(lambda url: "/register" not in url)
    code = confirmed(guest, day(14), new_phone())
    guest.open("/profile")
    page.get_by_role("button", name="Выйти").click()
    again = visit(DESK)
    again.open("/login")
    again.page.get_by_label("Телефон или эл. почта").fill(login)
    again.page.get_by_label("Пароль").fill(password)
    again.page.locator("form button[type=submit]").click()
    again.page.wait_for_url(lambda url: "/login" not in url)
    again.open("/bookings")
    expect(again.page.get_by_text(code)).to_be_visible()
