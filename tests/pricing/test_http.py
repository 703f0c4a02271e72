"""Pricing over HTTP: shapes, permissions, versions, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from smartbooking.catalog.domain import PaymentTiming, Resource, Service
from smartbooking.infra.db import Database
from smartbooking.kernel.principal import VendorRole
from tests.catalog import factory as catalog
from tests.pricing.conftest import Caller
from tests.pricing.factory import make_fee, make_promo, make_rate, make_rule

NIGHTLY = {"currency": "KZT", "unit": "night", "amount": 20000}


@dataclass
class Shop:
    """A vendor with a room and a haircut."""

    room: Resource
    haircut: Service
    base: str

    @property
    def stay(self) -> dict[str, Any]:
        return {"resourceId": f"res_{self.room.id}", "startDate": "2027-12-03", "endDate": "2027-12-06"}


@pytest.fixture
async def shop(database: Database) -> Shop:
    async with database.transaction() as tx:
        venue = await catalog.make_venue(tx)
        room = await catalog.make_resource(tx, venue, capacity=5, payment_timing=PaymentTiming.DEPOSIT)
        stylist = await catalog.make_stylist(tx, venue)
        haircut = await catalog.make_service(tx, venue, ("staff", (stylist.id,)))
    return Shop(room=room, haircut=haircut, base=f"/api/v1/vendors/ven_{room.vendor_id}")


async def test_a_price_is_set_read_and_taken_away(client: httpx2.AsyncClient, caller: Caller, shop: Shop) -> None:
    caller.becomes(shop.room.vendor_id)
    path = f"{shop.base}/rates/res_{shop.room.id}"
    body = {
        **NIGHTLY, "includedGuests": 2, "extraAdult": 5000, "earlyHour": 2000,
        "childBands": [{"fromAge": 0, "toAge": 6, "percent": 0}, {"fromAge": 6, "toAge": 12, "amount": 2500}],
        "deposit": {"kind": "percent", "percent": 30}, "security": {"amount": 15000, "documentPledge": True},
        "tiers": [{"after": 7, "amount": 18000}],
    }  # fmt: skip

    put = await client.put(path, json=body)
    got = await client.get(path)

    assert put.status_code == 200, put.text
    assert got.json() == put.json()
    assert {name: got.json()[name] for name in ("offerId", "amount", "extraAdult", "version")} == {
        "offerId": f"res_{shop.room.id}", "amount": 20000.0, "extraAdult": 5000.0, "version": 1,
    }  # fmt: skip
    assert got.json()["deposit"] == {"kind": "percent", "percent": 30.0, "amount": None, "balanceHours": 0}
    assert got.json()["childBands"][1] == {"fromAge": 6, "toAge": 12, "percent": None, "amount": 2500.0}
    assert [rate["offerId"] for rate in (await client.get(f"{shop.base}/rates")).json()] == [f"res_{shop.room.id}"]
    assert (await client.put(path, json={**NIGHTLY, "version": 7})).json()["code"] == "stale-version"
    assert (await client.put(path, json={**NIGHTLY, "version": 1})).json()["version"] == 2
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"unit": "hour"}, "/unit"),
        ({"currency": "USD"}, "/currency"),
        ({"amount": 100.005}, "/amount"),
        ({"amount": -1}, "/amount"),
        ({"deposit": {"kind": "percent"}}, "/deposit"),
        ({"dayPriceFrom": "18:00"}, "/dayPriceFrom"),
        ({"childBands": [{"fromAge": 0, "toAge": 6, "percent": 0}, {"fromAge": 5, "toAge": 9, "percent": 0}]},
         "/childBands"),
        ({"price": 1}, "/price"),
    ],
)  # fmt: skip
async def test_a_wrong_price_names_the_field(
    client: httpx2.AsyncClient, caller: Caller, shop: Shop, change: dict[str, Any], pointer: str
) -> None:
    caller.becomes(shop.room.vendor_id)

    reply = await client.put(f"{shop.base}/rates/res_{shop.room.id}", json={**NIGHTLY, **change})

    assert reply.status_code == 422
    assert pointer in [error["pointer"] for error in reply.json()["errors"]]
    assert (await client.get(f"{shop.base}/rates")).json() == []


@pytest.mark.parametrize("who", ["anonymous", "stranger", "staff", "manager"])
async def test_prices_are_the_business_of_managers(
    client: httpx2.AsyncClient, caller: Caller, shop: Shop, who: str
) -> None:
    reading = {"anonymous": 401, "stranger": 404, "staff": 200, "manager": 200}[who]
    writing = {"anonymous": 401, "stranger": 404, "staff": 403, "manager": 200}[who]
    if who == "stranger":
        caller.becomes(shop.room.vendor_id + 1)
    elif who != "anonymous":
        caller.becomes(shop.room.vendor_id, VendorRole(who))

    for address in ("rates", "price-rules", "promo-codes", "fees", "tax"):
        assert (await client.get(f"{shop.base}/{address}")).status_code == reading
    put = await client.put(f"{shop.base}/rates/res_{shop.room.id}", json=NIGHTLY)
    assert put.status_code == writing
    tax = await client.put(f"{shop.base}/tax", json={"regime": "simplified", "inclusive": True})
    assert tax.status_code == writing


async def test_a_rule_is_added_changed_explained_and_removed(
    client: httpx2.AsyncClient, caller: Caller, shop: Shop
) -> None:
    caller.becomes(shop.room.vendor_id)
    await client.put(f"{shop.base}/rates/res_{shop.room.id}", json=NIGHTLY)
    body = {"translations": {"ru": "Выходные", "en": "Weekend"}, "effect": "percent", "percent": 20,
            "conditions": {"weekdays": [5, 6]}}  # fmt: skip

    made = (await client.post(f"{shop.base}/price-rules?lang=en", json=body)).json()
    path = f"{shop.base}/price-rules/{made['id']}"
    explained = (await client.post(f"{shop.base}/price-rules/simulate?lang=en", json={"lines": [shop.stay]})).json()

    assert (made["name"], made["percent"], made["amount"], made["version"]) == ("Weekend", 20.0, None, 1)
    assert explained["total"] == 68000.0
    assert [(line["label"], line["amount"]) for line in explained["lines"]] == [
        ("Stay, nights: 3", 60000.0),
        ("Weekend", 8000.0),
    ]
    assert [(step["code"], step["details"]["day"], step["subtotal"]) for step in explained["trace"]] == [
        ("base.night", "2027-12-03", 20000.0),
        ("rule.rule", "2027-12-03", 24000.0),
        ("base.night", "2027-12-04", 44000.0),
        ("rule.rule", "2027-12-04", 48000.0),
        ("base.night", "2027-12-05", 68000.0),
    ]
    patched = await client.patch(path, json={"amount": 1000, "effect": "fixed", "conditions": {"minNights": 9}})
    assert patched.json() | {"percent": None, "amount": 1000.0, "version": 2} == patched.json()
    assert patched.json()["translations"] == body["translations"]
    assert (await client.patch(path, json={"active": False, "version": 1})).json()["code"] == "stale-version"
    again = (await client.post(f"{shop.base}/price-rules/simulate", json={"lines": [shop.stay]})).json()
    assert again["skippedRules"] == [{"line": 1, "ruleId": made["id"], "name": "Выходные", "obstacle": "nights"}]
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_a_draft_rule_is_tried_without_being_saved(
    client: httpx2.AsyncClient, caller: Caller, shop: Shop
) -> None:
    caller.becomes(shop.room.vendor_id)
    await client.put(f"{shop.base}/rates/res_{shop.room.id}", json=NIGHTLY)
    draft = {"translations": {"ru": "Проба"}, "effect": "percent", "percent": -50}

    tried = await client.post(f"{shop.base}/price-rules/simulate", json={"lines": [shop.stay], "draftRule": draft})

    assert tried.json()["total"] == 30000.0
    assert (await client.get(f"{shop.base}/price-rules")).json() == {"data": [], "conflicts": []}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"effect": "percent", "amount": 5}, "/percent"),
        ({"effect": "fixed", "percent": 5}, "/amount"),
        ({"effect": "percent", "percent": -101}, "/percent"),
        ({"effect": "percent", "percent": 5, "conditions": {"weekdays": [8]}}, "/conditions/weekdays/0"),
        ({"effect": "percent", "percent": 5, "conditions": {"minNights": 5, "maxNights": 4}}, "/conditions/maxNights"),
        ({"effect": "percent", "percent": 5, "translations": {}}, "/translations"),
        ({"effect": "percent", "percent": 5, "conditions": {"yearly": True}}, "/conditions/yearly"),
    ],
)
async def test_a_wrong_rule_names_the_field(
    client: httpx2.AsyncClient, caller: Caller, shop: Shop, body: dict[str, Any], pointer: str
) -> None:
    caller.becomes(shop.room.vendor_id)

    reply = await client.post(f"{shop.base}/price-rules", json={"translations": {"ru": "Правило"}, **body})

    assert reply.status_code == 422
    assert pointer in [error["pointer"] for error in reply.json()["errors"]]


async def test_a_rule_for_another_vendors_offer_is_not_found(
    client: httpx2.AsyncClient, caller: Caller, shop: Shop, database: Database
) -> None:
    async with database.transaction() as tx:
        foreign = await catalog.make_resource(tx, await catalog.make_venue(tx, name="Тау"))
    caller.becomes(shop.room.vendor_id)
    body = {"translations": {"ru": "Правило"}, "effect": "percent", "percent": 5, "offerId": f"res_{foreign.id}"}

    assert (await client.post(f"{shop.base}/price-rules", json=body)).status_code == 404
    stay = {**shop.stay, "resourceId": f"res_{foreign.id}"}
    assert (await client.post(f"{shop.base}/price-rules/simulate", json={"lines": [stay]})).status_code == 404


async def test_a_fee_obeys_the_legal_cap_of_its_country(client: httpx2.AsyncClient, caller: Caller, shop: Shop) -> None:
    caller.becomes(shop.room.vendor_id)
    body = {"kind": "tourist", "translations": {"ru": "Турсбор"}, "basis": "percent", "percent": 6}

    refused = await client.post(f"{shop.base}/fees", json=body)
    made = await client.post(f"{shop.base}/fees", json={**body, "percent": 5, "collect": "on_site"})
    changed = await client.patch(f"{shop.base}/fees/{made.json()['id']}", json={"active": False})

    assert refused.json()["errors"][0]["message"] == "a tourist fee in KZ is at most 5 %"
    assert made.status_code == 201
    assert (changed.json()["active"], changed.json()["percent"], changed.json()["version"]) == (False, 5.0, 2)
    assert (await client.delete(f"{shop.base}/fees/{made.json()['id']}")).status_code == 204
    assert (await client.get(f"{shop.base}/fees")).json() == {"data": []}


async def test_promo_codes_are_kept_in_capitals_and_unique(
    client: httpx2.AsyncClient, caller: Caller, shop: Shop
) -> None:
    caller.becomes(shop.room.vendor_id)
    body = {"code": "наурыз", "effect": "fixed", "amount": 3000, "perCustomer": 1, "budget": 90000,
            "validFrom": "2027-03-01T00:00:00Z", "validUntil": "2027-04-01T00:00:00Z"}  # fmt: skip

    made = await client.post(f"{shop.base}/promo-codes", json=body)
    twice = await client.post(f"{shop.base}/promo-codes", json={**body, "code": "Наурыз"})
    changed = await client.patch(
        f"{shop.base}/promo-codes/{made.json()['id']}", json={"percent": 5, "effect": "percent"}
    )

    assert (made.status_code, made.json()["code"]) == (201, "НАУРЫЗ")
    assert (made.json()["validFrom"], made.json()["spent"], made.json()["redeemed"]) == ("2027-03-01T00:00:00Z", 0.0, 0)
    assert (twice.status_code, twice.json()["code"]) == (409, "promo-code-taken")
    assert (changed.json()["percent"], changed.json()["amount"], changed.json()["code"]) == (5.0, None, "НАУРЫЗ")
    assert len((await client.get(f"{shop.base}/promo-codes")).json()["data"]) == 1
    assert (await client.delete(f"{shop.base}/promo-codes/{made.json()['id']}")).status_code == 204


async def test_an_unknown_tax_regime_is_refused(client: httpx2.AsyncClient, caller: Caller, shop: Shop) -> None:
    caller.becomes(shop.room.vendor_id)

    refused = await client.put(f"{shop.base}/tax", json={"regime": "flat", "inclusive": True})
    taken = await client.put(f"{shop.base}/tax", json={"regime": "vat", "inclusive": False})

    assert refused.json()["errors"] == [
        {"pointer": "/regime", "message": "in KZ there are: none, simplified, vat", "code": "invalid"}
    ]
    assert taken.json() == (await client.get(f"{shop.base}/tax")).json() == {"regime": "vat", "inclusive": False}


async def test_a_basket_of_nights_and_a_visit_is_quoted_to_anybody(
    client: httpx2.AsyncClient, shop: Shop, database: Database
) -> None:
    async with database.transaction() as tx:
        await make_rate(tx, shop.room, deposit="percent", deposit_value=3000, security_minor=1_500_000)
        await make_rate(tx, shop.haircut, amount_minor=900_000)
        await make_rule(tx, vendor_id=shop.room.vendor_id, offer=None, percent=10)
        await make_fee(tx, vendor_id=shop.room.vendor_id, offer=None)
        await make_promo(tx, vendor_id=shop.room.vendor_id)
    visit = {"serviceId": f"srv_{shop.haircut.id}", "start": "2027-12-04T12:00:00Z"}

    reply = await client.post("/api/v1/quotes?lang=en", json={"lines": [shop.stay, visit], "promoCode": "nauryz"})

    body = reply.json()
    assert reply.status_code == 200, reply.text
    assert body["total"] == sum(line["amount"] for line in body["lines"]) == 78310.0
    assert body["total"] == sum(group["amount"] for group in body["priceBreakdown"])
    assert (body["memberPrices"], body["member"]) == (False, None)
    assert body["dueNow"] + body["dueOnSite"] == body["total"] + body["securityDeposit"]
    assert (body["deposit"], body["dueNow"], body["securityDeposit"]) == (19320.0, 19320.0, 15000.0)
    assert [(line["line"], line["kind"], line["label"], line["amount"]) for line in body["lines"]] == [
        (1, "base", "Stay, nights: 3", 60000.0),
        (1, "rule", "Выходные", 6000.0),
        (1, "fee", "Уборка", 5000.0),
        (1, "discount", "Promo code NAURYZ", -6600.0),
        (2, "base", "Service", 9000.0),
        (2, "rule", "Выходные", 900.0),
        (2, "fee", "Уборка", 5000.0),
        (2, "discount", "Promo code NAURYZ", -990.0),
    ]
    stay, cut = body["parts"]
    assert (stay["startDate"], stay["endDate"], stay["startLocal"]) == ("2027-12-03", "2027-12-06", "2027-12-03T14:00")
    assert (cut["start"], cut["end"], cut["startLocal"], cut["utcOffset"]) == (
        "2027-12-04T12:00:00Z", "2027-12-04T12:45:00Z", "2027-12-04T17:00", "+05:00",
    )  # fmt: skip
    assert body["policy"]["deadlines"][-1]["untilLocal"] is None
    assert body["expiresAt"] > body["serverNow"]


@pytest.mark.parametrize(
    ("line", "status", "code"),
    [
        ({}, 422, "invalid-request"),
        ({"resourceId": "res_999999", "startDate": "2027-12-03", "endDate": "2027-12-04"}, 404, "not-found"),
        ({"resourceId": "ROOM"}, 422, "invalid-request"),
        ({"resourceId": "ROOM", "startDate": "2027-12-05", "endDate": "2027-12-04"}, 422, "invalid-request"),
        ({"resourceId": "ROOM", "startDate": "0001-01-01", "endDate": "9999-12-31"}, 422, "invalid-request"),
        ({"resourceId": "ROOM", "startDate": "2027-01-01", "endDate": "2037-01-01"}, 409, "price-not-possible"),
        ({"resourceId": "ROOM", "startDate": "2027-12-03", "endDate": "2027-12-04", "lateMinutes": 60},
         409, "price-not-possible"),
        ({"serviceId": "HAIRCUT", "start": "2027-12-03T10:00:00Z"}, 409, "not-priced"),
        ({"serviceId": "HAIRCUT", "start": "2027-12-03"}, 422, "invalid-request"),
    ],
)  # fmt: skip
async def test_what_cannot_be_quoted_says_why(
    client: httpx2.AsyncClient, shop: Shop, database: Database, line: dict[str, Any], status: int, code: str
) -> None:
    async with database.transaction() as tx:
        await make_rate(tx, shop.room)
    names = {"ROOM": f"res_{shop.room.id}", "HAIRCUT": f"srv_{shop.haircut.id}"}
    named = {name: names.get(str(value), value) for name, value in line.items()}

    reply = await client.post("/api/v1/quotes", json={"lines": [named]})

    assert (reply.status_code, reply.json()["code"]) == (status, code)


async def test_a_refused_promo_code_names_its_reason(
    client: httpx2.AsyncClient, shop: Shop, database: Database
) -> None:
    async with database.transaction() as tx:
        await make_rate(tx, shop.room)

    reply = await client.post("/api/v1/quotes", json={"lines": [shop.stay], "promoCode": "GIFT"})

    assert (reply.status_code, reply.json()["code"], reply.json()["reason"]) == (409, "promo-refused", "unknown")


async def test_the_public_page_shows_from_which_price_and_the_policy(
    client: httpx2.AsyncClient, shop: Shop, database: Database
) -> None:
    async with database.transaction() as tx:
        await make_rate(tx, shop.room)
        await make_rule(tx, vendor_id=shop.room.vendor_id, percent=-10)

    body = (await client.get(f"/api/v1/resources/res_{shop.room.id}?lang=en")).json()

    assert (body["price"], body["currency"], body["priceUnit"]) == (18000.0, "KZT", "night")
    assert body["policy"]["summary"] == "Free cancellation until the start"
