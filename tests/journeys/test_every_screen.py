"""axe over every screen and state, in three languages, two themes and two widths: `smartbooking journeys --axe`."""

from __future__ import annotations

import re
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.journeys import figures
from tests.journeys.browser import DESK, PHONE, Visitor
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_bad_network import answered
from tests.journeys.test_guest_books_a_court import to_checkout
from tests.journeys.test_help_desk import sign_in
from tests.journeys.test_page_quality import screens

pytestmark = [pytest.mark.journey, pytest.mark.slow_journey]
API: Final = re.compile(r"/api/v1/")
# What a page of a business asks for itself; whose business it is has been answered.
OF_A_BUSINESS: Final = re.compile(r"/api/v1/vendors/ven_\d+/")
OWNER: Final = (
    "", "calendar?view=day", "calendar?view=week", "calendar?view=list", "bookings", "clients", "offers", "hours",
    "prices", "analytics", "money", "gift-cards", "memberships", "passes", "online-sales", "arrivals", "channels",
    "team", "developers", "settings",
)  # fmt: skip
CONSOLE: Final = ("", "/businesses", "/money", "/risk", "/trail", "/gaps", "/switches")
FAILING: Final = ("home", "search", "map", "slots", "nights", "tickets", "service", "bookings")
ways = pytest.mark.parametrize(
    ("width", "scheme", "lang"),
    [(width, scheme, lang) for width in (PHONE, DESK) for scheme in ("light", "dark") for lang in ("kk", "ru", "en")],
)


class Look:
    """One person's screens; what axe and the window's width say about each."""

    def __init__(self, visitor: Visitor, lang: str) -> None:
        self.visitor, self.lang = visitor, lang
        self.faults: dict[str, list[str]] = {}
        self.seen = 0

    @property
    def page(self) -> Page:
        return self.visitor.page

    def at(self, name: str, path: str) -> None:
        self.go(path)
        self.page.wait_for_load_state("networkidle")
        self.now(name)

    def go(self, path: str) -> None:
        self.visitor.open(f"{path}{'&' if '?' in path else '?'}lang={self.lang}")

    def now(self, name: str) -> None:
        found = self.visitor.accessibility_faults() + ["wider than its window"] * (self.visitor.overflow() > 0)
        self.seen += 1
        if found:
            self.faults[name] = found

    def judge(self) -> None:
        figures.note("axe", screens=self.seen, faults=len(self.faults))
        assert self.faults == {}


def in_state(look: Look, path: str, name: str, state: str, calls: re.Pattern[str] = API) -> None:
    """The same screen while nothing answers, or while everything is refused."""
    look.page.route(calls, answered("500") if state == "refused" else lambda _: None)
    look.go(path)
    look.page.locator("main").first.wait_for()
    look.page.locator("main :is(.skeleton, .state, .notice, .map, h1, h2):visible").first.wait_for()
    look.now(f"{name} {state}")
    look.page.unroute(calls)


@ways
def test_the_storefront_with_its_states(
    visit: Visit, running_product: Product, day: Day, width: int, scheme: str, lang: str
) -> None:
    look = Look(visit(width, scheme=scheme, expects=(500,)), lang)
    addresses = screens(running_product, day(2))
    for name, path in addresses.items():
        look.at(name, path)
    for name in FAILING:
        for state in ("waiting", "refused"):
            in_state(look, addresses[name], name, state)
    number = ("kk", "ru", "en").index(lang) + 3 * (scheme == "dark") + 6 * (width == DESK)
    to_checkout(look.visitor, day(48 + number))
    look.visitor.page.wait_for_load_state("networkidle")
    look.now("checkout")
    look.visitor.pay_button().click()
    look.page.locator(".error-summary").wait_for()
    look.now("checkout with faults")
    look.visitor.introduce()
    look.visitor.pay_button().click()
    look.page.wait_for_url("**/done/*")
    look.page.wait_for_load_state("networkidle")
    look.now("confirmation")
    look.page.locator("a[href*='/m/']").first.click()
    look.page.wait_for_url("**/m/*")
    look.page.wait_for_load_state("networkidle")
    look.now("manage")
    for place, name in ((0, "reschedule"), (1, "cancel")):
        buttons = look.page.locator("main button.button:visible")
        buttons.nth(place).click()
        look.page.locator("dialog[open]").wait_for()
        look.page.wait_for_load_state("networkidle")
        look.now(name)
        look.page.keyboard.press("Escape")
    look.judge()


@ways
def test_the_workspace_with_its_layers(
    visit: Visit, running_product: Product, width: int, scheme: str, lang: str
) -> None:
    look = Look(visit(width, scheme=scheme, expects=(500,)), lang)
    look.at("setup", "/b/setup")
    for business, pages in (("salon", OWNER), ("hotel", ("calendar", "prices"))):
        look.go("/login")
        sign_in(look.visitor, f"{business}@demo.example")
        look.go("/b")
        look.page.wait_for_url("**/b/ven_*")
        home = look.page.url.split("?")[0].removeprefix(look.visitor.url).rstrip("/")
        for path in pages:
            look.at(f"{business} {path}", f"{home}/{path}")
        if business == "salon":
            look.at("bookings", f"{home}/bookings")
            look.page.keyboard.press("n")
            look.page.locator("dialog[open] button[type=submit]:not([disabled])").wait_for()
            look.page.wait_for_load_state("networkidle")
            look.now("new booking")
            look.page.keyboard.press("Escape")
            for path in ("calendar?view=day", "bookings", "prices", "money"):
                for state in ("waiting", "refused"):
                    in_state(look, f"{home}/{path}", path, state, OF_A_BUSINESS)
        look.page.evaluate("localStorage.removeItem('sb.session')")
    look.judge()


@ways
def test_the_console(visit: Visit, running_product: Product, width: int, scheme: str, lang: str) -> None:
    look = Look(visit(width, scheme=scheme), lang)
    look.go("/login")
    sign_in(look.visitor, "operator@demo.example")
    for path in CONSOLE:
        look.at(f"console {path}", f"/ops{path}")
    look.judge()
