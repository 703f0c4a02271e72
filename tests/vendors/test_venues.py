"""The places of a business, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from smartbooking.kernel.ids import public_id
from tests.vendors.house import VENDORS, House


async def test_a_venue_is_found_only_under_its_own_business(client: httpx2.AsyncClient, house: House) -> None:
    rival = (await client.get(VENDORS, headers=house.headers["rival owner"])).json()["data"][0]["id"]
    venue = public_id("vnu", house.venue.id)

    read = await client.get(f"{VENDORS}/{rival}/venues/{venue}", headers=house.headers["rival owner"])
    write = await client.patch(
        f"{VENDORS}/{rival}/venues/{venue}", json={"version": 1, "city": "Taken"}, headers=house.headers["rival owner"]
    )

    assert (read.status_code, write.status_code) == (404, 404)


async def test_a_place_is_edited_fact_by_fact(client: httpx2.AsyncClient, house: House) -> None:
    venue = f"{house.address}/venues/{public_id('vnu', house.venue.id)}"
    owner = house.headers["owner"]
    change = {
        "version": 1,
        "name": {"en": "Park house"},
        "address": {"street": "ул. Абая", "house": "10", "formerStreets": ["Арычная"]},
        "location": {"lat": 51.1, "lon": 71.4},
        "tz": "Asia/Qostanay",
        "checkIn": "15:30",
        "phone": None,
    }

    reply = await client.patch(venue, json=change, headers={**owner, "Accept-Language": "en"})

    made = reply.json()
    assert reply.status_code == 200, made
    assert (made["name"], made["address"], made["tz"], made["checkIn"], made["checkOut"], made["version"]) == (
        "Park house",
        "Abaya Street 10",
        "Asia/Qostanay",
        "15:30",
        "12:00",
        2,
    )
    assert made["location"] == {"lat": 51.1, "lon": 71.4}
    assert made["addressParts"]["formerStreets"] == ["Арычная"]
    assert (await client.get(venue, headers=owner)).json()["city"] == "Алматы"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"tz": "EST"}, "tz"),
        ({"tz": None}, "tz"),
        ({"city": None}, "city"),
        ({"name": None}, "name"),
        ({"checkIn": "25:00"}, "checkIn"),
        ({"checkIn": "14:00:00Z"}, "checkIn"),
        ({"location": {"lat": 91, "lon": 0}}, "location"),
        ({"location": {"lat": 1}}, "location"),
        ({"phone": "5"}, "phone"),
        ({"address": {"street": "x", "zip": "1"}}, "address"),
        ({"vendorId": "ven_1"}, "vendorId"),
    ],
)
async def test_bad_facts_of_a_place_name_their_field(
    *, client: httpx2.AsyncClient, house: House, change: dict[str, Any], pointer: str
) -> None:
    venue = f"{house.address}/venues/{public_id('vnu', house.venue.id)}"

    reply = await client.patch(venue, json={"version": 1, **change}, headers=house.headers["owner"])

    assert reply.status_code == 422, reply.json()
    assert {error["pointer"].split("/")[1] for error in reply.json()["errors"]} == {pointer}
