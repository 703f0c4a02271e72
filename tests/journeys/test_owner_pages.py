"""The owner's side: hours with the bookings outside of them, prices, offers, team, channels, settings."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.product import Product
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey
PAGES = ("hours", "prices", "offers", "team", "channels", "settings", "money", "analytics", "developers")


def home_of(owner: Visitor) -> str:
    vendor: str = owner.page.evaluate("JSON.parse(localStorage['sb.setup']).vendorId")
    return f"/b/{vendor}"


@pytest.mark.parametrize(("width", "scheme", "lang"), [(PHONE, "dark", "kk"), (DESK, "light", "en")])
def test_axe_finds_nothing_on_the_owners_screens(visit: Visit, width: int, scheme: str, lang: str) -> None:
    owner = visit(width, scheme=scheme)
    set_up(owner, "hotel" if width == DESK else "salon", "Проба экранов")
    home, faults = home_of(owner), {}
    for name in PAGES:
        owner.open(f"{home}/{name}?lang={lang}")
        owner.page.wait_for_load_state("networkidle")
        owner.page.get_by_role("heading", level=1).first.wait_for()
        faults[name] = owner.accessibility_faults()
        assert owner.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert {name: found for name, found in faults.items() if found} == {}


def test_new_hours_name_the_bookings_outside_before_anything_is_stored(visit: Visit, running_product: Product) -> None:
    owner = visit(DESK)
    set_up(owner, "salon", "Проба часов")
    owner.tap(owner.page.get_by_role("button", name="Записаться самому для пробы"))
    owner.page.locator(".notice.sun").wait_for()
    home = home_of(owner)
    owner.open(f"{home}/hours?lang=ru")
    owner.page.locator("[role=grid]").wait_for()
    owner.page.get_by_label("День-образец").select_option("7")
    grid = owner.page.locator("td[data-day='6'][data-row='0']").bounding_box()
    end = owner.page.locator("td[data-day='0'][data-row='47']").bounding_box()
    assert grid is not None
    assert end is not None
    # A stroke that begins on a closed cell opens everything; a second one closes everything.
    for said in ("00:00–24:00", "закрыто"):
        owner.page.mouse.move(grid["x"] + 5, grid["y"] + 5)
        owner.page.mouse.down()
        owner.page.mouse.move(end["x"] + 5, end["y"] + 5, steps=4)
        owner.page.mouse.up()
        expect(owner.page.locator(".painter-words dd")).to_have_text([said] * 7)
    expect(owner.page.locator(".hours-bar")).to_contain_text("1 бронь окажется вне часов")
    owner.tap(owner.page.locator(".hours-bar").get_by_role("button", name="Сохранить"))
    dialog = owner.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Решите для каждой")
    vendor = int(home.rpartition("_")[2])
    hours = "select count(*) as n from availability.weekly_hours where vendor_id = $1"
    assert running_product.rows(hours, vendor)[0]["n"] == 7
    owner.tap(dialog.get_by_role("button", name="Сохранить часы"))
    expect(dialog).to_be_hidden()
    assert running_product.rows(hours, vendor)[0]["n"] == 0


def test_a_rule_is_in_the_map_before_it_is_saved_and_in_the_list_after(visit: Visit) -> None:
    owner = visit(DESK)
    set_up(owner, "sauna", "Проба цен")
    owner.open(f"{home_of(owner)}/prices?lang=ru")
    cell = owner.page.locator(".price-map td[data-price]").first
    price, base = (int(cell.get_attribute(name) or 0) for name in ("data-price", "data-base"))
    assert price > 0
    owner.type("percent", "10")
    # A tenth of the price without rules, whatever the rules of this weekday have added already.
    expect(cell).to_have_attribute("data-price", str(price + base // 10))
    owner.tap(owner.page.get_by_role("button", name="Добавить правило"))
    expect(owner.page.locator(".prices-rules")).to_contain_text("Всегда: +10 %")
