"""Opening, closing and asking over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import ANONYMOUS, Principal, VendorRole
from tests.catalog.factory import make_resource, make_venue

TOMORROW = (datetime.now(UTC) + timedelta(hours=5)).date() + timedelta(days=2)


@dataclass
class World:
    """A vendor with a court and rooms, and whoever calls."""

    vendor: str
    venue: str
    court: str
    room: str
    vendor_id: int
    caller: Principal = ANONYMOUS

    def at(self, path: str) -> str:
        return f"/api/v1/vendors/{self.vendor}{path}"

    def owner(self) -> None:
        self.caller = Principal(user_id=uuid4(), memberships={self.vendor_id: VendorRole.OWNER})


@pytest.fixture
async def world(database: Database, runtime: Runtime) -> World:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        court = await make_resource(tx, venue, vertical="sauna", name="Корт")
        room = await make_resource(tx, venue, capacity=3)
    made = World(
        vendor=public_id("ven", venue.vendor_id), venue=public_id("vnu", venue.id), vendor_id=venue.vendor_id,
        court=public_id("res", court.id), room=public_id("res", room.id),
    )  # fmt: skip

    class Authenticator:
        async def principal_of(self, _: object) -> Principal:
            return made.caller

    runtime.parts["authenticator"] = Authenticator()
    made.owner()
    return made


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid4().hex}


WEEK = [{"weekday": n, "hours": [{"opens": "10:00", "closes": "02:00"}]} for n in range(1, 8)]


async def test_hours_are_written_read_and_shown_as_free_times(client: httpx2.AsyncClient, world: World) -> None:
    body = {
        "seasons": [{"week": WEEK}],
        "holidays": {"default": {"mode": "closed"}, "named": {"nauryz": {"mode": "open"}}, "followSwaps": True},
    }
    put = await client.put(world.at(f"/resources/{world.court}/schedule"), json=body)
    got = await client.get(world.at(f"/resources/{world.court}/schedule"))

    assert put.status_code == 200, put.text
    assert got.json() == put.json()
    own = got.json()["own"]
    assert own["seasons"][0]["week"] == WEEK
    assert own["holidays"]["named"]["nauryz"]["mode"] == "open"
    shown = await client.get(
        f"/api/v1/resources/{world.court}/slots", params={"from": TOMORROW.isoformat(), "days": 1, "duration": 120}
    )
    assert shown.status_code == 200, shown.text
    day = shown.json()["days"][0]
    assert day["date"] == TOMORROW.isoformat()
    assert [slot["startLocal"][11:] for slot in day["slots"]][:3] == ["00:00", "10:00", "11:00"]
    assert day["slots"][1]["utcOffset"] == "+05:00"
    assert shown.json()["tz"] == "Asia/Almaty"


async def test_exceptions_and_rules_change_the_answer(client: httpx2.AsyncClient, world: World) -> None:
    await client.put(world.at(f"/venues/{world.venue}/schedule"), json={"seasons": [{"week": WEEK}]})
    rules = await client.put(
        world.at(f"/resources/{world.court}/rules"),
        json={"rules": {"minMinutes": 120, "stepMinutes": 60, "horizonDays": 1}, "restrictions": []},
    )
    closed = await client.post(
        world.at(f"/resources/{world.court}/exceptions"), json={"date": TOMORROW.isoformat(), "hours": []}
    )
    asked = {
        "resourceId": world.court,
        "startDate": f"{TOMORROW}T06:30:00Z",
        "endDate": f"{TOMORROW}T07:30:00Z",
    }
    explained = await client.post("/api/v1/availability/explain?lang=en", json=asked)

    assert rules.status_code == 200, rules.text
    assert rules.json()["effective"]["minNoticeMinutes"] == 60  # from the template
    assert closed.status_code == 200, closed.text
    assert explained.status_code == 200, explained.text
    assert [reason["code"] for reason in explained.json()["reasons"]] == ["too_far", "too_short", "closed_on_day"]
    assert explained.json()["reasons"][1]["message"] == "Too short. At least, minutes: 120"
    gone = await client.delete(world.at(f"/resources/{world.court}/exceptions/{TOMORROW}"))
    assert gone.status_code == 204
    again = await client.delete(world.at(f"/resources/{world.court}/exceptions/{TOMORROW}"))
    assert again.status_code == 404


async def test_closures_and_blocks_are_made_once_per_key_and_taken_back(
    client: httpx2.AsyncClient, world: World
) -> None:
    headers = key()
    body = {
        "venueId": world.venue, "resourceIds": [world.room], "starts": f"{TOMORROW}T00:00:00",
        "ends": f"{TOMORROW + timedelta(days=1)}T00:00:00", "reason": "Ремонт",
    }  # fmt: skip
    first = await client.post(world.at("/closures"), json=body, headers=headers)
    twin = await client.post(world.at("/closures"), json=body, headers=headers)
    nights = await client.get(
        f"/api/v1/resources/{world.room}/nights", params={"from": TOMORROW.isoformat(), "days": 2}
    )

    assert first.status_code == 201, first.text
    assert twin.json() == first.json()
    assert [(night["free"], night["available"]) for night in nights.json()["nights"]] == [(0, False), (3, True)]
    listed = await client.get(world.at("/closures"))
    assert [one["closureId"] for one in listed.json()["closures"]] == [first.json()["closureId"]]
    gone = await client.delete(world.at(f"/closures/{first.json()['closureId']}"))
    assert gone.status_code == 204

    block = await client.post(
        world.at("/blocks"),
        json={"resourceId": world.room, "startDate": str(TOMORROW), "endDate": str(TOMORROW + timedelta(days=2))},
        headers=key(),
    )
    assert block.status_code == 201, block.text
    span = {"from": str(TOMORROW), "to": str(TOMORROW + timedelta(days=7))}
    claims = await client.get(world.at("/claims"), params=span)
    assert [(claim["kind"], claim["quantity"]) for claim in claims.json()["claims"]] == [("block", 1)]
    blocks = await client.get(world.at("/blocks"), params=span)
    assert blocks.json()["claims"] == claims.json()["claims"]
    assert (await client.delete(world.at(f"/blocks/{block.json()['blockId']}"))).status_code == 204
    assert (await client.get(world.at("/blocks"), params=span)).json()["claims"] == []


async def test_the_calendar_of_one_court_says_how_its_days_divide(client: httpx2.AsyncClient, world: World) -> None:
    await client.put(world.at(f"/venues/{world.venue}/schedule"), json={"seasons": [{"week": WEEK}]})
    span = {"from": str(TOMORROW), "to": str(TOMORROW + timedelta(days=1)), "resourceId": world.court}
    await client.post(
        world.at("/blocks"), headers=key(),
        json={"resourceId": world.court, "start": f"{TOMORROW}T06:00:00Z", "end": f"{TOMORROW}T07:00:00Z"},
    )  # fmt: skip

    shown = (await client.get(world.at("/claims"), params=span)).json()

    assert shown["days"] == [
        {
            "date": str(TOMORROW), "lengthMinutes": 1440, "freeMinutes": 900, "busyMinutes": 60, "closedMinutes": 480,
        }
    ]  # fmt: skip
    assert [claim["startLocal"] for claim in shown["claims"]] == [f"{TOMORROW}T11:00"]


async def test_check_answers_the_founding_question(client: httpx2.AsyncClient, world: World) -> None:
    leaving = TOMORROW + timedelta(days=2)
    asked = {"resourceId": world.room, "startDate": str(TOMORROW), "endDate": str(leaving), "quantity": 1}
    answer = await client.post("/api/v1/availability/check", json=asked)
    too_many = await client.post("/api/v1/availability/check?lang=kk", json={**asked, "quantity": 4})

    assert answer.status_code == 200, answer.text
    assert answer.json()["available"] is True
    assert answer.json()["availableQuantity"] == 3
    assert answer.json()["resourceId"] == world.room
    assert answer.json()["currency"] == "KZT"
    assert [reason["code"] for reason in too_many.json()["reasons"]] == ["quantity_too_large", "no_room"]
    assert too_many.json()["reasons"][1]["message"] == "Бұл уақыт бос емес. Бос орын: 3"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/resources/{court}/schedule", None),
        ("PUT", "/resources/{court}/schedule", {"seasons": []}),
        ("GET", "/resources/{court}/rules", None),
        ("PUT", "/resources/{court}/rules", {"rules": {}}),
        ("POST", "/resources/{court}/exceptions", {"date": "2027-01-01"}),
        ("DELETE", "/resources/{court}/exceptions/2027-01-01", None),
        ("GET", "/closures", None),
        ("GET", "/claims?from=2027-01-01&to=2027-01-02", None),
        ("GET", "/blocks?from=2027-01-01&to=2027-01-02", None),
        ("DELETE", "/blocks/clm_01M7YHFMK6EXSVJKDHAQ5QAGFG", None),
        ("DELETE", "/closures/cls_01M7YHFMK6EXSVJKDHAQ5QAGFG", None),
    ],
)
async def test_strangers_learn_nothing(
    client: httpx2.AsyncClient, world: World, method: str, path: str, body: dict[str, object] | None
) -> None:
    address = world.at(path.format(court=world.court))

    world.caller = ANONYMOUS
    assert (await client.request(method, address, json=body)).status_code == 401
    world.caller = Principal(user_id=uuid4(), memberships={world.vendor_id + 1: VendorRole.OWNER})
    assert (await client.request(method, address, json=body)).status_code == 404


async def test_another_vendors_resource_is_not_found(
    client: httpx2.AsyncClient, world: World, database: Database
) -> None:
    async with database.transaction() as tx:
        other = await make_venue(tx, name="Чужой")
        foreign = await make_resource(tx, other, vertical="sauna")
    number = public_id("res", foreign.id)

    for path in (f"/resources/{number}/schedule", f"/resources/{number}/rules"):
        assert (await client.get(world.at(path))).status_code == 404
    blocked = await client.post(
        world.at("/blocks"), headers=key(),
        json={"resourceId": number, "start": f"{TOMORROW}T06:00:00Z", "end": f"{TOMORROW}T07:00:00Z"},
    )  # fmt: skip
    assert blocked.status_code == 404


LATE = [{"weekday": 1, "hours": [{"opens": "9:00", "closes": "18:00"}]}]
BACKWARDS = {"week": WEEK, "validFrom": "2027-02-01", "validUntil": "2027-01-01"}


@pytest.mark.parametrize(
    ("seasons", "pointer"),
    [
        ([{"week": [{"weekday": 8, "hours": []}]}], "/seasons/0/week/0/weekday"),
        ([{"week": LATE}], "/seasons/0/week/0/hours/0/opens"),
        ([{"week": WEEK}, {"week": WEEK}], "/seasons/1/validFrom"),
        ([BACKWARDS], "/seasons/0/validUntil"),
    ],
)
async def test_impossible_schedules_name_the_field(
    client: httpx2.AsyncClient, world: World, seasons: list[object], pointer: str
) -> None:
    refused = await client.put(world.at(f"/resources/{world.court}/schedule"), json={"seasons": seasons})

    assert refused.status_code == 422, refused.text
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_holidays_of_a_year_and_a_version(client: httpx2.AsyncClient, world: World) -> None:
    old = await client.get("/api/v1/holidays", params={"country": "KZ", "year": 2026, "version": 1, "lang": "kk"})
    none = await client.get("/api/v1/holidays", params={"country": "DE", "year": 2026})

    carried = [day for day in old.json()["holidays"] if day.get("carriedFrom")]
    assert [day["date"] for day in carried] == [
        "2026-03-09", "2026-03-24", "2026-03-25", "2026-05-11", "2026-08-31", "2026-10-26",
    ]  # fmt: skip
    assert carried[0]["name"] == "Халықаралық әйелдер күні"
    assert none.status_code == 404


async def test_a_month_at_a_glance(client: httpx2.AsyncClient, world: World) -> None:
    month = f"{TOMORROW:%Y-%m}"
    shown = await client.get(f"/api/v1/resources/{world.room}/calendar", params={"month": month})

    assert shown.status_code == 200, shown.text
    states = {day["date"]: day["state"] for day in shown.json()["days"]}
    assert states[str(TOMORROW)] == "free"
    assert (
        await client.get(f"/api/v1/resources/{world.room}/calendar", params={"month": "2026-13"})
    ).status_code == 422
