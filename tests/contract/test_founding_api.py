"""S1.63-S1.69 to the letter: names, types, ids, code, instants, defaults, pages, filters; with their resolutions.

C6 POST and PUT cancel; C7 confirmed or pending_payment in one shape; C8 dates and instants; C9 numbers with decimals;
C17 unit price and total; C18 one's own bookings, and `me`.
"""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import PlatformRole
from smartbooking.search import service as search
from tests.bookings.factory import Place, make_court
from tests.contract.shapes import (
    CANCELLED,
    CARD,
    CHECKED,
    CURRENCY,
    ISO_Z,
    MADE,
    READ,
    RESOURCE_ID,
    ROW,
    USER,
    Body,
    fits,
    four_nights,
    later,
)
from tests.identity.factory import bearer, bearer_as, make_user


@pytest.fixture
async def court(database: Database) -> Place:
    async with database.transaction() as tx:
        return await make_court(tx)


class TestSearch:
    """S1.63 GET /resources/search"""

    PATH = "/api/v1/resources/search"

    @pytest.fixture
    async def listed(self, database: Database, rooms: Place, court: Place) -> tuple[Place, Place]:
        async with database.transaction() as tx:
            for place in (rooms, court):
                await search.reindex_resource(
                    tx, vendor_id=place.vendor_id, resource_id=place.resource.id, now=datetime.now(UTC)
                )
        return rooms, court

    async def test_a_card_and_the_page(self, client: httpx2.AsyncClient, listed: tuple[Place, Place]) -> None:
        reply = await client.get(self.PATH, params={
            "type": "hotel", "location": "Алматы", "checkIn": later(10), "checkOut": later(14), "guests": 2,
            "minPrice": 1000, "maxPrice": 30000, "page": 1, "limit": 5,
        })  # fmt: skip

        assert reply.status_code == 200, reply.text
        body = reply.json()
        fits(body, {"data": list, "pagination": dict})
        fits(body["pagination"], {"page": int, "limit": int, "total": int})
        assert {name: body["pagination"][name] for name in ("page", "limit", "total")} == {
            "page": 1, "limit": 5, "total": 1,
        }  # fmt: skip
        fits(body["data"][0], CARD)
        assert body["data"][0]["id"] == f"res_{listed[0].resource.id}"
        assert (body["data"][0]["type"], body["data"][0]["price"]) == ("hotel", 25_000)
        assert body["data"][0]["available"] is True
        assert body["data"][0]["images"] == []

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, {"hotel", "appointment"}),
            ({"type": "hotel"}, {"hotel"}),
            ({"type": "appointment"}, {"appointment"}),
            ({"type": "event"}, set()),
            ({"location": "Алматы"}, {"hotel", "appointment"}),
            ({"location": "Almaty"}, {"hotel", "appointment"}),
            ({"location": "Шымкент"}, set()),
            ({"minPrice": "20000"}, {"hotel"}),
            ({"maxPrice": "20000"}, {"appointment"}),
            ({"amenities[]": "wifi"}, set()),
        ],
    )
    async def test_each_filter(
        self, client: httpx2.AsyncClient, listed: tuple[Place, Place], query: Body, found: set[str]
    ) -> None:
        reply = await client.get(self.PATH, params=query)

        assert reply.status_code == 200, reply.text
        assert {card["type"] for card in reply.json()["data"]} == found

    async def test_pages_have_defaults_and_end(self, client: httpx2.AsyncClient, listed: tuple[Place, Place]) -> None:
        first = (await client.get(self.PATH)).json()
        one = (await client.get(self.PATH, params={"limit": 1, "page": 1})).json()
        two = (await client.get(self.PATH, params={"limit": 1, "page": 2})).json()
        three = (await client.get(self.PATH, params={"limit": 1, "page": 3})).json()

        assert (first["pagination"]["page"], first["pagination"]["limit"], first["pagination"]["total"]) == (1, 20, 2)
        assert {card["id"] for page in (one, two) for card in page["data"]} == {card["id"] for card in first["data"]}
        assert (three["data"], three["pagination"]["total"]) == ([], 2)

    @pytest.mark.parametrize("query", [{"limit": 0}, {"limit": "all"}, {"page": 0}, {"type": "castle"}, {"guests": 0}])
    async def test_impossible_wishes_are_named(self, client: httpx2.AsyncClient, query: Body) -> None:
        reply = await client.get(self.PATH, params=query)

        assert reply.status_code == 422
        assert any(next(iter(query)) in error["pointer"] for error in reply.json()["errors"])


class TestAvailability:
    """S1.64 POST /availability/check"""

    PATH = "/api/v1/availability/check"

    async def test_nights_by_date(self, client: httpx2.AsyncClient, rooms: Place) -> None:
        wish = {name: four_nights(rooms)[name] for name in ("resourceId", "startDate", "endDate", "quantity")}

        body = (await client.post(self.PATH, json=wish)).json()

        fits(body, CHECKED)
        assert (body["available"], body["availableQuantity"]) == (True, 3)
        assert (body["price"], body["totalPrice"], body["currency"]) == (25_000, 100_000, "KZT")

    async def test_hours_by_instant(self, client: httpx2.AsyncClient, court: Place) -> None:
        wish = {"resourceId": f"res_{court.resource.id}", "startDate": f"{later(9)}T10:00:00Z",
                "endDate": f"{later(9)}T12:00:00Z"}  # fmt: skip

        body = (await client.post(self.PATH, json=wish)).json()

        fits(body, CHECKED)
        assert (body["available"], body["availableQuantity"]) == (True, 1)
        assert (body["price"], body["totalPrice"]) == (12_000, 24_000)

    async def test_more_than_there_is(self, client: httpx2.AsyncClient, rooms: Place) -> None:
        wish = {name: four_nights(rooms)[name] for name in ("resourceId", "startDate", "endDate")}

        body = (await client.post(self.PATH, json=wish | {"quantity": 4})).json()

        fits(body, {"available": bool, "resourceId": RESOURCE_ID, "availableQuantity": int, "currency": CURRENCY})
        assert (body["available"], body["availableQuantity"]) == (False, 3)

    async def test_what_is_held_counts(self, client: httpx2.AsyncClient, rooms: Place) -> None:
        line = {name: four_nights(rooms)[name] for name in ("resourceId", "startDate", "endDate", "quantity")}
        held = await client.post(
            "/api/v1/holds", json={"lines": [line | {"quantity": 2}]}, headers={"Idempotency-Key": uuid7().hex}
        )

        body = (await client.post(self.PATH, json=line)).json()

        assert held.status_code == 201
        assert body["availableQuantity"] == 1

    async def test_an_unknown_resource_is_not_found(self, client: httpx2.AsyncClient) -> None:
        wish = {"resourceId": "res_999999", "startDate": later(1), "endDate": later(2), "quantity": 1}

        assert (await client.post(self.PATH, json=wish)).status_code == 404


class TestBooking:
    """S1.65 and S1.66 POST /bookings, GET /bookings/{bookingId}"""

    PATH = "/api/v1/bookings"

    async def test_dates_are_nights_and_a_free_way_to_pay_confirms(
        self, client: httpx2.AsyncClient, rooms: Place
    ) -> None:
        reply = await client.post(self.PATH, json=four_nights(rooms))

        assert reply.status_code == 201, reply.text
        body = reply.json()
        fits(body, MADE)
        assert body["status"] == "confirmed"
        assert (body["startDate"], body["endDate"], body["totalPrice"]) == (later(10), later(14), 100_000)

    async def test_instants_are_times(self, client: httpx2.AsyncClient, court: Place) -> None:
        span = {"startDate": f"{later(9)}T15:00:00+05:00", "endDate": f"{later(9)}T12:00:00Z"}

        reply = await client.post(self.PATH, json=four_nights(court, **span))

        assert reply.status_code == 201, reply.text
        body = reply.json()
        fits(body, {**MADE, "startDate": ISO_Z, "endDate": ISO_Z})
        assert (body["startDate"], body["endDate"]) == (f"{later(9)}T10:00:00Z", f"{later(9)}T12:00:00Z")
        assert body["totalPrice"] == 24_000

    async def test_quantity_is_one_unless_given(self, client: httpx2.AsyncClient, rooms: Place) -> None:
        wish = four_nights(rooms)
        del wish["quantity"]

        one = await client.post(self.PATH, json=wish)
        two = await client.post(self.PATH, json=four_nights(rooms, quantity=2))

        assert (one.json()["totalPrice"], two.json()["totalPrice"]) == (100_000, 200_000)

    async def test_the_booking_reads_back_with_its_customer(self, client: httpx2.AsyncClient, rooms: Place) -> None:
        made = (await client.post(self.PATH, json=four_nights(rooms))).json()

        body = (await client.get(f"{self.PATH}/{made['bookingId']}", params={"token": made["manageToken"]})).json()

        fits(body, READ)
        same = ("bookingId", "resourceId", "startDate", "endDate", "totalPrice", "confirmationCode", "createdAt")
        assert {name: body[name] for name in same} == {name: made[name] for name in same}
        assert body["userDetails"]["firstName"].startswith("John")
        assert (body["userDetails"]["email"], body["userDetails"]["phone"]) == (USER["email"], USER["phone"])
        assert body["resourceName"] == "Комфорт"

    @pytest.mark.parametrize("missing", ["resourceId", "startDate", "userDetails"])
    async def test_what_is_needed_is_named(self, client: httpx2.AsyncClient, rooms: Place, missing: str) -> None:
        wish = four_nights(rooms)
        del wish[missing]

        reply = await client.post(self.PATH, json=wish)

        assert reply.status_code == 422
        assert reply.headers["content-type"] == "application/problem+json"
        assert missing in reply.text

    async def test_codes_and_ids_are_never_the_same(self, client: httpx2.AsyncClient, rooms: Place) -> None:
        made = [(await client.post(self.PATH, json=four_nights(rooms))).json() for _ in range(3)]

        assert len({body["confirmationCode"] for body in made}) == len({body["bookingId"] for body in made}) == 3


class TestCancel:
    """S1.67 POST (and PUT, C6) /bookings/{bookingId}/cancel"""

    @pytest.mark.parametrize("method", ["POST", "PUT"])
    async def test_both_methods_cancel(self, client: httpx2.AsyncClient, rooms: Place, method: str) -> None:
        made = (await client.post("/api/v1/bookings", json=four_nights(rooms))).json()
        address, link = f"/api/v1/bookings/{made['bookingId']}", {"token": made["manageToken"]}

        wish = {"reason": "Change of plans", "refundRequested": True}
        reply = await client.request(method, f"{address}/cancel", json=wish, params=link)
        again = await client.request(method, f"{address}/cancel", json=wish, params=link)
        read = (await client.get(address, params=link)).json()

        assert reply.status_code == 200, reply.text
        fits(reply.json(), CANCELLED)
        assert again.json() == reply.json()
        assert (read["status"], read["cancelReason"]) == ("cancelled", "Change of plans")

    async def test_strangers_cancel_nothing(self, client: httpx2.AsyncClient, rooms: Place) -> None:
        made = (await client.post("/api/v1/bookings", json=four_nights(rooms))).json()

        reply = await client.post(f"/api/v1/bookings/{made['bookingId']}/cancel", json={"reason": "Mischief"})

        assert reply.status_code == 404


class TestHistory:
    """S1.68 GET /users/{userId}/bookings"""

    @pytest.fixture
    async def me(self, runtime: Runtime, client: httpx2.AsyncClient, rooms: Place) -> tuple[str, dict[str, str]]:
        """Somebody with three bookings, one of them cancelled."""
        user = await runtime.database.run(make_user)
        headers = await bearer(runtime, user)
        made = [
            await client.post("/api/v1/bookings", json=four_nights(rooms, startDate=later(d), endDate=later(d + 2)),
                              headers=headers)
            for d in (10, 20, 30)
        ]  # fmt: skip
        await client.post(f"/api/v1/bookings/{made[0].json()['bookingId']}/cancel", json={}, headers=headers)
        return public_id("usr", user.id), headers

    async def test_me_and_my_id_are_the_same(self, client: httpx2.AsyncClient, me: tuple[str, dict[str, str]]) -> None:
        user_id, headers = me

        by_name = await client.get("/api/v1/users/me/bookings", headers=headers)
        by_id = await client.get(f"/api/v1/users/{user_id}/bookings", headers=headers)

        body = by_name.json()
        assert by_name.status_code == 200, by_name.text
        assert by_id.json() == body
        fits(body, {"data": list, "pagination": dict})
        assert {key: body["pagination"][key] for key in ("page", "limit", "total")} == {
            "page": 1, "limit": 20, "total": 3,
        }  # fmt: skip
        for row in body["data"]:
            fits(row, ROW)

    @pytest.mark.parametrize(("status", "found"), [("confirmed", 2), ("cancelled", 1), ("completed", 0)])
    async def test_by_status(
        self, client: httpx2.AsyncClient, me: tuple[str, dict[str, str]], status: str, found: int
    ) -> None:
        body = (await client.get("/api/v1/users/me/bookings", params={"status": status}, headers=me[1])).json()

        assert [row["status"] for row in body["data"]] == [status] * found
        assert body["pagination"]["total"] == found

    async def test_page_by_page(self, client: httpx2.AsyncClient, me: tuple[str, dict[str, str]]) -> None:
        pages = [
            (await client.get("/api/v1/users/me/bookings", params={"page": n, "limit": 2}, headers=me[1])).json()
            for n in (1, 2, 3)
        ]

        assert [len(page["data"]) for page in pages] == [2, 1, 0]
        assert len({row["bookingId"] for page in pages for row in page["data"]}) == 3
        assert [page["pagination"]["total"] for page in pages] == [3, 3, 3]

    async def test_others_see_nothing_and_operators_everything(
        self, client: httpx2.AsyncClient, runtime: Runtime, me: tuple[str, dict[str, str]]
    ) -> None:
        address = f"/api/v1/users/{me[0]}/bookings"

        anonymous = await client.get(address)
        stranger = await client.get(address, headers=await bearer_as(runtime))
        admin = await client.get(address, headers=await bearer_as(runtime, PlatformRole.ADMIN))

        assert (anonymous.status_code, stranger.status_code, admin.status_code) == (401, 404, 200)
        assert admin.json()["pagination"]["total"] == 3

    @pytest.mark.parametrize("query", [{"status": "lost"}, {"page": 0}, {"limit": 0}, {"limit": 101}])
    async def test_impossible_filters_are_named(
        self, client: httpx2.AsyncClient, me: tuple[str, dict[str, str]], query: Body
    ) -> None:
        reply = await client.get("/api/v1/users/me/bookings", params=query, headers=me[1])

        assert reply.status_code == 422
