"""Choosing a time or nights: what somebody else takes goes under one's eyes, and what cannot be chosen says why."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from smartbooking.kernel.ids import parse_uuid
from tests.journeys.browser import DESK, Visitor, new_phone
from tests.journeys.conftest import ALMATY, Day, Visit
from tests.journeys.product import Product

pytestmark = pytest.mark.journey
POLLED = "00:16"


def book(product: Product, **line: Any) -> None:  # Any: JSON
    """Another client's program books by the public API."""
    body = {"paymentMethod": "pay_on_site", "userDetails": {"firstName": "Faster", "phone": new_phone()}, **line}
    request = urllib.request.Request(
        f"{product.url}/api/v1/bookings", json.dumps(body).encode(), method="POST",
        headers={"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex},
    )  # fmt: skip
    try:
        urllib.request.urlopen(request, timeout=60).close()
    except urllib.error.HTTPError as refusal:
        raise AssertionError(refusal.read().decode()) from refusal


def resource(product: Product, name: str) -> int:
    (row,) = product.rows("select id from catalog.resource where name ->> 'en' = $1", name)
    found: int = row["id"]
    return found


def test_a_time_somebody_takes_turns_taken_without_a_jump_and_silence_shows_its_age(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest, court = visit(DESK), resource(running_product, "Padel court 1")
    page = guest.page
    page.clock.install()
    guest.open(f"/v/court/res_{court}?date={day(12)}&lang=ru")
    slot = page.locator(".panel .slot:not(.taken)").nth(2)
    start = slot.locator("input").get_attribute("value")
    assert start is not None
    same = page.locator(".panel .slot").filter(has=page.locator(f"input[value='{start}']"))
    page.evaluate("window.scrollTo(0, 40)")
    before = (page.evaluate("window.scrollY"), same.bounding_box())

    end = datetime.fromisoformat(start) + timedelta(hours=1)
    book(running_product, resourceId=f"res_{court}", quantity=1, startDate=start, endDate=end.isoformat())
    page.clock.fast_forward(POLLED)

    expect(same).to_have_class("slot taken")
    expect(same.locator("input")).to_be_disabled()
    assert (page.evaluate("window.scrollY"), same.bounding_box()) == before

    page.context.set_offline(True)
    page.clock.fast_forward("01:00")
    expect(page.get_by_text("назад").first).to_be_visible()
    page.context.set_offline(False)
    page.clock.fast_forward(POLLED)
    expect(page.get_by_text("обновлено сейчас").first).to_be_visible()
    guest.complaints.clear()  # the browser itself reports what could not be fetched


def cell(guest: Visitor, at: date) -> Locator:
    return guest.page.locator(f"button[data-date='{at.isoformat()}']")


def test_nights_over_a_taken_one_and_too_few_nights_cannot_be_chosen_and_say_why(
    visit: Visit, running_product: Product
) -> None:
    """The flat takes nobody for one night (`PREPARE`), and one of its nights is somebody else's."""
    guest, flat = visit(DESK), resource(running_product, "Apartment with a kitchen")
    page = guest.page
    first = (datetime.now(UTC).astimezone(ALMATY).date().replace(day=1) + timedelta(days=70)).replace(day=5)
    taken = first + timedelta(days=3)
    # Held by the unpaid payment of somebody else.
    nights = {"startDate": str(taken), "endDate": str(taken + timedelta(days=2))}
    book(running_product, resourceId=f"res_{flat}", paymentMethod="sandbox", **nights)
    guest.open(f"/v/room/res_{flat}?date={first}&lang=ru")
    expect(cell(guest, taken)).to_have_attribute("aria-disabled", "true")
    expect(cell(guest, taken)).to_have_attribute("title", "Эта ночь занята")

    guest.tap(cell(guest, first))
    short = cell(guest, first + timedelta(days=1))
    expect(short).to_have_attribute("aria-disabled", "true")
    expect(short).to_have_attribute("title", "Не меньше чем на 2 ночи")
    beyond = taken + timedelta(days=3)
    guest.tap(cell(guest, beyond))  # a stay cannot reach over it: this begins another one
    expect(page).to_have_url(re.compile(rf"checkIn={beyond}"))
    assert "checkOut" not in page.url

    guest.open(f"/v/room/res_{flat}?checkIn={first}&checkOut={taken}&lang=ru")
    shown = page.locator(".panel .total dd")
    expect(shown).to_contain_text("₸")
    total = int(re.sub(r"\D", "", shown.inner_text()))
    guest.tap(page.locator(".bottom-bar .button"))
    page.wait_for_url("**/c/*")
    rows = running_product.rows(
        "select total_minor from bookings.booking where id = $1", parse_uuid("bkg", page.url.rpartition("/")[2])
    )
    assert [row["total_minor"] for row in rows] == [total * 100]


def test_the_bank_asks_and_reload_back_and_a_second_tab_end_on_one_booking_and_one_charge(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest, court = visit(DESK), resource(running_product, "Padel court 2")
    page = guest.page
    guest.open(f"/v/court/res_{court}?date={day(13)}&lang=ru")
    guest.tap(page.locator(".panel .slot:not(.taken)").nth(2))
    guest.tap(page.locator(".bottom-bar .button"))
    page.wait_for_url("**/c/*")
    guest.introduce(phone := new_phone())
    guest.tap(page.get_by_role("radio", name="Карта"))
    guest.tap(guest.pay_button())
    page.wait_for_url("**/pay/*")
    page.locator("summary").click()
    page.locator("button[value=pay_3ds]").click()
    page.wait_for_url("**/bank*")
    page.locator("button[value=confirm]").click()
    page.wait_for_url("**/pay/return*")
    back = page.url
    second = page.context.new_page()
    second.goto(back)
    page.reload()
    for tab in (page, second):
        tab.wait_for_url("**/done/*", timeout=60_000)
    page.go_back()
    page.goto(back)
    page.wait_for_url("**/done/*", timeout=60_000)

    rows = running_product.rows(
        "select b.status, b.payment_status as paid, count(*) as charges"
        " from bookings.booking b join payments.intent i on i.booking_id = b.id"
        " where b.contact_phone = $1 and i.captured_minor > 0 group by b.id, b.status, b.payment_status", phone
    )  # fmt: skip
    assert [(row["status"], row["paid"], row["charges"]) for row in rows] == [("confirmed", "deposit_paid", 1)]
