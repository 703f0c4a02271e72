"""pictures: every screen of the storefront as an image, in each language, light and dark, on a phone and a desk."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer

from smartbooking.entrypoints.cli import process
from smartbooking.kernel.text import LOCALES

app = typer.Typer()
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS = (390, 1440)
SCHEMES = ("light", "dark")


@app.command()
def pictures(
    folder: Annotated[Path, typer.Argument(help="Where the images go", file_okay=False)],
    url: Annotated[str, typer.Option(help="A running SmartBooking; empty: the one at http://localhost:8000")] = "",
) -> None:
    """Screenshots of all screens with the data of a running installation; needs Chromium and the developers' tools."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise process.fail("playwright is not installed; it belongs to the developers' requirements") from error
    if not CHROMIUM.exists():
        raise process.fail(f"{CHROMIUM} is missing; on Debian: apt-get install chromium")
    address = url or process.read_settings().base_url
    try:
        screens = _screens(address)
    except httpx2.TransportError as error:
        raise process.fail(f"nothing answers at {address}; start it first: ./smartbooking run") from error
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for locale, scheme, width in itertools.product(LOCALES, SCHEMES, WIDTHS):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light",
                locale=locale, timezone_id="Asia/Almaty",
            )  # fmt: skip
            page = context.new_page()
            for name, path in screens.items():
                page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={locale}")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{locale}-{scheme}-{width}.png", full_page=True)
            context.close()
            typer.echo(f"{locale} {scheme} {width}: {len(screens)} screens")
        browser.close()


def _screens(address: str) -> dict[str, str]:
    """The address of every kind of screen: one offer of each vertical stands for its kind."""
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    with httpx2.Client(base_url=f"{address}/api/v1", timeout=30) as client:
        found: list[dict[str, Any]] = client.get("/resources/search", params={"limit": 100}).json()["data"]
    offers = {str(one["vertical"]): f"/v/{one['slug']}/{one['id']}?date={day}" for one in found if one["price"]}
    return {
        "home": "/",
        "search": f"/s?date={day}",
        "map": f"/s?date={day}&view=map",
        "nothing-found": "/s?q=qqqqqqqqqq",
        **{f"offer-{vertical}": path for vertical, path in sorted(offers.items())},
        "bookings": "/bookings",
        "sign-in": "/login",
        "register": "/register",
        "no-such-page": "/nowhere",
    }
