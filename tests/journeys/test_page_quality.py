"""Every screen: readable by everybody, in three languages, light and dark, narrow and wide, without jumping."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, Visitor
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout

pytestmark = pytest.mark.journey
MOST_SHIFT = 0.02


def screens(product: Product, date: str) -> dict[str, str]:
    """Addresses of the main screens."""
    offers = {
        row["timing"]: row["id"]
        for row in product.rows(
            "select distinct on (timing) timing, id from catalog.resource where vertical in ('hotel', 'sauna', 'event')"
            " and (session_start is null or session_start > now()) order by timing, id"
        )
    }
    (service,) = product.rows("select id from catalog.service order by id limit 1")
    return {
        "home": "/",
        "search": f"/s?date={date}",
        "map": "/s?view=map",
        "nothing found": "/s?q=qqqqqqqqqq",
        "slots": f"/v/x/res_{offers['slots']}?date={date}",
        "nights": f"/v/x/res_{offers['nights']}",
        "tickets": f"/v/x/res_{offers['session']}",
        "service": f"/v/x/srv_{service['id']}?date={date}",
        "hotels": "/hotels",
        "restaurants": f"/restaurants?date={date}",
        "profile without an account": "/profile",
        "bookings": "/bookings",
        "sign in": "/login",
        "register": "/register",
        "no such page": "/nowhere",
    }


def settled(visitor: Visitor, path: str, lang: str = "ru") -> None:
    visitor.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    visitor.page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("width", "scheme", "lang"), [(PHONE, "light", "kk"), (DESK, "dark", "ru")])
def test_axe_finds_nothing_on_the_main_screens(
    visit: Visit, running_product: Product, day: Day, width: int, scheme: str, lang: str
) -> None:
    visitor = visit(width, scheme=scheme)
    faults = {}
    for name, path in screens(running_product, day(2)).items():
        settled(visitor, path, lang)
        faults[name] = visitor.accessibility_faults()
    to_checkout(visitor, day(15), slot=0 if width == PHONE else 1)
    visitor.page.wait_for_load_state("networkidle")
    faults["checkout"] = visitor.accessibility_faults()
    assert {name: found for name, found in faults.items() if found} == {}


def test_nothing_is_wider_than_a_small_phone(visit: Visit, running_product: Product, day: Day) -> None:
    visitor = visit(320)
    wide = {}
    for name, path in screens(running_product, day(2)).items():
        settled(visitor, path, "kk")
        scrolled = visitor.page.evaluate("document.documentElement.scrollWidth")
        if scrolled > 320:
            wide[name] = scrolled
    assert wide == {}


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pages_do_not_jump_while_they_load(visit: Visit, running_product: Product, day: Day, width: int) -> None:
    addresses = screens(running_product, day(2))
    shifts = {}
    for name in ("home", "search", "slots", "nights"):
        visitor = visit(width)
        settled(visitor, addresses[name])
        shifts[name] = visitor.shift()
    assert {name: value for name, value in shifts.items() if value > MOST_SHIFT} == {}


def test_the_language_changes_everything_and_stays(visit: Visit, running_product: Product) -> None:
    visitor = visit(lang="ru-RU")
    page = visitor.page
    visitor.open("/")
    heading = page.get_by_role("heading", level=1)
    russian = heading.inner_text()
    page.get_by_role("button", name="Қаз").click()
    expect(heading).not_to_have_text(russian)
    assert page.evaluate("document.documentElement.lang") == "kk"
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "kk"
    (row,) = running_product.rows("select id from catalog.resource where name ->> 'en' = 'Padel court 1'")
    visitor.open(f"/v/x/res_{row['id']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("1-падел корты")
    page.get_by_role("button", name="Eng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Padel court 1")


def test_kazakh_dates_are_kazakh(visit: Visit, running_product: Product, day: Day) -> None:
    visitor = visit(lang="kk-KZ")
    settled(visitor, f"/s?date={day(2)}", "kk")
    text = visitor.page.locator("main").inner_text()
    assert "M11" not in text
    assert "M12" not in text


def test_dark_is_remembered_and_really_dark(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.open("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(246, 248, 248)"
    page.get_by_role("button", name="Тёмная тема").click()
    page.reload()
    assert page.evaluate(ground) == "rgb(11, 21, 24)"


def test_without_a_connection_it_says_so_and_comes_back(visit: Visit) -> None:
    visitor = visit()
    visitor.open("/")
    visitor.page.wait_for_load_state("networkidle")
    banner = visitor.page.locator(".offline")
    visitor.page.context.set_offline(True)
    expect(banner).to_be_visible()
    visitor.page.context.set_offline(False)
    expect(banner).to_have_count(0)


def test_a_visitor_from_another_zone_sees_both_clocks(visit: Visit, day: Day) -> None:
    visitor = visit(zone="Europe/Berlin")
    to_checkout(visitor, day(16), slot=2)
    expect(visitor.page.locator(".summary")).to_contain_text("GMT+5 · У вас")
