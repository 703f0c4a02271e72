"""The widget on somebody else's page: another origin, its own policy, no cookies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, Visitor, new_phone
from tests.journeys.conftest import Visit
from tests.journeys.product import Product
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey
PAGE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Чужой сайт</title>
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'self' {home}; frame-src {home}; style-src 'unsafe-inline'">
<script src="heard.js"></script><script type="module" src="{home}/embed/widget.js"></script></head>
<body><h1>Чужой сайт</h1><smart-booking business="{slug}" mode="{mode}" lang="ru" accent="#5a2a82">
<a href="{home}/at/{slug}">Записаться</a></smart-booking></body></html>"""
HEARD = """window.heard = [];
for (const name of ["ready", "selected", "booked", "error"])
  addEventListener("sb:" + name, (event) => heard.push([name, event.detail]));"""


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A second web server: another port is another origin."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the parent
            """Tests stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", tmp_path
    server.shutdown()
    server.server_close()
    thread.join()


def put_page(folder: Path, home: str, slug: str, mode: str) -> None:
    (folder / "heard.js").write_text(HEARD)
    (folder / "index.html").write_text(PAGE.format(home=home, slug=slug, mode=mode))


def slug_of(owner: Visitor) -> str:
    return set_up(owner, "salon", "Проба виджета").rpartition("/")[2]


def test_a_visitor_of_another_site_books_inside_of_it(
    visit: Visit, running_product: Product, foreign: tuple[str, Path]
) -> None:
    owner, guest, phone = visit(PHONE), visit(PHONE), new_phone()
    site, folder = foreign
    put_page(folder, running_product.url, slug_of(owner), "inline")
    guest.page.goto(site)
    frame = guest.page.frame_locator("iframe")
    frame.locator(".offer").first.click()
    frame.locator(".slot").first.click()
    frame.locator("input[name=name]").fill("Гость виджета")
    frame.locator("input[name=phone]").fill(phone)
    frame.locator("button[type=submit]").click()
    expect(frame.locator("h1")).to_have_text("Забронировано")
    names = [name for name, _ in guest.page.evaluate("heard")]
    rows = running_product.rows("select status from bookings.booking where contact_phone = $1", phone)

    assert names == ["ready", "selected", "booked"]
    assert [row["status"] for row in rows] == ["confirmed"]
    assert guest.page.context.cookies() == []
    assert guest.page.evaluate(
        "document.querySelector('smart-booking').shadowRoot.querySelector('iframe').style.blockSize"
    )


def test_a_button_opens_the_frame_and_escape_gives_the_focus_back(
    visit: Visit, running_product: Product, foreign: tuple[str, Path]
) -> None:
    owner, guest = visit(PHONE), visit(PHONE)
    site, folder = foreign
    put_page(folder, running_product.url, slug_of(owner), "floating")
    guest.page.goto(site)
    button = guest.page.get_by_role("button", name="Записаться")
    button.click()
    expect(guest.page.frame_locator("iframe").locator(".offer").first).to_be_visible()
    guest.page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_without_scripts_the_link_stays(visit: Visit, running_product: Product, foreign: tuple[str, Path]) -> None:
    site, folder = foreign
    put_page(folder, running_product.url, "salon", "inline")
    guest = visit(PHONE)
    guest.page.route("**/*.js", lambda route: route.abort())
    guest.complaints.clear()
    guest.page.goto(site)
    expect(guest.page.get_by_role("link", name="Записаться")).to_be_visible()
    guest.complaints.clear()


def test_only_the_frame_of_the_widget_may_stand_in_other_pages(visit: Visit) -> None:
    request = visit().page.request
    policies = {
        path: request.get(f"{visit().url}{path}", headers={"accept": "text/html"}).headers["content-security-policy"]
        for path in ("/embed/salon", "/", "/b/setup")
    }

    assert "frame-ancestors *;" in policies["/embed/salon"]
    assert "frame-ancestors 'self';" in policies["/"]
    assert "frame-ancestors 'self';" in policies["/b/setup"]
