"""The door: who has come, by a typed code or the camera, with and without a connection."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.browser import FLAGS, PHONE, Visitor, chromium, new_phone
from tests.journeys.conftest import Visit
from tests.journeys.product import Product
from tests.journeys.test_owner_pages import home_of
from tests.journeys.test_setup_wizard import set_up

pytestmark = pytest.mark.journey
ALMATY = timezone(timedelta(hours=5))
ALL_DAY = [{"weekday": day, "hours": [{"opens": "00:00", "closes": "24:00"}]} for day in range(1, 8)]
WIDTH, HEIGHT = 640, 480
STATUS = "select status from bookings.booking where code = $1"


class Reception:
    """The owner of a business that is open day and night, and what she asks of the API."""

    def __init__(self, owner: Visitor) -> None:
        self.owner = owner
        set_up(owner, "sauna", f"Проба двери {uuid4().hex[:6]}")
        self.home = home_of(owner)
        self.vendor = self.home.rsplit("/", 1)[1]
        session = json.loads(owner.page.evaluate("localStorage.getItem('sb.session')"))
        self.headers = {"Authorization": f"Bearer {session['accessToken']}"}
        (venue,) = self.ask("GET", f"/vendors/{self.vendor}/venues")["data"]
        self.ask("PUT", f"/vendors/{self.vendor}/venues/{venue['id']}/schedule", {"seasons": [{"week": ALL_DAY}]})

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {**self.headers, "Idempotency-Key": uuid4().hex}
        url = f"{self.owner.url}/api/v1{path}"
        reply = self.owner.page.request.fetch(url, method=method, headers=headers, data=body)
        assert reply.ok, reply.text()
        return reply.json()

    def line(self) -> dict[str, Any]:
        """The next free time, which begins within hours whenever this runs."""
        resource = self.ask("GET", f"/vendors/{self.vendor}/resources")["data"][0]["id"]
        today = datetime.now(UTC).astimezone(ALMATY).date().isoformat()
        days = self.ask("GET", f"/resources/{resource}/slots?from={today}&days=2")["days"]
        slot = next(slot for day in days for slot in day["slots"] if slot["available"])
        return {"resourceId": resource, "start": slot["start"], "end": slot["end"]}

    def book(self, name: str) -> dict[str, Any]:
        wish = {"lines": [self.line()], "client": {"name": name}}
        made: dict[str, Any] = self.ask("POST", f"/vendors/{self.vendor}/desk-bookings", wish)
        return made

    def forgive_the_net(self) -> None:
        self.owner.complaints[:] = [text for text in self.owner.complaints if "net::" not in text]

    def open(self) -> None:
        self.owner.open(f"{self.home}/arrivals?lang=ru")
        self.owner.page.get_by_role("heading", name="Гости сегодня").wait_for()

    def type(self, code: str) -> None:
        field = self.owner.page.get_by_role("textbox", name="Код брони")
        field.fill(code)
        field.press("Enter")

    def said(self, *words: str) -> None:
        verdict = self.owner.page.locator(".door-verdict")
        for word in words:
            expect(verdict).to_contain_text(word)
        self.owner.page.get_by_role("button", name="Следующий гость").click()
        expect(verdict).to_be_hidden()


def status_of(product: Product, code: str) -> str:
    (row,) = product.rows(STATUS, code)
    return str(row["status"])


def test_a_guest_is_let_in_once_and_others_hear_why_not(visit: Visit, running_product: Product) -> None:
    desk = Reception(visit(PHONE, expects=(409,)))
    booked = desk.book("Дана")
    code = booked["confirmationCode"]
    desk.open()

    desk.type(f"{code[:4]}-{code[4:]}".lower())
    desk.said("Добро пожаловать", "Дана")
    assert status_of(running_product, code) == "in_progress"
    desk.type(code)
    desk.said("Уже отмечен", "Дана", "Отмечен:")
    desk.type("ZZZZ99999")
    desk.said("Такой брони здесь нет", "ZZZZ99999")
    assert desk.owner.overflow() == 0


def test_without_a_connection_nobody_waits_and_nothing_is_lost(visit: Visit, running_product: Product) -> None:
    desk = Reception(visit(PHONE, expects=(409,)))
    booked = desk.book("Ербол")
    code = booked["confirmationCode"]
    desk.open()
    page = desk.owner.page
    expect(page.locator(".door-guests li")).to_have_count(1)

    page.context.set_offline(True)
    desk.type(code)
    desk.said("Добро пожаловать", "Ербол", "Нет связи")
    desk.type(code)
    desk.said("Уже отмечен", "Ербол", "Отмечен:")
    expect(page.get_by_text("1 отметка ждёт связи")).to_be_visible()
    assert status_of(running_product, code) == "confirmed"

    page.context.set_offline(False)
    expect(page.get_by_text("1 отметка ждёт связи")).to_be_hidden(timeout=30_000)
    row, *_ = running_product.rows(
        "select c.reason, b.status from bookings.booking b join bookings.change c on c.booking_id = b.id"
        " where b.code = $1 and c.status = 'in_progress'",
        code,
    )
    assert row["status"] == "in_progress"
    assert row["reason"].startswith("Отмечен без связи в ")
    desk.forgive_the_net()


@pytest.mark.slow_journey
def test_what_another_device_did_meanwhile_is_told(visit: Visit, running_product: Product) -> None:
    desk = Reception(visit(PHONE, expects=(409,)))
    booked = desk.book("Асель")
    desk.open()
    page = desk.owner.page
    page.context.set_offline(True)
    desk.type(booked["confirmationCode"])
    desk.said("Добро пожаловать", "Нет связи")
    desk.ask("POST", f"/bookings/{booked['bookingId']}/check-in", {})
    page.context.set_offline(False)

    told = page.get_by_role("alert").filter(has_text="Асель")
    expect(told).to_be_visible(timeout=30_000)
    told.get_by_role("button", name="Понятно").click()
    expect(told).to_be_hidden()
    desk.forgive_the_net()


def film(path: Path, picture: bytes) -> None:
    """A second of video that shows a picture in the middle of a grey wall, as a camera would deliver it (YUV4MPEG2)."""
    wall = Image.new("L", (WIDTH, HEIGHT), 120)
    code = Image.open(io.BytesIO(picture)).convert("L").resize((300, 300))
    wall.paste(code, ((WIDTH - 300) // 2, (HEIGHT - 300) // 2))
    frame = b"FRAME\n" + wall.tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode() + frame * 10)


@pytest.fixture
def filmed(browser: Browser, tmp_path: Path) -> Iterator[tuple[Browser, Path]]:
    """A browser whose camera sees a film."""
    path = tmp_path / "camera.y4m"
    film(path, _png())
    fake = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    flags = [*FLAGS, *fake, f"--use-file-for-fake-video-capture={path}"]
    launched = browser.browser_type.launch(executable_path=chromium(), args=flags)
    yield launched, path
    launched.close()


def _png() -> bytes:
    held = io.BytesIO()
    Image.new("L", (10, 10), 255).save(held, "PNG")
    return held.getvalue()


def test_the_camera_reads_the_code_of_the_confirmation(
    visit: Visit, running_product: Product, filmed: tuple[Browser, Path]
) -> None:
    desk = Reception(visit(PHONE))
    who = {"firstName": "Мадина", "phone": new_phone()}
    wish = {"lines": [desk.line()], "userDetails": who, "paymentMethod": "pay_on_site"}
    booked = desk.ask("POST", "/bookings", wish)
    guest = visit(PHONE)
    known = json.dumps([{"id": booked["bookingId"], "token": booked["manageToken"]}])
    guest.page.add_init_script(f"localStorage.setItem('sb.bookings', {json.dumps(known)})")
    guest.open(f"/done/{booked['bookingId']}?lang=ru")
    guest.page.locator(".qr svg").wait_for()
    camera, path = filmed
    film(path, guest.page.locator(".qr svg").screenshot())

    context = camera.new_context(
        viewport={"width": PHONE, "height": 844}, locale="ru-RU", storage_state=desk.owner.page.context.storage_state(),
        permissions=["camera"],
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{running_product.url}{desk.home}/arrivals?lang=ru")
    page.get_by_role("button", name="Сканировать камерой").click()
    expect(page.locator(".door-verdict.yes")).to_contain_text("Мадина", timeout=30_000)
    assert status_of(running_product, booked["confirmationCode"]) == "in_progress"
