"""Without a mouse and without a finger: a guest from the search to a code, an owner from nothing to a public page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import DESK, PHONE, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import booked

pytestmark = pytest.mark.journey
MOST_TABS = 120
# Where the focus is: whether it is what is looked for, whether it shows, and whether anything lies over it.
FOCUS = """(wanted) => {
  const at = document.activeElement;
  if (!at || at === document.body) return { there: false, seen: true, free: true, what: "" };
  const target = at.matches("input[type=radio], input[type=checkbox]") ? (at.closest("label") ?? at) : at;
  // A card shows the focus of its link as a frame of its own; what else may have one shows an outline or a shadow.
  let seen = getComputedStyle(target).boxShadow !== "none" || at.matches(".listing h2 a");
  for (let one = at; one && !seen; one = one.parentElement) seen = getComputedStyle(one).outlineStyle !== "none";
  const { left, top, width, height } = target.getBoundingClientRect();
  const open = (share) => {
    const there = document.elementFromPoint(left + width * share, top + height / 2);
    return there !== null && (target.contains(there) || there.contains(target));
  };
  return {
    there: at.matches(wanted),
    seen,
    free: height === 0 || [0.1, 0.5, 0.9].some(open),
    what: at.outerHTML.slice(0, 120),
  };
}"""


def tab_to(page: Page, wanted: str) -> None:
    """Tab on until the focus is there; on its way it always shows and is never wholly covered (WCAG 2.4.7, 2.4.11)."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS, wanted)
        assert focus["seen"], f"the focus does not show: {focus['what']}"
        assert focus["free"], f"the focus is covered: {focus['what']}"
        if focus["there"]:
            return
    pytest.fail(f"no way to {wanted} by Tab")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_guest_books_from_the_search_by_keys_alone(
    visit: Visit, running_product: Product, day: Day, width: int
) -> None:
    guest, phone = visit(width), new_phone()
    page = guest.page
    guest.open(f"/s?vertical=sauna&date={day(46 if width == PHONE else 47)}&lang=ru")
    page.locator(".listing .slot").first.wait_for()
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "article:has(h2) .slot[aria-label*='Падел, корт 1']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/*")
    page.locator("input[name=phone]").wait_for()
    page.locator(".pay .button").wait_for()
    tab_to(page, "input[name=phone]")
    page.keyboard.type(phone)
    tab_to(page, "input[name=name]")
    page.keyboard.type("Дияс Әбенов")
    tab_to(page, ".pay .button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Забронировано")
    assert booked(running_product, phone) == ["confirmed"]


def test_an_owner_opens_a_business_by_keys_alone(visit: Visit, running_product: Product) -> None:
    owner, phone = visit(DESK), new_phone()
    page = owner.page
    owner.open("/b/setup?lang=ru")
    page.locator(".setup-kind").first.wait_for()
    tab_to(page, ".setup-kind input")
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value") != "salon":
        page.keyboard.press("ArrowRight")
    for field, words in (("business", "Проба клавиш"), ("contact", phone), ("password", "sunny steppe 41")):
        tab_to(page, f"input[name={field}]")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Когда вы работаете?").wait_for()
    tab_to(page, "button.button.primary")
    page.keyboard.press("Enter")
    page.locator(".setup-rows input").first.wait_for()
    tab_to(page, "button.button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Вы открыты")
    (vendor,) = running_product.rows("select name ->> 'ru' as name from vendors.vendor where phone = $1", phone)
    assert vendor["name"] == "Проба клавиш"
