"""As an app on the home screen: one's own bookings without a connection, and no surprise in the middle of one."""

from __future__ import annotations

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import Visitor, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout

pytestmark = pytest.mark.journey
_READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
_KEPT = "caches.open('own-bookings').then((cache) => cache.keys()).then((keys) => keys.length)"
_WAITS = "navigator.serviceWorker.getRegistration().then((known) => known.waiting !== null)"
# Another script for the same scope is what a new version looks like to a page.
_NEWER = "navigator.serviceWorker.register('/sw.js?newer').then(() => true)"
PATIENCE_MS = 30_000
STEP_MS = 50


def until(guest: Visitor, question: str, answer: object) -> None:
    """Ask the page until it answers so: what it promises is not an event one could wait for."""
    for _ in range(PATIENCE_MS // STEP_MS):
        if guest.page.evaluate(question) == answer:
            return
        guest.page.wait_for_timeout(STEP_MS)
    raise AssertionError(f"{question} was never {answer}")


def installed(visit: Visit) -> Visitor:
    guest = visit(installed=True)
    guest.open("/?lang=ru")
    until(guest, _READY, answer=True)
    return guest


def test_a_booking_with_its_code_opens_without_a_connection(visit: Visit, day: Day) -> None:
    guest = installed(visit)
    page = guest.page
    to_checkout(guest, day(46))
    guest.introduce(new_phone())
    guest.pay_button().click()
    page.wait_for_url("**/done/*")
    code = page.locator(".ticket-code").inner_text()
    address = page.url.removeprefix(guest.url)
    until(guest, _KEPT, 1)
    page.context.set_offline(True)
    guest.open(address)
    expect(page.locator(".ticket-code")).to_have_text(code)
    expect(page.get_by_role("img", name=f"QR-код брони {code}")).to_be_visible()
    expect(page.get_by_text("Показываем сохранённую бронь")).to_be_visible()
    guest.open("/bookings")
    expect(page.get_by_text(code)).to_be_visible()
    # Times and prices are never kept: without a connection there are none.
    guest.open("/s?vertical=sauna")
    expect(page.get_by_text("Нет связи с сервером")).to_be_visible()
    page.context.set_offline(False)
    guest.complaints[:] = [text for text in guest.complaints if "net::" not in text]


def test_a_new_version_waits_until_the_booking_is_made(visit: Visit, day: Day) -> None:
    guest = installed(visit)
    page = guest.page
    to_checkout(guest, day(47))
    page.evaluate(_NEWER)
    until(guest, _WAITS, answer=True)
    banner = page.get_by_text("Готова новая версия")
    expect(banner).to_have_count(0)
    guest.introduce(new_phone())
    guest.pay_button().click()
    page.wait_for_url("**/done/*")
    expect(banner).to_be_visible()


def test_it_can_be_installed(running_product: Product) -> None:
    with urllib.request.urlopen(f"{running_product.url}/manifest.webmanifest", timeout=20) as reply:
        manifest = json.loads(reply.read())
        assert reply.headers["content-type"] == "application/manifest+json"
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        with urllib.request.urlopen(running_product.url + icon["src"], timeout=20) as reply:
            assert reply.headers["content-type"] == icon["type"]
