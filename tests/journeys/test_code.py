"""A booking that looks unusual goes on with a code from the phone; a trial installation shows where it came."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout
from tests.journeys.test_risk import business, status_of

__all__ = ["business"]
pytestmark = pytest.mark.journey
# Other bookings of a contact within the last minutes.
RECENT = """
    insert into bookings.booking
    select (jsonb_populate_record(one, jsonb_build_object(
      'id', gen_random_uuid(), 'code', upper(substr(md5(random()::text), 1, 9)), 'status', 'declined',
      'contact_phone', $1::text, 'expires_at', null, 'external_ref', null, 'created_at', now() - interval '9 minutes'
    ))).*
    from (select b from bookings.booking b where vendor_id = $2 limit 1) found(one), generate_series(1, 4)
"""
ACT = """
    insert into risk.setting (vendor_id, mode, changed_at, changed_by)
    select vendor_id, 'act', now(), 'test' from unnest(array[0, $1::bigint]) vendor_id
    on conflict (vendor_id) do update set mode = 'act'
"""


def test_a_guest_reads_the_code_and_books(visit: Visit, running_product: Product, business: int, day: Day) -> None:
    phone = new_phone()
    running_product.change(RECENT, phone, business)
    running_product.change(ACT, business)
    # Holds that other journeys left at this network address are not this guest's.
    running_product.change("delete from bookings.hold_source")
    guest = visit(PHONE, expects=(409,))
    to_checkout(guest, day(14))
    guest.introduce(phone)
    guest.type("email", "aigerim@mailinator.com")
    guest.page.get_by_label("Оплата на месте").check()
    # Servers follow the switch within five seconds.
    guest.page.wait_for_timeout(6_000)
    guest.pay_button().click()

    field = guest.page.get_by_label("Код из 6 цифр")
    expect(field).to_be_focused()
    expect(guest.page.get_by_text("Это пробная установка")).to_be_visible()
    assert guest.accessibility_faults() == []
    assert field.get_attribute("autocomplete") == "one-time-code"
    assert field.get_attribute("inputmode") == "numeric"
    link = guest.page.get_by_role("link", name="Открыть учебный телефон")
    inbox = visit(PHONE)
    inbox.page.goto(str(link.get_attribute("href")))
    letter = inbox.page.locator("dl dd")
    while letter.count() == 0:
        inbox.page.get_by_role("link", name="Обновить").click()
    code = re.findall(r"\d{6}", letter.first.inner_text())[0]

    field.press_sequentially("000000" if code != "000000" else "111111")
    field.press("Enter")
    expect(guest.page.locator(".code-step .field-error")).to_have_text("Код не подходит. Осталось попыток: 4")
    assert status_of(running_product, phone).count("held") == 1
    assert guest.accessibility_faults() == []
    guest.page.get_by_role("button", name="Изменить телефон или почту").press("Enter")
    expect(guest.page.locator("input[name=phone]")).to_have_value(phone)
    guest.pay_button().click()
    expect(field).to_be_focused()
    field.press_sequentially(code)
    field.press("Enter")
    guest.page.wait_for_url("**/done/*")

    assert status_of(running_product, phone).count("confirmed") == 1
    assert guest.overflow() == 0
