"""The catalog over HTTP: shapes, permissions, versions, uploads."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from smartbooking.catalog.service import verticals
from smartbooking.infra.db import Database
from smartbooking.kernel.principal import VendorRole
from smartbooking.vendors.domain import Venue
from tests.catalog.conftest import Caller
from tests.catalog.factory import make_resource, make_service, make_stylist, make_venue
from tests.catalog.pictures import make_picture, png_bomb


@pytest.fixture
async def venue(database: Database) -> Venue:
    async with database.transaction() as tx:
        return await make_venue(tx)


def _room(venue: Venue, **fields: Any) -> dict[str, Any]:
    names = {"kk": "Комфорт", "ru": "Комфорт", "en": "Comfort room"}
    return {"venueId": f"vnu_{venue.id}", "vertical": "hotel", "name": names, "capacity": 12, **fields}


async def _create(client: httpx2.AsyncClient, venue: Venue, **fields: Any) -> dict[str, Any]:
    reply = await client.post(f"/api/v1/vendors/ven_{venue.vendor_id}/resources", json=_room(venue, **fields))
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made


async def test_templates_are_listed_in_the_language_asked_for(client: httpx2.AsyncClient) -> None:
    reply = await client.get("/api/v1/verticals", params={"lang": "en"})

    first = reply.json()["data"][0]
    assert first == {
        "code": "hotel",
        "type": "hotel",
        "label": "Hotel",
        "tagline": "Rooms and apartments by the night",
        "timing": "nights",
        "capacityMode": "pooled",
        "cover": "rooms",
    }
    assert len(reply.json()["data"]) == 9


@pytest.mark.parametrize("code", list(verticals()))
async def test_each_template_shows_all_its_presets(client: httpx2.AsyncClient, code: str) -> None:
    reply = await client.get(f"/api/v1/verticals/{code}", headers={"Accept-Language": "kk-KZ,kk;q=0.9"})

    body = reply.json()
    assert reply.status_code == 200
    assert body["attributes"]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert len(body["resources"]) >= 3
    assert (body["stay"] is not None) == (code == "hotel")


async def test_suggested_prices_are_in_major_units(client: httpx2.AsyncClient) -> None:
    body = (await client.get("/api/v1/verticals/hotel")).json()

    assert [(row["key"], row["suggestedPrice"]) for row in body["resources"]] == [
        ("standard", 24000.0),
        ("comfort", 32000.0),
        ("family", 48000.0),
    ]
    assert (body["currency"], body["priceUnit"]) == ("KZT", "night")


async def test_an_unknown_template_is_a_problem_document(client: httpx2.AsyncClient) -> None:
    reply = await client.get("/api/v1/verticals/castle")

    assert (reply.status_code, reply.json()["code"]) == (404, "not-found")


async def test_amenities_are_listed_by_group(client: httpx2.AsyncClient) -> None:
    body = (await client.get("/api/v1/amenities", params={"lang": "ru"})).json()

    assert body["data"][0] == {"code": "wifi", "label": "Бесплатный Wi-Fi", "group": "comfort"}


async def test_a_manager_adds_a_resource_and_the_public_sees_it(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue
) -> None:
    caller.becomes(venue.vendor_id, VendorRole.MANAGER)
    made = await _create(client, venue, amenities=["wifi"], attributes={"area_m2": 26}, maxParty=3)
    caller.leaves()

    page = (await client.get(f"/api/v1/resources/{made['id']}", params={"lang": "en"})).json()
    summary = page["policy"].pop("summary")

    assert summary  # its words are the business of pricing
    assert page == {
        "id": made["id"],
        "type": "hotel",
        "vertical": "hotel",
        "name": "Comfort room",
        "description": "",
        "venue": {
            "id": f"vnu_{venue.id}",
            "name": "Alatau",
            "address": "Abaya Avenue, 10",
            "city": "Almaty",
            "location": {"lat": 43.238, "lon": 76.945},
            "tz": "Asia/Almaty",
            "phone": None,
            "checkIn": "14:00",
            "checkOut": "12:00",
        },
        "vendorId": f"ven_{venue.vendor_id}",
        "timing": "nights",
        "capacity": 12,
        "maxParty": 3,
        "session": None,
        "amenities": [{"code": "wifi", "label": "Free Wi-Fi", "group": "comfort"}],
        "attributes": {"area_m2": 26},
        "images": [],
        "rating": None,
        "reviewCount": 0,
        "price": None,
        "currency": "KZT",
        "priceUnit": "night",
        "confirmation": "instant",
        "paymentTiming": "deposit",
        "policy": {"code": "flexible"},
        "services": [],
        "version": 1,
    }


async def test_the_vendor_sees_every_translation(client: httpx2.AsyncClient, caller: Caller, venue: Venue) -> None:
    caller.becomes(venue.vendor_id)
    made = await _create(client, venue, description="Тихий номер")

    assert made["translations"]["name"] == {"kk": "Комфорт", "ru": "Комфорт", "en": "Comfort room"}
    assert made["translations"]["description"] == {"ru": "Тихий номер"}


async def test_strangers_learn_nothing_and_staff_may_only_read(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue
) -> None:
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/resources"

    replies = [await client.post(address, json=_room(venue))]
    caller.becomes(venue.vendor_id + 1)
    replies.append(await client.post(address, json=_room(venue)))
    caller.becomes(venue.vendor_id, VendorRole.STAFF)
    replies.append(await client.post(address, json=_room(venue)))
    replies.append(await client.get(address))

    assert [reply.status_code for reply in replies] == [401, 404, 403, 200]
    assert replies[-1].json() == {"data": [], "pagination": {"page": 1, "limit": 20, "total": 0}}


async def test_one_key_adds_one_resource(client: httpx2.AsyncClient, caller: Caller, venue: Venue) -> None:
    caller.becomes(venue.vendor_id)
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/resources"
    headers = {"Idempotency-Key": "add-comfort-room-1"}

    first, second = [await client.post(address, json=_room(venue), headers=headers) for _ in range(2)]

    assert first.json() == second.json()
    assert (await client.get(address)).json()["pagination"]["total"] == 1


async def test_wrong_fields_come_back_with_their_pointers(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue
) -> None:
    caller.becomes(venue.vendor_id)
    body = _room(venue, amenities=["teleport"], attributes={"area_m2": -1, "colour": "red"})

    reply = await client.post(f"/api/v1/vendors/ven_{venue.vendor_id}/resources", json=body)

    assert reply.status_code == 422
    pointers = {error["pointer"]: error["code"] for error in reply.json()["errors"]}
    assert pointers == {
        "/amenities/0": "unknown",
        "/attributes/area_m2": "too_small",
        "/attributes/colour": "unknown",
    }


async def test_edits_need_the_version_from_the_body_or_the_header(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue
) -> None:
    caller.becomes(venue.vendor_id)
    made = await _create(client, venue)
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/resources/{made['id']}"

    without = await client.patch(address, json={"capacity": 10})
    by_body = await client.patch(address, json={"capacity": 10, "version": 1})
    by_header = await client.patch(address, json={"capacity": 9}, headers={"If-Match": by_body.headers["ETag"]})
    stale = await client.patch(address, json={"capacity": 8, "version": 1})
    torn = await client.patch(address, json={"capacity": 8, "version": 3}, headers={"If-Match": '"2"'})
    weak = await client.patch(address, json={"capacity": 8}, headers={"If-Match": "*"})

    assert [r.status_code for r in (without, by_body, by_header, stale, torn, weak)] == [422, 200, 200, 409, 422, 422]
    assert stale.json()["code"] == "stale-version"
    assert (by_header.json()["capacity"], by_header.json()["version"]) == (9, 3)


async def test_null_empties_only_what_may_be_empty(client: httpx2.AsyncClient, caller: Caller, venue: Venue) -> None:
    caller.becomes(venue.vendor_id)
    made = await _create(client, venue, maxParty=3, externalRef="room-1")
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/resources/{made['id']}"

    refused = await client.patch(address, json={"version": 1, "name": None, "capacity": None})
    emptied = await client.patch(address, json={"version": 1, "maxParty": None, "externalRef": None})

    assert {error["pointer"] for error in refused.json()["errors"]} == {"/name", "/capacity"}
    assert (emptied.json()["maxParty"], emptied.json()["externalRef"]) == (None, None)


async def test_delete_archives(client: httpx2.AsyncClient, caller: Caller, venue: Venue) -> None:
    caller.becomes(venue.vendor_id)
    made = await _create(client, venue)
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/resources/{made['id']}"

    stale = await client.delete(address, headers={"If-Match": '"7"'})
    gone = await client.delete(address, headers={"If-Match": '"1"'})

    assert (stale.status_code, gone.status_code, gone.json()["status"]) == (409, 200, "archived")
    assert (await client.get(f"/api/v1/resources/{made['id']}")).status_code == 404
    assert (await client.get(address)).json()["status"] == "archived"


async def test_units_are_named_and_changed(client: httpx2.AsyncClient, caller: Caller, venue: Venue) -> None:
    caller.becomes(venue.vendor_id)
    made = await _create(client, venue)
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/resources/{made['id']}/units"

    units = (await client.post(address, json={"names": ["204", "205"]})).json()["data"]
    twice = await client.post(address, json={"names": ["205"]})
    changed = await client.patch(f"{address}/{units[0]['id']}", json={"note": "у лифта", "active": False})

    assert (twice.status_code, twice.json()["code"]) == (409, "name-taken")
    assert changed.json() == {**units[0], "note": "у лифта", "active": False}
    assert [unit["name"] for unit in (await client.get(address)).json()["data"]] == ["204", "205"]


async def test_services_link_staff_and_show_them(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue, database: Database
) -> None:
    async with database.transaction() as tx:
        anna, chair = await make_stylist(tx, venue, name="Анна"), await make_stylist(tx, venue, role="chair")
    caller.becomes(venue.vendor_id)
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/services"
    needs = [
        {"role": "stylist", "resourceIds": [f"res_{anna.id}"]},
        {"role": "chair", "resourceIds": [f"res_{chair.id}"], "quantity": 1},
    ]
    body = {"venueId": f"vnu_{venue.id}", "vertical": "salon", "name": "Стрижка", "durationMinutes": 45}

    made = (await client.post(address, json={**body, "requirements": needs})).json()
    longer = await client.patch(f"{address}/{made['id']}", json={"durationMinutes": 60, "version": 1})
    caller.leaves()
    page = (await client.get(f"/api/v1/services/{made['id']}")).json()
    of_anna = (await client.get(f"/api/v1/resources/res_{anna.id}")).json()

    assert [need["role"] for need in made["requirements"]] == ["stylist", "chair"]
    assert longer.json()["durationMinutes"] == 60
    assert page["staff"][0] == {"resourceId": f"res_{anna.id}", "name": "Анна", "role": "stylist"}
    assert (page["type"], page["durationMinutes"], page["version"]) == ("appointment", 60, 2)
    assert [service["id"] for service in of_anna["services"]] == [made["id"]]


async def test_the_wizard_fills_a_venue_once(client: httpx2.AsyncClient, caller: Caller, venue: Venue) -> None:
    caller.becomes(venue.vendor_id)
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/provision"
    body = {"venueId": f"vnu_{venue.id}", "vertical": "salon"}
    headers = {"Idempotency-Key": "wizard-step-3"}

    keyless = await client.post(address, json=body)
    first, second = [await client.post(address, json=body, headers=headers) for _ in range(2)]

    assert keyless.status_code == 400
    assert (first.status_code, first.json()) == (201, second.json())
    assert [row["suggestedPrice"] for row in first.json()["services"]] == [7000.0, 28000.0, 5000.0]
    listed = await client.get(f"/api/v1/vendors/ven_{venue.vendor_id}/services")
    assert listed.json()["pagination"]["total"] == 3


async def _upload(
    client: httpx2.AsyncClient, venue: Venue, resource: str, content: bytes, name: str = "photo.png"
) -> httpx2.Response:
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/resources/{resource}/images"
    return await client.post(address, files={"file": (name, content, "image/png")}, data={"alt": "Вид из окна"})


async def test_a_picture_is_uploaded_shown_and_removed(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue
) -> None:
    caller.becomes(venue.vendor_id)
    made = await _create(client, venue)

    image = (await _upload(client, venue, made["id"], make_picture(width=2000, height=1500), "photo.exe")).json()
    caller.leaves()
    page = (await client.get(f"/api/v1/resources/{made['id']}")).json()
    served = await client.get(page["images"][0]["url"])

    assert [(size["width"], size["height"]) for size in image["sizes"]] == [(480, 360), (960, 720), (1600, 1200)]
    assert page["images"] == [image]
    assert served.headers["Content-Type"] == "image/webp"
    assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    caller.becomes(venue.vendor_id)
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/resources/{made['id']}/images/{image['id']}"
    assert [(await client.delete(address)).status_code for _ in range(2)] == [204, 404]
    assert (await client.get(f"/api/v1/resources/{made['id']}")).json()["images"] == []


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", (422, "not-an-image")),
        (b"%PDF-1.7", (422, "not-an-image")),
        (png_bomb(), (413, "image-too-large")),
    ],
    ids=["svg", "pdf", "bomb"],
)
async def test_bad_uploads_are_refused_whatever_they_call_themselves(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue, content: bytes, refusal: tuple[int, str]
) -> None:
    caller.becomes(venue.vendor_id)
    made = await _create(client, venue)

    reply = await _upload(client, venue, made["id"], content)

    assert (reply.status_code, reply.json()["code"]) == refusal
    page = await client.get(f"/api/v1/vendors/ven_{venue.vendor_id}/resources/{made['id']}")
    assert page.json()["images"] == []


async def test_nobody_adds_pictures_to_another_vendors_offer(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue, database: Database
) -> None:
    async with database.transaction() as tx:
        theirs = await make_resource(tx, await make_venue(tx, name="Медеу"))
    caller.becomes(venue.vendor_id)

    reply = await _upload(client, venue, f"res_{theirs.id}", make_picture(), "photo.jpg")

    assert (reply.status_code, reply.json()["code"]) == (404, "not-found")


async def test_a_service_has_pictures_too(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue, database: Database
) -> None:
    async with database.transaction() as tx:
        service = await make_service(tx, venue, ("stylist", ((await make_stylist(tx, venue)).id,)))
    caller.becomes(venue.vendor_id)
    address = f"/api/v1/vendors/ven_{venue.vendor_id}/services/srv_{service.id}/images"

    image = (await client.post(address, files={"file": ("a.jpg", make_picture(), "image/jpeg")})).json()

    assert (await client.get(f"/api/v1/services/srv_{service.id}")).json()["images"] == [image]
    assert (await client.delete(f"{address}/{image['id']}")).status_code == 204


@pytest.mark.parametrize(
    "key", ["../secret_key", "images/../../secret_key", "images/ab/x.webp", "secret_key", "%2e%2e/x"]
)
async def test_media_serves_nothing_but_pictures(client: httpx2.AsyncClient, key: str) -> None:
    reply = await client.get(f"/api/v1/media/{key}")

    assert reply.status_code == 404


@pytest.mark.parametrize("text", ["\x00", "x\x00y"])
async def test_text_the_database_can_not_hold_is_a_422(
    client: httpx2.AsyncClient, caller: Caller, venue: Venue, text: str
) -> None:
    caller.becomes(venue.vendor_id)

    reply = await client.post(
        f"/api/v1/vendors/ven_{venue.vendor_id}/resources",
        content=json.dumps(_room(venue, name=text)),
        headers={"Content-Type": "application/json"},
    )

    assert reply.status_code == 422


@pytest.mark.parametrize("resource_id", ["res_999999", "res_9223372036854775807", "res_0"])
async def test_a_resource_that_does_not_exist_is_404(client: httpx2.AsyncClient, resource_id: str) -> None:
    assert (await client.get(f"/api/v1/resources/{resource_id}")).status_code == 404
