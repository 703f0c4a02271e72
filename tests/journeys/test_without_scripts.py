"""What search engines, link previews and people without scripts get."""

from __future__ import annotations

import gzip
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import new_phone
from tests.journeys.conftest import Day, Visit
from tests.journeys.product import Product
from tests.journeys.test_guest_books_a_court import to_checkout

pytestmark = pytest.mark.journey


def page(product: Product, path: str) -> str:
    with urllib.request.urlopen(product.url + path, timeout=20) as reply:
        return str(reply.read().decode())


def test_an_offers_page_says_what_and_where_it_is(running_product: Product) -> None:
    (row,) = running_product.rows("select id from catalog.resource where name ->> 'en' = 'Padel court 1'")
    text = page(running_product, f"/v/anything/res_{row['id']}?lang=en")
    assert "<title>Padel court 1, Zhyly Su Baths and Courts — SmartBooking</title>" in text
    assert '<html lang="en"' in text
    canonical = re.search(r'rel="canonical" href="([^"]+)"', text)
    assert canonical is not None
    assert canonical[1].startswith(f"{running_product.url}/v/")
    assert "/anything/" not in canonical[1]
    assert re.findall(r'hreflang="([\w-]+)"', text) == ["kk", "ru", "en", "x-default"]
    structured = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert structured is not None
    facts = json.loads(structured[1])
    assert facts["@type"] == "LocalBusiness"
    assert facts["makesOffer"]["itemOffered"]["name"] == "Padel court 1"
    root = text[text.index('<div id="root">') :]
    assert "<h1>Padel court 1</h1>" in root


def test_a_private_page_is_not_indexed_and_a_strange_one_is_still_the_app(running_product: Product) -> None:
    assert '<meta name="robots" content="noindex">' in page(running_product, "/m/bkg_1?token=x")
    assert '<div id="root">' in page(running_product, "/v/x/res_999999999")


def test_text_of_a_business_cannot_leave_its_place(running_product: Product) -> None:
    (row,) = running_product.rows("select id, description from catalog.resource where name ->> 'en' = 'Padel court 2'")
    evil = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)>'
    running_product.change(
        "update catalog.resource set description = jsonb_build_object('ru', $2::text) where id = $1", row["id"], evil
    )
    text = page(running_product, f"/v/x/res_{row['id']}?lang=ru")
    running_product.change(
        "update catalog.resource set description = $2::jsonb where id = $1", row["id"], row["description"]
    )
    assert "<script>alert" not in text
    assert "<img" not in text


@pytest.fixture
def kept(visit: Visit, day: Day) -> Callable[[int, int], str]:
    """Books the court so many days ahead and gives the address of the booking's link."""

    def book(days: int, slot: int) -> str:
        guest = visit()
        to_checkout(guest, day(days), slot=slot)
        guest.introduce(new_phone(), "Дияс <b>Әбенов</b>")
        guest.pay_button().click()
        guest.page.wait_for_url("**/done/*")
        return str(guest.page.get_by_role("link", name="Изменить или отменить").get_attribute("href"))

    return book


def test_a_booking_is_read_and_cancelled_without_scripts(
    visit: Visit, running_product: Product, kept: Callable[[int, int], str]
) -> None:
    link = kept(48, 0)
    visitor = visit(scripts=False)
    visitor.open(f"{link}&lang=ru")
    page_ = visitor.page
    code = page_.locator(".ticket-code").inner_text()
    expect(page_.get_by_text("Если отменить сейчас, возвращать нечего")).to_be_visible()
    expect(page_.get_by_role("link", name="В календарь")).to_be_visible()
    page_.get_by_role("button", name="Отменить бронь").click()
    expect(page_.locator(".tag")).to_have_text("Отменена")
    expect(page_.get_by_role("button", name="Отменить бронь")).to_have_count(0)
    (row,) = running_product.rows("select status from bookings.booking where code = $1", code)
    assert row["status"] == "cancelled"


def test_only_the_amount_that_was_shown_can_be_agreed_to(
    visit: Visit, running_product: Product, kept: Callable[[int, int], str]
) -> None:
    link = kept(49, 0)
    visitor = visit(scripts=False)
    visitor.open(f"{link}&lang=ru")
    page_ = visitor.page
    code = page_.locator(".ticket-code").inner_text()
    page_.route("**/cancel", lambda route: route.continue_(post_data=re.sub(
        r"agreed=[^&]*", "agreed=of-another-page", route.request.post_data or ""
    )))  # fmt: skip
    page_.get_by_role("button", name="Отменить бронь").click()
    expect(page_.get_by_text("сумма изменилась")).to_be_visible()
    (row,) = running_product.rows("select status from bookings.booking where code = $1", code)
    assert row["status"] == "confirmed"


def test_a_statement_prints_on_a4_and_on_the_roll_of_a_till(visit: Visit, kept: Callable[[int, int], str]) -> None:
    link = kept(50, 0)
    visitor = visit(scripts=False)
    visitor.open(f"{link.replace('/m/', '/r/')}&lang=ru")
    page_ = visitor.page
    expect(page_.get_by_text("Дияс <b>Әбенов</b>", exact=True)).to_be_visible()
    expect(page_.get_by_text("Итого")).to_be_visible()
    page_.emulate_media(media="print")
    expect(page_.get_by_role("link", name="Вернуться к брони")).to_be_hidden()
    for width in ("210mm", "80mm"):
        printed = page_.pdf(width=width, height="297mm")
        assert printed.startswith(b"%PDF")
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_a_link_that_is_not_ours_opens_nothing(running_product: Product) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        page(running_product, "/r/bkg_01M7Z04DZCFTYRR6519V562YN6?token=strange")
    assert refused.value.code == 404
    assert "Такой брони нет" in refused.value.read().decode()


def test_files_of_the_app_come_compressed_to_whoever_accepts_it(running_product: Product) -> None:
    script = re.search(r'href="(/assets/app-[^"]+\.js)"', page(running_product, "/"))  # small ones have no twin
    assert script is not None
    replies = {}
    for accepted in ("gzip", "identity"):
        request = urllib.request.Request(running_product.url + script[1], headers={"Accept-Encoding": accepted})
        with urllib.request.urlopen(request, timeout=20) as reply:
            replies[accepted] = (reply.headers["content-encoding"], reply.headers["content-type"], reply.read())
    assert replies["gzip"][0] == "gzip"
    assert replies["identity"][0] is None
    assert replies["gzip"][1].startswith("text/javascript")
    assert gzip.decompress(replies["gzip"][2]) == replies["identity"][2]
