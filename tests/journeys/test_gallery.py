"""Every component in every state at one address: readable by everybody, and never wider than its window."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect

from smartbooking.entrypoints.http.pages.web_app import marked
from smartbooking.infra.settings import Mode
from tests.journeys.browser import DESK, PHONE
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(
    ("width", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")]
)  # fmt: skip
def test_every_component_and_state_is_readable_and_fits(
    visit: Visit, width: int, scheme: Literal["light", "dark"]
) -> None:
    visitor = visit(width, scheme=scheme)
    visitor.open("/__states")
    expect(visitor.page.get_by_role("heading", name="Outcomes")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.overflow() == 0
    assert visitor.accessibility_faults() == []
    for name in ("Dialog", "Sheet"):
        visitor.page.get_by_role("button", name=name, exact=True).click()
        expect(visitor.page.locator("dialog[open]")).to_be_visible()
        assert visitor.accessibility_faults() == []
        visitor.page.keyboard.press("Escape")


def test_production_has_no_gallery() -> None:
    shell = "<html><head></head><body></body></html>"
    assert marked(shell, Mode.PRODUCTION) == shell
    assert '<meta name="sb-gallery"' in marked(shell, Mode.DEVELOPMENT)
