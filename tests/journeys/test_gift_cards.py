"""Gift cards in a browser: the desk sells one, guests pay with it, and a cancellation gives it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from smartbooking.kernel.ids import uuid7
from smartbooking.value.domain import ValueKind, code_hash, new_code, printed
from tests.journeys.browser import DESK, new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout
from tests.journeys.test_owner_pages import home_of
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey
COURT = "select vendor_id from catalog.resource where name ->> 'en' = 'Padel court 1'"
BALANCE = "select balance_minor from value.account where id = $1"


def sold(product: Product, minor: int) -> tuple[object, str]:
    """A card of the court's business, sold at its desk before this journey begins."""
    (court,) = product.rows(COURT)
    card, code = uuid7(), new_code(ValueKind.GIFT_CARD)
    product.change(
        """insert into value.account (vendor_id, id, kind, currency, code_hash, tail, issued_at, valid_until)
           values ($1, $2, 'gift_card', 'KZT', $3, $4, now(), now() + interval '1 year')""",
        court["vendor_id"], card, code_hash(code), code[-4:],
    )  # fmt: skip
    product.change(
        """insert into value.movement (vendor_id, card_id, kind, amount_minor, cause, at, actor)
           values ($1, $2, 'issued', $3, $4, now(), 'journey')""",
        court["vendor_id"], card, minor, f"journey:{card}",
    )  # fmt: skip
    return card, printed(code)


def test_a_card_pays_the_whole_price_and_a_cancellation_gives_it_back(
    visit: Visit, running_product: Product, day: Day
) -> None:
    card, code = sold(running_product, 100_000_00)
    guest, phone = visit(), new_phone()
    page = guest.page
    to_checkout(guest, day(15))
    page.get_by_text("Есть подарочная карта или абонемент?").click()
    guest.type("gift", code.lower().replace("-", " "))
    page.locator(".gift-line .button").click()
    expect(page.locator(".gift-used")).to_contain_text(f"Карта ··{code[-4:]} оплатит")
    expect(page.locator("input[name=method]")).to_have_count(0)
    assert guest.accessibility_faults() == []
    guest.introduce(phone)
    guest.tap(guest.pay_button())
    page.wait_for_url("**/done/*")

    (booked,) = running_product.rows(
        "select total_minor, payment_status from bookings.booking where contact_phone = $1", phone
    )
    left = running_product.rows(BALANCE, card)[0]["balance_minor"]
    assert (booked["payment_status"], left) == ("paid", 100_000_00 - booked["total_minor"])
    page.get_by_role("link", name="Изменить или отменить").click()
    page.wait_for_url("**/m/*")
    expect(page.locator("section").filter(has_text="Оплачено подарочной картой")).to_be_visible()
    page.get_by_role("button", name="Отменить").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".notice")).to_contain_text("на подарочную карту")
    dialog.get_by_role("button", name="Отменить бронь").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert running_product.rows(BALANCE, card)[0]["balance_minor"] == 100_000_00


def test_a_small_card_given_beside_the_price_pays_a_part_and_the_rest_is_for_the_venue(
    visit: Visit, running_product: Product, day: Day
) -> None:
    card, code = sold(running_product, 1_000_00)
    guest, phone = visit(), new_phone()
    page = guest.page
    to_checkout(guest, day(16))
    page.get_by_text("Есть подарочная карта или абонемент?").click()
    guest.type("gift", code)
    page.locator("input[name=gift]").press("Enter")
    expect(page.locator(".gift-used")).to_contain_text("Остальное")
    guest.introduce(phone)
    guest.tap(guest.pay_button())
    page.wait_for_url("**/done/*")

    (booked,) = running_product.rows(
        "select covered_minor, payment_status from bookings.booking where contact_phone = $1", phone
    )
    assert (booked["covered_minor"], booked["payment_status"]) == (1_000_00, "deposit_paid")
    assert running_product.rows(BALANCE, card)[0]["balance_minor"] == 0


def test_a_wrong_code_says_so_and_nothing_else_changes(visit: Visit, day: Day) -> None:
    guest = visit(expects=(409,))
    page = guest.page
    to_checkout(guest, day(17))
    page.get_by_text("Есть подарочная карта или абонемент?").click()
    for typed in ("NAURYZ", "GAAA-AAAA-AAAA-AAAA"):
        page.locator("input[name=gift]").fill(typed)
        page.locator(".gift-line .button").click()
        expect(page.locator(".gift .field-error")).to_contain_text("Такой карты или абонемента здесь нет")
    expect(guest.pay_button()).to_be_enabled()


def test_the_desk_sells_a_card_shows_its_code_once_freezes_it_and_pays_it_out(
    visit: Visit, running_product: Product
) -> None:
    owner = visit(DESK)
    page = owner.page
    set_up(owner, "salon", "Проба карт")
    home = home_of(owner)
    vendor = int(home.rpartition("_")[2])
    owner.open(f"{home}/gift-cards?lang=ru")
    expect(page.get_by_text("Карт пока нет")).to_be_visible()
    page.get_by_role("button", name="Продать карту").first.click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Сумма").fill("20 000")
    dialog.get_by_label("Имя покупателя").fill("Айгерім")
    dialog.get_by_role("button", name="Продать карту").click()
    code = dialog.locator(".gift-code b").inner_text()
    (sale,) = running_product.rows("select id, code_hash, tail from value.account where vendor_id = $1", vendor)
    assert (sale["code_hash"], sale["tail"]) == (code_hash(code.replace("-", "")), code[-4:])
    assert owner.accessibility_faults() == []

    page.keyboard.press("Escape")
    page.get_by_role("button", name="Айгерім").click()
    expect(dialog.locator(".gift-code")).to_have_count(0)
    dialog.get_by_role("button", name="Заморозить").click()
    dialog.get_by_label("Причина").fill("Потеряла")
    dialog.get_by_role("button", name="Заморозить").click()
    expect(dialog.locator(".gift-standing")).to_contain_text("Заморожена")
    dialog.get_by_role("button", name="Вернуть остаток").click()
    dialog.get_by_label("Причина").fill("Переезжает")
    dialog.get_by_role("button", name="Вернуть остаток").click()
    expect(dialog.locator(".gift-history li").first).to_contain_text("Остаток возвращён")
    assert running_product.rows(BALANCE, sale["id"])[0]["balance_minor"] == 0
