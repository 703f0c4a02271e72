"""An account of one's own, the pages with names of their own, and a search that follows the map."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product

pytestmark = pytest.mark.journey


def registered(visitor: Visitor) -> tuple[str, str]:
    """A new account, signed in; its login and password."""
    login, password = new_phone(), f"{secrets.token_hex(9)}-Жол"
    visitor.open("/register?lang=ru")
    page = visitor.page
    page.get_by_label("Имя").fill("Айгүл Серікова")
    page.get_by_label("Телефон").fill(login)
    page.get_by_label("Пароль").fill(password)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/bookings")
    return login, password


def test_an_account_is_changed_watched_and_closed(visit: Visit, running_product: Product) -> None:
    visitor, elsewhere = visit(DESK, expects=(401,)), visit(expects=(401,))
    page = visitor.page
    login, password = registered(visitor)
    elsewhere.open("/login?next=/profile")
    elsewhere.page.get_by_label("Телефон или эл. почта").fill(login)
    elsewhere.page.get_by_label("Пароль").fill(password)
    elsewhere.page.locator("form button[type=submit]").click()
    elsewhere.page.wait_for_url(re.compile(r":\d+/profile$"))
    visitor.open("/profile")
    page.get_by_label("Имя").fill("Айгүл Сейіт")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Айгүл Сейіт")
    expect(page.locator(".device")).to_have_count(2)
    page.locator(".device").get_by_role("button", name="Завершить").click()
    expect(page.locator(".device")).to_have_count(1)
    page.get_by_role("button", name="Закрыть аккаунт").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Записи о бронях и оплатах остаются")
    dialog.get_by_label("Нынешний пароль").fill(password)
    dialog.get_by_role("button", name="Закрыть навсегда").click()
    page.wait_for_url(re.compile(r"/(\?.*)?$"))
    assert running_product.rows("select id from identity.account where phone = $1", login) == []


def test_the_dashboard_leads_everybody_to_the_right_place(visit: Visit) -> None:
    visitor = visit()
    visitor.open("/dashboard")
    visitor.page.wait_for_url(re.compile(r"/login\?next=(/|%2F)dashboard$"))
    registered(visitor)
    visitor.open("/dashboard")
    visitor.page.wait_for_url("**/bookings")


def test_hotels_and_restaurants_have_pages_of_their_own(visit: Visit) -> None:
    visitor = visit(DESK)
    page = visitor.page
    for path, kind, title in (
        ("/hotels", "Гостиницы", "Гостиницы: свободные номера и цены"),
        ("/restaurants", "Рестораны", "Рестораны: свободные столы"),
    ):
        visitor.open(f"{path}?lang=ru")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.locator(".listing").first).to_be_visible()
        expect(page.locator(".search-chips").get_by_role("button", name=kind)).to_have_attribute("aria-pressed", "true")
    page.locator(".search-chips").get_by_role("button", name="Завтра").click()
    page.wait_for_url(re.compile(r"/restaurants\?.*date=\d{4}-\d\d-\d\d"))


def test_what_is_near_comes_first_when_one_says_where_one_is(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.context.grant_permissions(["geolocation"], origin=visitor.url)
    page.context.set_geolocation({"latitude": 43.2241, "longitude": 76.9287})
    visitor.open("/?lang=ru")
    page.get_by_role("button", name="Рядом со мной").click()
    expect(page.get_by_role("heading", name="Свободно рядом с вами")).to_be_visible()
    expect(page.locator(".listing-facts").first).to_contain_text("км от вас")


def test_the_search_follows_the_map_and_says_how_much_is_outside(visit: Visit, day: Day) -> None:
    visitor = visit(DESK)
    page = visitor.page
    visitor.open(f"/s?date={day(3)}&lang=ru")
    expect(page.locator(".pin").first).to_be_visible()
    page.locator(".map").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("bbox="))
    whole = page.get_by_role("button", name=re.compile(r"Вся карта · \d+"))
    expect(whole).to_be_visible()
    whole.click()
    expect(page.locator(".listing").first).to_be_visible()
    assert "bbox" not in page.url
