"""From nothing to a stranger's booking: the wizard, template by template."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, Visitor, new_phone
from tests.journeys.conftest import Visit
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
REQUIRED_FIELDS, ACTIONS = 4, 14


def set_up(owner: Visitor, vertical: str, name: str) -> str:
    """Through the wizard with its presets; the path people book at."""
    owner.open("/b/setup?lang=ru")
    owner.begin()
    owner.tap(owner.page.locator(f".setup-kind:has(input[value={vertical}])"))
    owner.type("business", name)
    owner.type("contact", new_phone())
    owner.type("password", "sunny steppe 41")
    owner.tap(owner.page.get_by_role("button", name="Дальше"))
    owner.page.get_by_role("heading", name="Когда вы работаете?").wait_for()
    owner.tap(owner.page.get_by_role("button", name="Дальше"))
    owner.page.locator(".setup-rows input").first.wait_for()
    owner.tap(owner.page.get_by_role("button", name="Открыть запись"))
    link = owner.page.locator("input[readonly]").input_value()
    owner.counted(f"set up {vertical}", screens=4)
    return link.removeprefix(owner.url)


REST = ("hotel", "clinic", "coworking", "event", "pool", "other")


@pytest.mark.parametrize(("vertical", "width"), [("salon", PHONE), ("sauna", DESK), ("restaurant", PHONE)])
def test_a_stranger_books_a_business_that_was_just_set_up(
    visit: Visit, running_product: Product, vertical: str, width: int
) -> None:
    owner, guest, phone = visit(width), visit(width), new_phone()
    path = set_up(owner, vertical, f"Проба {vertical}")
    guest.open(f"{path}?lang=ru")
    guest.tap(guest.page.locator(".business-offer a").first)
    guest.page.locator(".slot-grid button:not([aria-disabled]), .slot:not([aria-disabled])").first.wait_for()
    offer = guest.page.url.split("?")[0].rpartition("/")[2]
    kind = "services" if offer.startswith("srv_") else "resources"
    reply = guest.page.request.get(f"{guest.url}/api/v1/{kind}/{offer}/slots?days=14").json()
    slot = next(one for day in reply["days"] for one in day["slots"] if one["available"])
    order = {
        "serviceId" if kind == "services" else "resourceId": offer, "startDate": slot["start"],
        "endDate": slot["end"], "userDetails": {"firstName": "Гость", "phone": phone},
        "paymentMethod": "pay_on_site",
    }  # fmt: skip
    booked = guest.page.request.post(f"{guest.url}/api/v1/bookings", data=order, headers={"Idempotency-Key": phone})

    assert booked.status == 201, booked.text()
    rows = running_product.rows("select status from bookings.booking where contact_phone = $1", phone)
    assert [row["status"] for row in rows] == ["confirmed"]
    assert owner.fields <= REQUIRED_FIELDS
    assert owner.taps + owner.fields <= ACTIONS


@pytest.mark.slow_journey
@pytest.mark.parametrize("vertical", REST)
def test_every_kind_of_business_is_open_after_few_actions(visit: Visit, vertical: str) -> None:
    owner = visit(PHONE)
    path = set_up(owner, vertical, f"Проба {vertical}")
    assert (owner.fields <= REQUIRED_FIELDS, owner.taps + owner.fields <= ACTIONS) == (True, True)
    assert owner.seconds(screens=4) <= 180
    stranger = visit(PHONE)
    stranger.open(f"{path}?lang=ru")
    expect(stranger.page.locator(".business-offer a").first).to_be_visible()


def test_the_wizard_goes_on_where_it_was_left_and_is_readable_by_everybody(visit: Visit) -> None:
    owner = visit(PHONE, scheme="dark")
    owner.open("/b/setup?lang=kk")
    owner.page.locator(".setup-kind").first.wait_for()
    faults = owner.accessibility_faults()
    owner.page.evaluate("localStorage.setItem('sb.lang', 'ru')")
    set_up(owner, "salon", "Проба продолжения")
    owner.page.reload()
    expect(owner.page.get_by_role("heading", level=1)).to_have_text("Вы открыты")
    owner.tap(owner.page.get_by_role("button", name="Записаться самому для пробы"))
    expect(owner.page.locator(".notice.sun")).to_contain_text("Пробная бронь")

    assert faults + owner.accessibility_faults() == []


def test_hours_are_painted_with_the_keyboard_alone(visit: Visit) -> None:
    owner = visit(DESK)
    set_up(owner, "salon", "Проба клавиатуры")
    owner.page.evaluate(
        "localStorage.setItem('sb.setup', JSON.stringify({...JSON.parse(localStorage['sb.setup']), step: 2}))"
    )
    owner.page.reload()
    owner.page.locator("td[data-day='6'][data-row='12']").focus()
    cells = owner.page.locator("[role=grid] td[tabindex='0']")
    cells.focus()
    for key in ("ArrowUp", "ArrowUp", "Shift+ArrowUp", "Space"):
        owner.page.keyboard.press(key)
    expect(owner.page.locator(".painter-words dd").first).to_have_text("07:30–08:30, 10:00–20:00")
