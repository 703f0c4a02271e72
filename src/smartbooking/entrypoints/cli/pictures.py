"""pictures: every screen of the storefront as an image, in each language, light and dark, on a phone and a desk."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

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
            with _held(address) as held:
                # The page finds the hold as it finds those made on this device.
                page.add_init_script(f"localStorage.setItem('sb.bookings', {json.dumps(json.dumps([held]))})")
                shown = screens | _screens_of(held)
                for name, path in shown.items():
                    page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={locale}")
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{name}-{locale}-{scheme}-{width}.png", full_page=True)
            context.close()
            typer.echo(f"{locale} {scheme} {width}: {len(shown)} screens")
        browser.close()


@contextlib.contextmanager
def _held(address: str) -> Iterator[dict[str, str]]:
    """A place kept while its pictures are taken, given back afterwards."""
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    with httpx2.Client(base_url=f"{address}/api/v1", timeout=30) as client:
        found = client.get("/resources/search", params={"date": day, "vertical": "sauna", "limit": 100}).json()["data"]
        one = next((each for each in found if each["nextSlots"] and each["id"].startswith("res_")), None)
        if one is None:
            raise process.fail("nothing is free the day after tomorrow; pictures need the demo data: smartbooking seed")
        slot = one["nextSlots"][0]
        line = {"resourceId": one["id"], "start": slot["start"], "end": slot["end"], "quantity": 1}
        hold = client.post("/holds", json={"lines": [line]}, headers={"Idempotency-Key": uuid4().hex}).json()
        yield {"id": hold["bookingId"], "token": hold["manageToken"]}
        client.delete(f"/holds/{hold['bookingId']}", headers={"X-Booking-Token": hold["manageToken"]})


def _screens_of(held: dict[str, str]) -> dict[str, str]:
    """Screens of one booking."""
    link = f"{held['id']}?token={held['token']}"
    return {
        "manage": f"/m/{link}",
        "statement": f"/r/{link}",
        "confirmation": f"/done/{link}",
        "checkout": f"/c/{held['id']}",
    }


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
        "hotels": "/hotels",
        "restaurants": f"/restaurants?date={day}",
        "bookings": "/bookings",
        "profile": "/profile",
        "gallery": "/__states",
        "sign-in": "/login",
        "register": "/register",
        "no-such-page": "/nowhere",
    }
