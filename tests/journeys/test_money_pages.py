"""Money on the screen is money in the books: the business's page, and the operator's about payments put aside."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE, Visitor, new_phone
from tests.journeys.conftest import Visit
from tests.journeys.product import Product
from tests.journeys.test_help_desk import sign_in, sign_in_as_operator
from tests.journeys.test_stays import choose_nights

pytestmark = pytest.mark.journey
PATIENCE = 120_000
OWED = """
    select coalesce(-sum(e.amount_minor), 0)::bigint as owed from books.entry e
    join books.posting p on p.id = e.posting_id join vendors.vendor v on v.id = p.vendor_id
    where e.account = 'vendor' and v.id = $1
"""
PUT_ASIDE = """
    insert into payments.alert (subject, reason, details, created_at)
    values ($1, 'unknown_object', $2::jsonb, now()) returning id
"""


def digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def paid_stay(guest: Visitor, product: Product) -> int:
    """A stay paid for at the provider's page; the number of the hotel."""
    choose_nights(guest, product, room="Twin room", arrival=8, nights=1)
    guest.tap(guest.page.locator(".bottom-bar .button"))
    guest.page.wait_for_url("**/c/*")
    guest.introduce(phone := new_phone())
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/pay/*", timeout=PATIENCE)
    guest.page.locator("button[value=pay]").click()
    guest.page.wait_for_url("**/done/*", timeout=PATIENCE)  # by way of the provider's message and the worker
    expect(guest.page.locator(".ticket-code")).to_be_visible()
    (row,) = product.rows("select vendor_id from bookings.booking where contact_phone = $1", phone)
    return int(row["vendor_id"])


def test_an_owner_reads_what_she_is_to_get_and_takes_it_to_the_accountant(
    visit: Visit, running_product: Product
) -> None:
    vendor = paid_stay(visit(), running_product)
    owner = visit(DESK, scheme="dark")
    page = owner.page
    owner.open("/login?lang=ru")
    sign_in(owner, "hotel@demo.example")
    owner.open(f"/b/ven_{vendor}/money?lang=ru")
    movement = page.locator(".money-rows button", has_text="Оплата брони").last
    movement.wait_for()

    (owed,) = running_product.rows(OWED, vendor)
    assert digits(page.locator(".money-sum").inner_text()) * 100 == owed["owed"]
    assert owner.accessibility_faults() == []
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert owner.overflow() <= 0
    assert owner.accessibility_faults() == []
    with page.expect_download() as file:
        page.get_by_role("button", name="Оплаты и возвраты, CSV").click()
    table = file.value.path().read_text()
    assert table.splitlines()[0].lstrip("\ufeff") == "at,kind,booking,method,reference,status,amount,currency"
    movement.click()
    expect(page.locator(".beside .booking-card")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_operator_decides_about_money_that_was_put_aside(visit: Visit, running_product: Product, width: int) -> None:
    details = json.dumps({"gateway": "sandbox", "reference": f"strange-{width}"})
    (made,) = running_product.rows(PUT_ASIDE, f"strange-{width}", details)
    operator = visit(width)
    page = operator.page
    sign_in_as_operator(operator, "/ops/money")
    case = page.locator(f".ops-call[aria-label='pca_{made['id']}']")
    expect(case).to_contain_text("Неизвестная оплата")
    decide = case.get_by_role("button", name="Оставить как есть")
    expect(decide).to_be_disabled()
    case.get_by_label("Почему так решено").fill("Проверочный платёж")
    assert operator.accessibility_faults() == []
    assert operator.overflow() <= 0
    decide.click()
    expect(case).to_have_count(0)

    page.get_by_role("button", name="Решённые").click()
    expect(case.locator(".tag")).to_have_text("Оставить как есть")
    (kept,) = running_product.rows("select resolved_at from payments.alert where id = $1", made["id"])
    assert kept["resolved_at"] is not None
