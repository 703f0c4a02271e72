"""Memberships in a browser: a plan, its price, a sale at the desk, a guest who books with it, and its end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.browser import DESK, Visitor, new_phone
from tests.journeys.conftest import Visit
from tests.journeys.product import Product
from tests.journeys.test_owner_pages import home_of
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey


def plan_and_price(owner: Visitor, home: str) -> None:
    """A plan on the page of memberships, and a fifth less for its members on the page of prices."""
    page, dialog = owner.page, owner.page.locator("dialog[open]")
    owner.open(f"{home}/memberships?lang=ru")
    expect(page.get_by_role("button", name="Продать членство").first).to_be_disabled()
    page.get_by_role("button", name="Новый план").click()
    dialog.get_by_label("Название по-русски").fill("Клуб")
    dialog.get_by_label("Цена за период").fill("15 000")
    dialog.get_by_label("Заморозка, дней").fill("10")
    assert owner.accessibility_faults() == []
    dialog.get_by_role("button", name="Сохранить план").click()
    expect(page.locator(".members-plans li")).to_contain_text("Клуб")

    page.get_by_role("link", name="Задать цену для членов").click()
    page.get_by_label("Изменение, %").last.fill("-20")
    page.get_by_label("Для кого").first.select_option(label="Членам «Клуб»")
    expect(page.get_by_text("членам «Клуб»: −20 %")).to_be_visible()
    expect(page.get_by_text("Так цену увидят члены «Клуб».")).to_be_visible()
    page.get_by_role("button", name="Добавить правило").click()
    expect(page.locator(".prices-rules")).to_contain_text("членам «Клуб»: −20 %")


def sold(owner: Visitor, home: str) -> str:
    """A membership sold at the desk; its code as it is shown once."""
    page, dialog = owner.page, owner.page.locator("dialog[open]")
    owner.open(f"{home}/memberships?lang=ru")
    page.get_by_role("button", name="Продать членство").first.click()
    dialog.get_by_label("Имя", exact=True).fill("Айгерім")
    dialog.get_by_label("Телефон", exact=True).fill(new_phone())
    dialog.get_by_role("button", name="Продать за").click()
    code = dialog.locator(".members-code b").inner_text()
    expect(dialog.locator(".members-history").first).to_contain_text("Продано")
    assert owner.accessibility_faults() == []
    page.keyboard.press("Escape")
    return code


def chosen_time(guest: Visitor, path: str) -> Locator:
    """The price of the first free time of the first offer."""
    guest.open(f"{path}?lang=ru")
    guest.tap(guest.page.locator(".business-offer a").first)
    guest.page.locator(".slot-grid button:not([aria-disabled]), .slot:not([aria-disabled])").first.click()
    price = guest.page.locator(".bottom-bar b")
    expect(price).to_be_visible()
    return price


def shown(guest: Visitor, code: str) -> None:
    guest.page.get_by_text("Я состою в клубе").click()
    guest.page.locator("input[name=member]").fill(code)
    guest.page.locator("input[name=member]").press("Enter")


def tenge(price: Locator) -> int:
    return int("".join(filter(str.isdigit, price.inner_text())))


def test_a_member_books_at_her_price_until_her_membership_ends(visit: Visit, running_product: Product) -> None:
    owner, guest, phone = visit(DESK), visit(expects=(409,)), new_phone()
    path = set_up(owner, "salon", "Проба членств")
    home = home_of(owner)
    plan_and_price(owner, home)
    code = sold(owner, home)

    price = chosen_time(guest, path)
    everybody = tenge(price)
    shown(guest, code.lower().replace("-", " "))
    expect(guest.page.locator(".member-known")).to_contain_text("Членство «Клуб»")
    expect(guest.page.locator(".price-holder")).to_contain_text("членам «Клуб»")
    less = tenge(price)
    assert guest.accessibility_faults() == []
    guest.tap(guest.page.locator(".bottom-bar button"))
    guest.page.wait_for_url("**/c/*")
    guest.introduce(phone)
    guest.tap(guest.pay_button())
    guest.page.wait_for_url("**/done/*")

    (booked,) = running_product.rows("select total_minor from bookings.booking where contact_phone = $1", phone)
    (used,) = running_product.rows(
        """select count(*) as times from value.membership_use u join bookings.booking b on b.id = u.booking_id
           where b.contact_phone = $1 and u.released_at is null""", phone
    )  # fmt: skip
    assert (less, booked["total_minor"], used["times"]) == (everybody * 4 // 5, less * 100, 1)

    page, dialog = owner.page, owner.page.locator("dialog[open]")
    page.get_by_role("button", name="Айгерім").click()
    expect(dialog.get_by_role("heading", name="Записи по цене для членов")).to_be_visible()
    dialog.get_by_role("button", name="Прекратить").click()
    dialog.get_by_label("Вернёте").fill("5 000")
    dialog.get_by_label("Причина").fill("Переезжает")
    dialog.get_by_role("button", name="Прекратить").click()
    expect(dialog.locator(".members-standing")).to_contain_text("Прекращено")

    price = chosen_time(guest, path)
    shown(guest, code)
    expect(guest.page.locator(".promo .field-error")).to_contain_text("Это членство прекращено")
    assert tenge(price) == everybody
    till = running_product.rows(
        """select sum(e.amount_minor)::bigint as minor from books.entry e join books.posting p
             on p.vendor_id = e.vendor_id and p.id = e.posting_id
           where p.vendor_id = $1 and p.kind like 'membership%' and e.account = 'till:pay_on_site'""",
        int(home.rpartition("_")[2]),
    )
    assert till[0]["minor"] == 10_000_00
