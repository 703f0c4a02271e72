"""pictures: every screen as an image, in each language, light and dark, on a phone and a desk."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import uuid4

import httpx2
import typer

from smartbooking.entrypoints.cli import process
from smartbooking.entrypoints.demo_data.accounts import password_for
from smartbooking.kernel.text import LOCALES

app = typer.Typer()
CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS: Final = (390, 1440)
SCHEMES: Final = ("light", "dark")
HEIGHT, TALLEST = 900, 5000
# How much of the page, or of the part of it that scrolls, lies below the window.
_HIDDEN: Final = """() => {
  const around = [];
  for (let one = document.querySelector("main"); one; one = one.parentElement) around.push(one);
  return Math.max(0, ...around.map((one) => one.scrollHeight - one.clientHeight));
}"""
OWNER_PAGES: Final = (
    "calendar?view=day", "calendar?view=week", "calendar?view=list", "bookings", "clients", "offers", "hours",
    "prices", "analytics", "money", "gift-cards", "memberships", "passes", "online-sales", "arrivals", "channels",
    "team", "developers", "settings",
)  # fmt: skip
CONSOLE: Final = {
    "help-desk": "/ops", "businesses": "/ops/businesses", "payments-put-aside": "/ops/money", "risk": "/ops/risk",
    "trail": "/ops/trail", "gaps": "/ops/gaps", "switches": "/ops/switches",
}  # fmt: skip


class Part(StrEnum):
    """Whose screens."""

    STOREFRONT = "storefront"
    WORKSPACE = "workspace"
    CONSOLE = "console"


Parts = Annotated[list[Part] | None, typer.Option("--part", help="Only these parts; may be repeated")]
Locales = Annotated[list[str] | None, typer.Option("--lang", help="Only these languages; may be repeated")]
Schemes = Annotated[list[str] | None, typer.Option("--theme", help="light or dark only")]
Widths = Annotated[list[int] | None, typer.Option("--width", help="Only these widths; 390 and 1440 without it")]


@app.command()
def pictures(
    folder: Annotated[Path, typer.Argument(help="Where the images go", file_okay=False)],
    url: Annotated[str, typer.Option(help="A running SmartBooking; empty: the one at http://localhost:8000")] = "",
    part: Parts = None,
    lang: Locales = None,
    theme: Schemes = None,
    width: Widths = None,
) -> None:
    """Screenshots of all screens with the demo data of a running installation; needs Chromium."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise process.fail("playwright is not installed; it belongs to the developers' requirements") from error
    if not CHROMIUM.exists():
        raise process.fail(f"{CHROMIUM} is missing; on Debian: apt-get install chromium")
    ways = list(itertools.product(lang or LOCALES, theme or SCHEMES, width or WIDTHS))
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        camera = Camera(browser, url or process.read_settings().base_url, folder, ways)
        for one in part or list(Part):
            try:
                _TAKE[one](camera)
            except httpx2.TransportError as error:
                raise process.fail(
                    f"nothing answers at {camera.address}; start it first: ./smartbooking run"
                ) from error
        browser.close()


class Camera:
    """Takes the same screens in every asked language, theme and width."""

    def __init__(self, browser: Any, address: str, folder: Path, ways: list[tuple[str, str, int]]) -> None:
        self.browser, self.address, self.folder, self.ways = browser, address, folder, ways

    def new_page(self) -> Any:
        """A visitor of an own; one for all ways, since nobody signs in twelve times a minute."""
        return self.browser.new_context(locale="ru", timezone_id="Asia/Almaty").new_page()

    def take(self, page: Any, screens: dict[str, str], prefix: str = "") -> None:
        for locale, scheme, width in self.ways:
            page.emulate_media(color_scheme=scheme)
            for name, path in screens.items():
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.goto(f"{self.address}{path}{'&' if '?' in path else '?'}lang={locale}")
                page.wait_for_load_state("networkidle")
                # As tall as the page: bars that stick to the edges of the window shall not lie over it.
                tall = HEIGHT + int(page.evaluate(_HIDDEN))
                page.set_viewport_size({"width": width, "height": max(HEIGHT, min(tall, TALLEST))})
                page.screenshot(path=self.folder / f"{prefix}{name}-{locale}-{scheme}-{width}.png")
            typer.echo(f"{prefix or 'storefront '}{locale} {scheme} {width}: {len(screens)} screens")
        page.context.close()


def _storefront(camera: Camera) -> None:
    with httpx2.Client(base_url=f"{camera.address}/api/v1", timeout=30) as client, contextlib.ExitStack() as stack:
        held, booked = stack.enter_context(_held(client)), stack.enter_context(_booked(client))
        page = camera.new_page()
        # The page finds the hold as it finds those made on this device.
        page.add_init_script(f"localStorage.setItem('sb.bookings', {json.dumps(json.dumps([held, booked]))})")
        camera.take(page, _screens(client) | _screens_of(held, booked))


def _workspace(camera: Camera) -> None:
    camera.take(camera.new_page(), {"setup": "/b/setup"}, "owner-")
    for business, pages in (("salon", ("", *OWNER_PAGES)), ("hotel", ("calendar", "prices"))):
        page = camera.new_page()
        if not _sign_in(camera, page, f"{business}@demo.example", "/b"):
            continue
        page.wait_for_url("**/b/ven_*")
        home = page.url.split("?")[0].removeprefix(camera.address).rstrip("/")
        names = {(path or "today").replace("?view=", "-"): path for path in pages}
        camera.take(page, {name: f"{home}/{path}" for name, path in names.items()}, f"{business}-")


def _console(camera: Camera) -> None:
    page = camera.new_page()
    if _sign_in(camera, page, "operator@demo.example", "/ops"):
        camera.take(page, CONSOLE, "console-")


_TAKE: Final[dict[Part, Callable[[Camera], None]]] = {
    Part.STOREFRONT: _storefront, Part.WORKSPACE: _workspace, Part.CONSOLE: _console,
}  # fmt: skip


def _sign_in(camera: Camera, page: Any, login: str, path: str) -> bool:
    """With the password of the demo account, which follows from the installation's secret."""
    page.goto(f"{camera.address}/login?lang=ru")
    page.locator("input[autocomplete=username]").fill(login)
    page.locator("input[autocomplete=current-password]").fill(password_for(process.read_settings(), login))
    page.locator("form button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    if page.locator("input[autocomplete=username]").count():
        typer.secho(f"{login} cannot sign in there; its screens are left out", fg="yellow", err=True)
        return False
    page.goto(f"{camera.address}{path}?lang=ru")
    return True


@contextlib.contextmanager
def _held(client: httpx2.Client) -> Iterator[dict[str, str]]:
    """A place kept while its pictures are taken, given back afterwards."""
    line = _free(client, "sauna")
    hold = client.post("/holds", json={"lines": [line]}, headers={"Idempotency-Key": uuid4().hex}).json()
    yield {"id": hold["bookingId"], "token": hold["manageToken"]}
    client.delete(f"/holds/{hold['bookingId']}", headers={"X-Booking-Token": hold["manageToken"]})


@contextlib.contextmanager
def _booked(client: httpx2.Client) -> Iterator[dict[str, str]]:
    """A table booked while its pictures are taken, cancelled afterwards."""
    line = _free(client, "restaurant")
    order = {
        "resourceId": line["resourceId"], "startDate": line["start"], "endDate": line["end"],
        "userDetails": {"firstName": "Дияс Әбенов", "phone": "+77015550418"}, "paymentMethod": "pay_on_site",
    }  # fmt: skip
    made = client.post("/bookings", json=order, headers={"Idempotency-Key": uuid4().hex})
    if made.status_code != 201:
        raise process.fail(f"no table could be booked for its pictures: {made.text[:300]}")
    booking = made.json()
    yield {"id": booking["bookingId"], "token": booking["manageToken"]}
    client.post(
        f"/bookings/{booking['bookingId']}/cancel", headers={"X-Booking-Token": booking["manageToken"]}, json={}
    )


def _free(client: httpx2.Client, vertical: str) -> dict[str, Any]:
    """A free time of some place of this kind, as a line of an order."""
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    found = client.get("/resources/search", params={"date": day, "vertical": vertical, "limit": 100}).json()["data"]
    one = next((each for each in found if each["nextSlots"] and each["id"].startswith("res_")), None)
    if one is None:
        raise process.fail("nothing is free the day after tomorrow; pictures need the demo data: smartbooking seed")
    slot = one["nextSlots"][0]
    return {"resourceId": one["id"], "start": slot["start"], "end": slot["end"], "quantity": 1}


def _screens_of(held: dict[str, str], booked: dict[str, str]) -> dict[str, str]:
    """Screens of one booking."""
    link = f"{booked['id']}?token={booked['token']}"
    return {
        "manage": f"/m/{link}",
        "statement": f"/r/{link}",
        "confirmation": f"/done/{link}",
        "checkout": f"/c/{held['id']}",
    }


def _screens(client: httpx2.Client) -> dict[str, str]:
    """The address of every kind of screen: one offer of each vertical stands for its kind."""
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
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
