"""One journey for every template: found, offered, quoted, held, paid, confirmed, moved, cancelled, and the books agree.

A template is data. So is the tenth one, which nobody has written any code for.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Confirmation, Timing, Vertical
from tests.contract.verticals.shop import GUEST, Offered, Shop

CODES = sorted(
    Path(file.name).stem
    for file in files("smartbooking.catalog").joinpath("verticals").iterdir()
    if file.name.endswith(".toml") and not file.name.startswith("_")
)


@pytest.mark.parametrize("code", CODES)
async def test_a_template_is_booked_from_search_to_cancellation(shop: Shop, code: str) -> None:
    for offer in await shop.open(catalog.get_vertical(code)):
        await journey(shop, offer)


async def test_a_tenth_template_needs_no_code(shop: Shop, tenth: Vertical) -> None:
    assert tenth.code not in CODES

    offers = await shop.open(tenth)

    assert [offer.key for offer in offers] == ["resourceId", "serviceId"]
    for offer in offers:
        await journey(shop, offer)


async def journey(shop: Shop, offer: Offered) -> None:
    """What a customer does, and what must hold after every step."""
    span = await anext(shop.spans(offer))
    free = await shop.free(offer, span)
    assert free > 0
    assert offer.id in await shop.find(offer, span)

    quote = await shop.quote(offer.line(span))
    held = await shop.post("/api/v1/holds", {"quoteToken": quote["quoteToken"]}, status=201)
    assert (held["status"], held["total"], held["dueNow"]) == ("held", quote["total"], quote["dueNow"])
    assert await shop.free(offer, span) == free - 1

    booked = await pay(shop, offer, held)
    link = {"X-Booking-Token": held["manageToken"]}
    address = f"/api/v1/bookings/{held['bookingId']}"
    assert (booked["status"], booked["totalPrice"]) == ("confirmed", quote["total"])
    assert booked["paymentStatus"] == expected_payment(quote)
    assert await shop.free(offer, span) == free - 1

    other = await another_span(shop, offer, span, quote["total"])
    moved = await shop.post(f"{address}/reschedule", {"lines": [offer.line(other)]}, status=200, headers=link)
    assert moved["totalPrice"] == quote["total"]
    assert await shop.free(offer, span) == (free if other != span else free - 1)
    assert await shop.claims(held["bookingId"]) > 0

    preview = (await shop.client.get(f"{address}/refund-preview", headers=link)).json()
    cancelled = await shop.post(f"{address}/cancel", {"reason": "contract"}, status=200, headers=link)
    assert cancelled["status"] == "cancelled"
    assert cancelled["refundAmount"] == preview["refundAmount"]
    assert preview["refundAmount"] + preview["fee"] == quote["dueNow"]
    assert await shop.free(offer, other) == free
    assert await shop.claims(held["bookingId"]) == 0
    assert await shop.drifts() == []


async def pay(shop: Shop, offer: Offered, held: dict[str, Any]) -> dict[str, Any]:
    """Check out as the template wants it: at the desk or before the visit, at once or after the vendor said yes."""
    link = {"X-Booking-Token": held["manageToken"]}
    prepaid = held["dueNow"] > 0
    payment: dict[str, Any] = {"paymentMethod": "pay_on_site"}
    if prepaid:
        payment = {"paymentMethod": "sandbox", "paymentDetails": {"token": "tok_success"}}
    body = {"holdId": held["holdId"], "userDetails": GUEST, **payment}
    booked = await shop.post("/api/v1/bookings", body, status=201, headers=link)
    assert (booked["status"] == "awaiting_approval") == (offer.vertical.confirmation is Confirmation.REQUEST)
    if booked["status"] == "awaiting_approval":
        address = f"/api/v1/bookings/{held['bookingId']}"
        approved = await shop.post(f"{address}/approve", {}, status=200, headers=offer.owner)
        assert approved["status"] == ("pending_payment" if prepaid else "confirmed")
        if not prepaid:
            return approved
        booked = await shop.post(f"{address}/pay", payment, status=200, headers=link)
    if prepaid:
        assert shop.money(held["bookingId"]) == {"capture": round(held["dueNow"] * 100)}
    return booked


def expected_payment(quote: dict[str, Any]) -> str:
    if quote["total"] == 0:
        return "not_required"
    if quote["dueNow"] == 0:
        return "due_on_site"
    return "paid" if quote["dueNow"] == quote["total"] else "deposit_paid"


async def another_span(shop: Shop, offer: Offered, span: tuple[str, str], total: float) -> tuple[str, str]:
    """Another time at the same price, apart from the first; a session has only its own."""
    if offer.timing is Timing.SESSION:
        return span
    async for other in shop.spans(offer):
        if other[0] > span[1] and (await shop.quote(offer.line(other)))["total"] == total:
            return other
    raise AssertionError("no other time at the same price")


@pytest.fixture
def tenth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vertical]:
    """The shipped templates and one more file beside them."""
    folder = tmp_path / "catalog"
    shutil.copytree(Path(str(files("smartbooking.catalog"))), folder, ignore=shutil.ignore_patterns("*.py", "__*"))
    (folder / "verticals" / "recording_studio.toml").write_text(STUDIO, "utf-8")
    monkeypatch.setattr(sys.modules["smartbooking.catalog.service.verticals"], "_PACKAGE", folder)
    catalog.verticals.cache_clear()
    yield catalog.get_vertical("recording_studio")
    monkeypatch.undo()
    catalog.verticals.cache_clear()


STUDIO = """
code = "recording_studio"
kind = "appointment"
position = 10
timing = "slots"
capacity = "exclusive"
grain_seconds = 1800
currency = "KZT"
price_unit = "hour"
confirmation = "request"
payment_timing = "deposit"
deposit = { kind = "fixed", amount = 5000 }
policy = "strict"
cover = "studio"
start_grid_minutes = 30
durations = { default = 120, minimum = 60, maximum = 600, step = 30 }
pad_after_minutes = 30
min_notice_minutes = 120
horizon_days = 45

label = { kk = "Дыбыс жазу студиясы", ru = "Студия звукозаписи", en = "Recording studio" }
tagline = { kk = "Даусыңызды жазыңыз", ru = "Запишите свой голос", en = "Record your voice" }
resource_label = { kk = "Бөлме", ru = "Комната", en = "Room" }

[[hours]]
weekdays = [1, 2, 3, 4, 5, 6, 7]
opens = "20:00"
closes = "06:00"

[attributes]
required = ["area_m2"]

[attributes.properties.area_m2]
type = "integer"
minimum = 4
maximum = 400
x-label = { kk = "Ауданы", ru = "Площадь", en = "Area" }

[[resources]]
key = "booth"
name = { kk = "Вокал кабинасы", ru = "Вокальная кабина", en = "Vocal booth" }
description = { kk = "Дыбыс өткізбейді.", ru = "Звук не выходит.", en = "Sound stays inside." }
max_party = 3
price = 9000
attributes = { area_m2 = 6 }

[[resources]]
key = "engineer"
name = { kk = "Дыбыс режиссері", ru = "Звукорежиссёр", en = "Sound engineer" }
description = { kk = "Он жылдық тәжірибе.", ru = "Десять лет за пультом.", en = "Ten years at the desk." }
listed = false
attributes = { area_m2 = 4 }

[[services]]
key = "demo"
name = { kk = "Демо жазу", ru = "Запись демо", en = "Demo recording" }
description = { kk = "Кабина мен режиссер.", ru = "Кабина и режиссёр.", en = "Booth and engineer." }
duration_minutes = 180
pad_after_minutes = 30
price = 45000
requirements = [{ role = "room", resources = ["booth"] }, { role = "engineer", resources = ["engineer"] }]
"""
