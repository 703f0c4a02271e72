"""Figures of UX 2.6, measured by `smartbooking bench web`. They are not judged here: the machine may be busy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Route

from tests.journeys import figures
from tests.journeys.browser import DESK, PHONE, Visitor
from tests.journeys.conftest import Day
from tests.journeys.figures import Watched
from tests.journeys.product import Product
from tests.journeys.test_help_desk import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.figures]
EVENTS, TRACKS = 400, 10
VISIT_MINUTES = 15
FIRST_PIECE = "(document.querySelector('.piece')?.dataset.piece ?? null)"


@pytest.fixture
def watched(browser: Browser, running_product: Product) -> Iterator[Any]:
    """Make watched pages: `watched(PHONE)`."""
    made: list[Watched] = []

    def enter(width: int) -> Watched:
        made.append(Watched(browser, width))
        made[-1].context.set_default_timeout(60_000)
        return made[-1]

    yield enter
    for each in made:
        each.context.close()


def two_busy_days(product: Product) -> tuple[str, str]:
    """Login of an owner, and the first of two coming days with visits at one business."""
    rows = product.rows(
        "select distinct v.slug, r.vertical, (b.starts_at at time zone b.timezone)::date as day from bookings.booking b"
        " join vendors.vendor v on v.id = b.vendor_id join catalog.resource r on r.vendor_id = v.id"
        " where b.status = 'confirmed' and b.starts_at > now() and r.timing = 'slots'"
        " and r.vertical in ('salon', 'clinic', 'sauna', 'coworking') order by day"
    )
    known = {(row["vertical"], row["day"]) for row in rows}
    vertical, day = next((one, day) for one, day in sorted(known) if (one, day + timedelta(days=1)) in known)
    return f"{vertical}@demo.example", day.isoformat()


def court(product: Product) -> str:
    (row,) = product.rows("select id from catalog.resource where name ->> 'en' = 'Padel court 1'")
    return f"res_{row['id']}"


@pytest.mark.parametrize(
    ("name", "path", "target"),
    [
        ("home", "/?lang=ru", ".listing .slot"),
        ("search", "/s?date={day}&lang=ru", ".chip >> nth=1"),
        ("place", "/v/x/{court}?date={day}&lang=ru", ".panel .slot:not(.taken)"),
    ],
)
def test_a_first_visit_on_a_slow_phone(
    watched: Any, running_product: Product, day: Day, name: str, path: str, target: str
) -> None:
    for _ in range(figures.rounds()):
        visit: Watched = watched(PHONE)
        visit.slow()
        visit.page.goto(running_product.url + path.format(day=day(3), court=court(running_product)))
        visit.page.locator(target).first.wait_for()
        usable = visit.page.evaluate("performance.now()")
        visit.page.wait_for_load_state("networkidle")
        first = visit.bytes / 1000
        visit.page.locator(target).first.click()
        figures.note(name, **{**visit.seen(), "kB": first, "usable": usable})


def test_a_checkout_on_a_slow_phone(watched: Any, running_product: Product, day: Day) -> None:
    for number in range(figures.rounds()):
        visit: Watched = watched(PHONE)
        api = f"{running_product.url}/api/v1"
        slots = visit.page.request.get(f"{api}/resources/{court(running_product)}/slots?from={day(4)}&days=3").json()
        free = [slot for one in slots["days"] for slot in one["slots"] if slot["available"]][number]
        line = {"resourceId": court(running_product), "start": free["start"], "end": free["end"], "quantity": 1}
        hold = visit.page.request.post(
            f"{api}/holds", data={"lines": [line]}, headers={"Idempotency-Key": uuid4().hex}
        ).json()
        known = json.dumps([{"id": hold["bookingId"], "token": hold["manageToken"]}])
        visit.page.add_init_script(f"localStorage.setItem('sb.bookings', {json.dumps(known)})")
        visit.slow()
        visit.page.goto(f"{running_product.url}/c/{hold['bookingId']}?lang=ru")
        visit.page.locator("input[name=phone]").wait_for()
        usable = visit.page.evaluate("performance.now()")
        visit.page.wait_for_load_state("networkidle")
        first = visit.bytes / 1000
        for field, words in (("phone", "87015550418"), ("name", "Дияс")):
            visit.page.locator(f"input[name={field}]").click()
            visit.page.keyboard.type(words)
        visit.page.locator(".pay .button").click()
        figures.note("checkout", **{**visit.seen(), "kB": first, "usable": usable})


def test_how_soon_things_are_shown_to_a_guest(watched: Any, running_product: Product, day: Day) -> None:
    for number in range(figures.rounds()):
        visit: Watched = watched(PHONE)
        visit.page.goto(f"{running_product.url}/s?vertical=sauna&date={day(5)}&lang=ru")
        slot = visit.page.locator(".listing .slot").nth(number % 3)
        slot.wait_for()
        visit.page.wait_for_load_state("networkidle")
        held = visit.timed("pointerdown", "document.querySelector('.hold-bar-time')", slot.click)
        visit.page.goto(f"{running_product.url}/s?lang=ru")
        visit.page.locator(".listing").first.wait_for()
        visit.page.wait_for_load_state("networkidle")
        word = ("падел", "стрижка", "номер")[number % 3]
        field = visit.page.locator("input[type=search]").first
        field.fill(word)
        found = visit.timed(
            "keydown",
            "location.search.includes('q=') && document.querySelector('.results[aria-busy=false] .listing')",
            lambda field=field: field.press("Enter"),  # type: ignore[misc]
        )
        figures.note("guest", held=held, found=found)


def signed_in(watched: Any, product: Product, login: str) -> tuple[Watched, str]:
    visit: Watched = watched(DESK)
    visit.page.goto(f"{product.url}/login?lang=ru")
    sign_in(Visitor(visit.page, product.url), login)
    visit.page.goto(f"{product.url}/b?lang=ru")
    visit.page.wait_for_url("**/b/ven_*")
    return visit, visit.page.url.split("?")[0].rstrip("/")


def crowded(calendar: dict[str, Any]) -> dict[str, Any]:
    """The same day with four hundred visits, made from one that is there."""
    column, visit = calendar["columns"][0], calendar["visits"][0]
    columns = [{**column, "resourceId": f"res_9{n:03d}", "name": f"№ {n + 1}"} for n in range(TRACKS)]
    day = visit["parts"][0]["startLocal"][:10]
    visits = []
    for number in range(EVENTS):
        track, place = number % TRACKS, 8 * 60 + (number // TRACKS) * VISIT_MINUTES
        hours = [f"{day}T{at // 60:02d}:{at % 60:02d}:00" for at in (place, place + VISIT_MINUTES)]
        part = {**visit["parts"][0], "resourceId": columns[track]["resourceId"], "serviceId": None}
        part |= {"startLocal": hours[0], "endLocal": hours[1]}
        booking = f"bkg_01M7YHFMK6EXSVJKDHA{number:07d}"
        visits.append({**visit, "bookingId": booking, "status": "confirmed", "parts": [part]})
    return {**calendar, "columns": columns, "visits": visits, "blocks": []}


def drag(visit: Watched) -> list[float]:
    """Frames, in milliseconds, while a visit is carried over the day."""
    piece = visit.page.locator(".piece[data-booking]").nth(60)
    piece.scroll_into_view_if_needed()
    box = piece.bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + 20, box["y"] + 4)
    visit.page.mouse.down()
    visit.page.evaluate("sb.frames = [], sbFrames()")
    for step in range(80):
        visit.page.mouse.move(box["x"] + 20 + step * 6, box["y"] + 4 + (step % 40) * 5)
    frames: list[float] = visit.page.evaluate("sb.frames.slice(1)")
    visit.page.keyboard.press("Escape")
    visit.page.mouse.up()
    return frames


def test_a_full_day_in_the_calendar(watched: Any, running_product: Product) -> None:
    visit, home = signed_in(watched, running_product, "salon@demo.example")

    def fill(route: Route) -> None:
        route.fulfill(json=crowded(route.fetch().json()))

    visit.page.route("**/calendar?from=*", fill)
    visit.page.goto(f"{home}/calendar?lang=ru&view=day")
    visit.page.locator(".piece[data-booking]").nth(EVENTS - 1).wait_for()
    for _ in range(figures.rounds()):
        for frame in drag(visit):
            figures.note("frame", ms=frame)
    visit.slow(network=False)
    for _ in range(figures.rounds()):
        for frame in drag(visit):
            figures.note("slow frame", ms=frame)


def test_a_reception_with_a_slow_machine(watched: Any, running_product: Product) -> None:
    for _ in range(figures.rounds()):
        visit, home = signed_in(watched, running_product, "salon@demo.example")
        visit.slow()
        visit.page.goto(f"{home}/calendar?lang=ru&view=day")
        visit.page.locator(".piece").first.wait_for()
        usable = visit.page.evaluate("performance.now()")
        visit.page.wait_for_load_state("networkidle")
        first = visit.bytes / 1000
        visit.page.locator(".cal-bar .button, .cal-bar button").nth(2).click()
        visit.page.locator(".desk-seg button").nth(1).click()
        visit.page.locator(".desk-seg button").nth(0).click()
        visit.page.locator(".cal-bar button").first.click()
        visit.page.locator(".piece[data-booking]").first.click()
        visit.page.locator(".booking-card").first.wait_for()
        figures.note("calendar", **{**visit.seen(), "kB": first, "usable": usable})


def test_how_soon_things_are_shown_at_the_reception(watched: Any, running_product: Product) -> None:
    login, day = two_busy_days(running_product)
    visit, home = signed_in(watched, running_product, login)
    visit.page.goto(f"{home}/calendar?lang=ru&view=day")
    visit.page.locator(".cal").wait_for()  # today may be a day off
    visit.page.wait_for_load_state("networkidle")
    for _ in range(figures.rounds()):
        visit.page.goto(f"{home}/calendar?lang=ru&view=day&date={day}")
        visit.page.locator(".piece").first.wait_for()
        visit.page.wait_for_load_state("networkidle")
        bar = visit.timed(
            "keydown",
            "document.activeElement?.matches('.mantine-Spotlight-search, [role=dialog] input')",
            lambda: visit.page.keyboard.press("Control+k"),
        )
        visit.page.keyboard.press("Escape")
        visit.page.locator("[role=dialog]").first.wait_for(state="hidden")
        before = visit.page.locator(".cal-bar h1").inner_text()
        first = visit.page.locator(".piece").first.get_attribute("data-piece")
        changed = f"document.querySelector('.cal-bar h1').innerText !== {json.dumps(before)}"
        shown = f"{changed} && ![null, {json.dumps(first)}].includes({FIRST_PIECE})"
        later = visit.page.locator(".cal-bar button").nth(2)
        fresh = visit.timed("pointerdown", shown, later.click)
        visit.page.wait_for_load_state("networkidle")
        visit.page.locator(".cal-bar button").nth(1).click()
        visit.page.wait_for_load_state("networkidle")
        cached = visit.timed("pointerdown", shown, later.click)
        figures.note("reception", bar=bar, fresh=fresh, cached=cached)
