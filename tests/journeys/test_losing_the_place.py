"""Somebody is faster, or time runs out: nothing typed is lost and the way on is one tap."""

from __future__ import annotations

import json
import time
import urllib.request
import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import card, to_checkout

pytestmark = pytest.mark.journey


def take(product: Product, booking: str, phone: str) -> None:
    """Another client's program takes the very same time, by the public API."""
    (line,) = product.rows(
        "select l.resource_id, b.starts_at, b.ends_at from bookings.line l"
        " join bookings.booking b on b.id = l.booking_id where b.id = $1", booking_id(booking)
    )  # fmt: skip
    body = {
        "resourceId": f"res_{line['resource_id']}", "quantity": 1, "paymentMethod": "pay_on_site",
        "startDate": line["starts_at"].isoformat(), "endDate": line["ends_at"].isoformat(),
        "userDetails": {"firstName": "Faster", "phone": phone},
    }  # fmt: skip
    request = urllib.request.Request(
        f"{product.url}/api/v1/bookings", json.dumps(body).encode(), method="POST",
        headers={"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=20) as reply:
        assert reply.status == 201


def booking_id(public: str) -> uuid.UUID:
    from smartbooking.kernel.ids import parse_uuid

    return parse_uuid("bkg", public)


def run_out(product: Product, booking: str, seconds: float) -> None:
    """Move the end of a hold, in the booking and in the ledger at once, as if time had passed."""
    product.change(
        "with moved as (select clock_timestamp() + make_interval(secs => $2) as at),"
        " kept as (update bookings.booking set expires_at = moved.at from moved where id = $1)"
        " update availability.claim set expires_at = moved.at from moved"
        " where booking_id = $1 and expires_at is not null",
        booking_id(booking), seconds,
    )  # fmt: skip


def let_die(product: Product, booking: str) -> None:
    """The hold is over, and the ledger has already cleared it away."""
    run_out(product, booking, 0.3)
    time.sleep(0.5)
    product.change("delete from availability.claim where booking_id = $1", booking_id(booking))


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_whoever_comes_second_is_offered_what_is_free_and_keeps_the_form(
    visit: Visit, running_product: Product, day: Day, width: int
) -> None:
    guest = visit(width, expects=(409,))
    page = guest.page
    booking = to_checkout(guest, day(7 if width == PHONE else 8), slot=1)
    guest.introduce(phone := new_phone())
    let_die(running_product, booking)
    take(running_product, booking, new_phone())
    page.reload()
    guest.tap(page.get_by_role("button", name="Закрепить снова"))
    offers = page.locator(".alternative")
    expect(offers.first).to_be_visible()
    assert 1 <= offers.count() <= 3
    guest.tap(offers.first)
    page.wait_for_url(lambda url: "/c/" in url and booking not in url)
    expect(page.locator("input[name=phone]")).to_have_value(phone)
    guest.tap(guest.pay_button())
    page.wait_for_url(lambda url: "/done/" in url or "/pay/" in url)


def test_the_hold_can_be_made_longer_in_its_last_minute(visit: Visit, running_product: Product, day: Day) -> None:
    guest = visit()
    booking = to_checkout(guest, day(9))
    longer = guest.page.get_by_role("button", name="+2 мин")
    expect(longer).to_have_count(0)
    run_out(running_product, booking, 45)
    guest.page.reload()
    guest.tap(longer)
    expect(guest.page.get_by_role("timer")).to_contain_text("2:")


def test_a_hold_that_ran_out_is_taken_again_with_one_tap(visit: Visit, running_product: Product, day: Day) -> None:
    guest = visit(expects=(409,))
    booking = to_checkout(guest, day(10))
    guest.introduce("+77015550500")
    let_die(running_product, booking)
    guest.page.reload()
    again = guest.page.get_by_role("button", name="Закрепить снова")
    expect(again).to_be_visible()
    expect(guest.pay_button()).to_be_disabled()
    guest.tap(again)
    guest.page.wait_for_url(lambda url: "/c/" in url and booking not in url)
    expect(guest.page.locator("input[name=phone]")).to_have_value("+77015550500")
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")


def test_a_time_taken_meanwhile_opens_the_place_instead_of_a_dead_end(
    visit: Visit, running_product: Product, day: Day
) -> None:
    guest, rival = visit(expects=(409,)), visit()
    date = day(11)
    guest.open(f"/s?vertical=sauna&date={date}")
    expect(card(guest).locator(".slot").first).to_be_visible()
    to_checkout(rival, date)
    guest.tap(card(guest).locator(".slot").first)
    guest.page.wait_for_url("**/v/**")
    assert_told(guest)


def assert_told(guest: Visitor) -> None:
    expect(guest.page.locator(".toast").first).to_be_visible()
