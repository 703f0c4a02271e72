"""The desk's tiles say how the platform is; what businesses lack is counted, and each count leads to its page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import Visit
from tests.journeys.product import Product
from tests.journeys.test_help_desk import sign_in_as_operator

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_from_the_tiles_to_what_is_missing(visit: Visit, running_product: Product, width: int) -> None:
    operator = visit(width)
    page = operator.page
    sign_in_as_operator(operator, "/ops")
    p95 = page.locator(".ops-tiles > div", has_text="Ответ p95, мс")
    expect(p95.locator("dd")).to_have_text(re.compile(r"^\d+"))
    expect(page.locator(".ops-tiles > div", has_text="Ошибки сервера, 5 мин").locator("dd")).to_contain_text("/")
    assert operator.accessibility_faults() == []
    assert operator.overflow() <= 0

    operator.open("/ops/gaps")
    page.get_by_role("button", name="Без фото").click()
    first = page.locator(".ops-rows li").first
    expect(first.locator(".gap", has_text="Без фото")).to_be_visible()
    assert operator.accessibility_faults() == []
    assert operator.overflow() <= 0
    first.locator(".gap", has_text="Без фото").click()
    page.wait_for_url(re.compile(r"/b/ven_\d+/offers"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
